-- Coarse codes sealed to the counter. Not tied to a report: the name is a hash of the sealed bytes, which only whoever holds
-- them can make again.
CREATE TABLE statistic (
    statistic_id BLOB NOT NULL PRIMARY KEY CHECK (length(statistic_id) = 32),
    office_id ID NOT NULL CHECK (length(office_id) = 16),
    key_epoch INT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
