-- What the office knows of a report without opening it, and the sealed report itself.
-- Nothing here may be added without a reason in tests/data/clear-columns.txt.
CREATE TABLE report (
    report_id ID NOT NULL PRIMARY KEY CHECK (length(report_id) = 16),
    office_id ID NOT NULL CHECK (length(office_id) = 16),
    key_epoch INT NOT NULL,
    object_hash BLOB NOT NULL CHECK (length(object_hash) = 32),
    size_class INT NOT NULL,
    received_hour TIME NOT NULL CHECK (received_hour % 3600000000 = 0),
    state TEXT NOT NULL CHECK (state IN ('filed', 'opened', 'answered', 'closed')),
    pack_name TEXT NOT NULL,
    pack_version TEXT NOT NULL,
    pack_hash BLOB NOT NULL CHECK (length(pack_hash) = 16)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_by_state ON report (office_id, state, received_hour, report_id);

-- The filing without its halves. Over a ceiling it lies as a file in the vault's folder and `sealed` is empty.
CREATE TABLE filing (
    report_id ID NOT NULL PRIMARY KEY REFERENCES report (report_id),
    office_id ID NOT NULL CHECK (length(office_id) = 16),
    key_epoch INT NOT NULL,
    bytes INT NOT NULL CHECK (bytes > 0),
    sealed BLOB
) STRICT;

CREATE TABLE report_window (
    report_id ID NOT NULL REFERENCES report (report_id),
    office_id ID NOT NULL CHECK (length(office_id) = 16),
    key_epoch INT NOT NULL,
    window_id TEXT NOT NULL,
    view_index INT NOT NULL CHECK (view_index >= 0),
    PRIMARY KEY (report_id, window_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_window_by_window ON report_window (office_id, window_id, report_id);

-- The columns of a key stand first: SQLite 3.40 takes a row for broken in which the last column belongs to the key.
CREATE TABLE report_form (
    report_id ID NOT NULL REFERENCES report (report_id),
    form_id TEXT NOT NULL,
    office_id ID NOT NULL CHECK (length(office_id) = 16),
    key_epoch INT NOT NULL,
    PRIMARY KEY (report_id, form_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE clock (
    report_id ID NOT NULL REFERENCES report (report_id),
    office_id ID NOT NULL CHECK (length(office_id) = 16),
    key_epoch INT NOT NULL,
    window_id TEXT NOT NULL,
    stage TEXT NOT NULL,
    due TIME NOT NULL,
    PRIMARY KEY (report_id, window_id, stage)
) STRICT, WITHOUT ROWID;
CREATE INDEX clock_by_due ON clock (office_id, due, report_id);

-- Sealed files that came with a report; the bytes lie in the vault's folder.
CREATE TABLE evidence (
    evidence_id ID NOT NULL PRIMARY KEY CHECK (length(evidence_id) = 16),
    report_id ID NOT NULL REFERENCES report (report_id),
    office_id ID NOT NULL CHECK (length(office_id) = 16),
    key_epoch INT NOT NULL,
    bytes INT NOT NULL CHECK (bytes > 0),
    object_hash BLOB NOT NULL CHECK (length(object_hash) = 32)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_by_report ON evidence (report_id, evidence_id);

-- How far the spool and the queue of notices have been read. It moves in the same transaction as the rows it speaks of.
CREATE TABLE position (
    office_id ID NOT NULL CHECK (length(office_id) = 16),
    source TEXT NOT NULL CHECK (source IN ('spool', 'notices')),
    segment INT NOT NULL,
    bytes INT NOT NULL,
    PRIMARY KEY (office_id, source)
) STRICT, WITHOUT ROWID;
