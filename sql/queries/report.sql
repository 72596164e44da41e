-- Reports in the vault. A report that is there stays as it is: filing it again changes nothing.

-- query report_add in vault
-- takes :report_id id, :office_id id, :key_epoch int, :object_hash blob, :size_class int, :received_hour time, :state text,
-- takes :pack_name text, :pack_version text, :pack_hash blob
-- gives nothing
INSERT INTO report (report_id, office_id, key_epoch, object_hash, size_class, received_hour, state, pack_name, pack_version,
                    pack_hash)
VALUES (:report_id, :office_id, :key_epoch, :object_hash, :size_class, :received_hour, :state, :pack_name, :pack_version,
        :pack_hash)
ON CONFLICT DO NOTHING;

-- query report_get in vault
-- takes :report_id id
-- gives one: office_id id, key_epoch int, object_hash blob, size_class int, received_hour time, state text, pack_name text,
-- gives pack_version text, pack_hash blob
SELECT office_id, key_epoch, object_hash, size_class, received_hour, state, pack_name, pack_version, pack_hash
FROM report WHERE report_id = :report_id;

-- query report_count in vault
-- gives one: count int
SELECT count(*) AS count FROM report;

-- query report_after in vault
-- In the order of ids, for whoever goes through all of them: report_id and what its bytes must hash to.
-- takes :after id, :most int
-- gives many: report_id id, object_hash blob, key_epoch int
SELECT report_id, object_hash, key_epoch FROM report WHERE report_id > :after ORDER BY report_id LIMIT :most;

-- query report_window_add in vault
-- takes :report_id id, :office_id id, :key_epoch int, :window_id text, :view_index int
-- gives nothing
INSERT INTO report_window (report_id, office_id, key_epoch, window_id, view_index)
VALUES (:report_id, :office_id, :key_epoch, :window_id, :view_index)
ON CONFLICT DO NOTHING;

-- query report_form_add in vault
-- takes :report_id id, :office_id id, :key_epoch int, :form_id text
-- gives nothing
INSERT INTO report_form (report_id, office_id, key_epoch, form_id) VALUES (:report_id, :office_id, :key_epoch, :form_id)
ON CONFLICT DO NOTHING;

-- query clock_add in vault
-- takes :report_id id, :office_id id, :key_epoch int, :window_id text, :stage text, :due time
-- gives nothing
INSERT INTO clock (report_id, office_id, key_epoch, window_id, stage, due)
VALUES (:report_id, :office_id, :key_epoch, :window_id, :stage, :due)
ON CONFLICT DO NOTHING;

-- query filing_add in vault
-- takes :report_id id, :office_id id, :key_epoch int, :bytes int, :sealed blob?
-- gives nothing
INSERT INTO filing (report_id, office_id, key_epoch, bytes, sealed)
VALUES (:report_id, :office_id, :key_epoch, :bytes, :sealed)
ON CONFLICT DO NOTHING;

-- query filing_get in vault
-- takes :report_id id
-- gives one: bytes int, sealed blob?
SELECT bytes, sealed FROM filing WHERE report_id = :report_id;

-- query evidence_add in vault
-- takes :evidence_id id, :report_id id, :office_id id, :key_epoch int, :bytes int, :object_hash blob
-- gives nothing
INSERT INTO evidence (evidence_id, report_id, office_id, key_epoch, bytes, object_hash)
VALUES (:evidence_id, :report_id, :office_id, :key_epoch, :bytes, :object_hash)
ON CONFLICT DO NOTHING;

-- query evidence_is in vault
-- Whether a report names it.
-- takes :evidence_id id
-- gives one: report_id id
SELECT report_id FROM evidence WHERE evidence_id = :evidence_id;

-- query evidence_of in vault
-- takes :report_id id
-- gives many: evidence_id id, bytes int, object_hash blob
SELECT evidence_id, bytes, object_hash FROM evidence WHERE report_id = :report_id ORDER BY evidence_id LIMIT 64;
