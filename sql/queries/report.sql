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
