-- What was acknowledged, kept after its segment is gone.

-- query receipt_add in names
-- takes :report_id id, :office_id id, :object_hash blob, :accepted time, :proof blob
-- gives nothing
INSERT INTO receipt (report_id, office_id, object_hash, accepted, proof)
VALUES (:report_id, :office_id, :object_hash, :accepted, :proof)
ON CONFLICT DO NOTHING;

-- query receipt_get in names
-- takes :report_id id
-- gives one: object_hash blob, accepted time, proof blob
SELECT object_hash, accepted, proof FROM receipt WHERE report_id = :report_id;

-- query receipt_count in names
-- gives one: count int
SELECT count(*) AS count FROM receipt;
