-- Names of the spool and what lies under them. Compare-and-set is name_get and one of the others in one transaction; whoever
-- changes a name changes the total of its kind in the same transaction.

-- query name_get in names
-- takes :name blob
-- gives one: kind int, version int, expires time, sealed blob
SELECT kind, version, expires, sealed FROM name WHERE name = :name;

-- query name_measure in names
-- What a change must know, without the blob.
-- takes :name blob
-- gives one: kind int, version int, expires time, bytes int
SELECT kind, version, expires, CAST(length(sealed) AS INT) AS bytes FROM name WHERE name = :name;

-- query name_put in names
-- takes :name blob, :office_id id, :kind int, :version int, :expires time, :sealed blob
-- gives nothing
INSERT INTO name (name, office_id, kind, version, expires, sealed)
VALUES (:name, :office_id, :kind, :version, :expires, :sealed)
ON CONFLICT (name) DO UPDATE
SET kind = excluded.kind, version = excluded.version, expires = excluded.expires, sealed = excluded.sealed;

-- query name_end in names
-- takes :name blob
-- gives nothing
DELETE FROM name WHERE name = :name;

-- query name_ended in names
-- Names whose time is over.
-- takes :now time, :most int
-- gives many: name blob, kind int, bytes int
SELECT name, kind, CAST(length(sealed) AS INT) AS bytes FROM name WHERE expires <= :now ORDER BY expires LIMIT :most;

-- query name_total_add in names
-- takes :office_id id, :kind int, :count int, :bytes int
-- gives nothing
INSERT INTO name_total (office_id, kind, count, bytes) VALUES (:office_id, :kind, :count, :bytes)
ON CONFLICT (office_id, kind) DO UPDATE
SET count = name_total.count + excluded.count, bytes = name_total.bytes + excluded.bytes;

-- query name_totals in names
-- takes :office_id id
-- gives many: kind int, count int, bytes int
SELECT kind, count, bytes FROM name_total WHERE office_id = :office_id ORDER BY kind LIMIT 16;
