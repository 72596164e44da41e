-- Finished letters on their way.

-- query letter_add in outbox
-- takes :letter_id id, :report_id id, :office_id id, :key_epoch int, :window_id text, :route text, :state text, :due time,
-- takes :sealed blob
-- gives nothing
INSERT INTO letter (letter_id, report_id, office_id, key_epoch, window_id, route, state, due, sealed)
VALUES (:letter_id, :report_id, :office_id, :key_epoch, :window_id, :route, :state, :due, :sealed)
ON CONFLICT DO NOTHING;

-- query letter_count in outbox
-- gives one: count int
SELECT count(*) AS count FROM letter WHERE state = 'waiting';
