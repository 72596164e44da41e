-- Drafts, mailboxes and kept responses of the spool, each under an unguessable name; and what was acknowledged, for ever, so
-- that the same report sent again gets the same proof.
CREATE TABLE name (
    name BLOB NOT NULL PRIMARY KEY CHECK (length(name) = 32),
    office_id ID NOT NULL CHECK (length(office_id) = 16),
    kind INT NOT NULL,
    version INT NOT NULL CHECK (version > 0),
    expires TIME NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX name_by_end ON name (expires);

-- What each kind takes, kept with every change: a sum over all names would be too slow for each put.
CREATE TABLE name_total (
    office_id ID NOT NULL CHECK (length(office_id) = 16),
    kind INT NOT NULL,
    count INT NOT NULL,
    bytes INT NOT NULL,
    PRIMARY KEY (office_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt (
    report_id ID NOT NULL PRIMARY KEY CHECK (length(report_id) = 16),
    office_id ID NOT NULL CHECK (length(office_id) = 16),
    object_hash BLOB NOT NULL CHECK (length(object_hash) = 32),
    accepted TIME NOT NULL,
    proof BLOB NOT NULL
) STRICT, WITHOUT ROWID;
