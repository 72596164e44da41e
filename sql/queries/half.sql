-- The keeper's halves. A half that is there stays: the registrar may come twice with the same report.

-- query half_add in halves
-- takes :report_id id, :view_index int, :office_id id, :key_epoch int, :sealed blob
-- gives nothing
INSERT INTO half (report_id, view_index, office_id, key_epoch, sealed)
VALUES (:report_id, :view_index, :office_id, :key_epoch, :sealed)
ON CONFLICT DO NOTHING;

-- query half_get in halves
-- takes :report_id id, :view_index int
-- gives one: office_id id, key_epoch int, sealed blob
SELECT office_id, key_epoch, sealed FROM half WHERE report_id = :report_id AND view_index = :view_index;
