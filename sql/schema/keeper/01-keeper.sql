-- Who may open what, until when; how many were opened today; and which requests have been seen.
CREATE TABLE officer_grant (
    officer_id ID NOT NULL CHECK (length(officer_id) = 16),
    window_id TEXT NOT NULL,
    office_id ID NOT NULL CHECK (length(office_id) = 16),
    key_epoch INT NOT NULL,
    granted TIME NOT NULL,
    expires TIME NOT NULL,
    PRIMARY KEY (officer_id, window_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE quota (
    officer_id ID NOT NULL CHECK (length(officer_id) = 16),
    office_id ID NOT NULL CHECK (length(office_id) = 16),
    day INT NOT NULL,
    opened INT NOT NULL,
    PRIMARY KEY (officer_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE nonce (
    nonce BLOB NOT NULL PRIMARY KEY CHECK (length(nonce) BETWEEN 16 AND 32),
    office_id ID NOT NULL CHECK (length(office_id) = 16),
    expires TIME NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX nonce_by_end ON nonce (expires);
