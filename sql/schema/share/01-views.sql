-- What a victim agreed to share, sealed to the analysts.
CREATE TABLE share_view (
    report_id ID NOT NULL PRIMARY KEY CHECK (length(report_id) = 16),
    office_id ID NOT NULL CHECK (length(office_id) = 16),
    key_epoch INT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
