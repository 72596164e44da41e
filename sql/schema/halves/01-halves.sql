-- The keeper's sealed half of every report key. Whoever deletes it here, and lets the short-lived backups of this room end,
-- has destroyed the report.
CREATE TABLE half (
    report_id ID NOT NULL CHECK (length(report_id) = 16),
    view_index INT NOT NULL CHECK (view_index >= 0),
    office_id ID NOT NULL CHECK (length(office_id) = 16),
    key_epoch INT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (report_id, view_index)
) STRICT, WITHOUT ROWID;
