-- Finished letters, sealed to the window that gets them or to the courier who brings them.
CREATE TABLE letter (
    letter_id ID NOT NULL PRIMARY KEY CHECK (length(letter_id) = 16),
    report_id ID NOT NULL CHECK (length(report_id) = 16),
    office_id ID NOT NULL CHECK (length(office_id) = 16),
    key_epoch INT NOT NULL,
    window_id TEXT NOT NULL,
    route TEXT NOT NULL CHECK (route IN ('window', 'courier')),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    due TIME NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX letter_by_due ON letter (office_id, state, due);
CREATE INDEX letter_by_report ON letter (report_id);
