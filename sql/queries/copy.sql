-- What leaves a report behind: statistics for the counter, and what may be shared.

-- query statistic_add in public
-- takes :statistic_id blob, :office_id id, :key_epoch int, :sealed blob
-- gives nothing
INSERT INTO statistic (statistic_id, office_id, key_epoch, sealed) VALUES (:statistic_id, :office_id, :key_epoch, :sealed)
ON CONFLICT DO NOTHING;

-- query share_view_add in share
-- takes :report_id id, :office_id id, :key_epoch int, :sealed blob
-- gives nothing
INSERT INTO share_view (report_id, office_id, key_epoch, sealed) VALUES (:report_id, :office_id, :key_epoch, :sealed)
ON CONFLICT DO NOTHING;
