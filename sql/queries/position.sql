-- How far a source has been read into the vault.

-- query position_get in vault
-- takes :office_id id, :source text
-- gives one: segment int, bytes int
SELECT segment, bytes FROM position WHERE office_id = :office_id AND source = :source;

-- query position_put in vault
-- takes :office_id id, :source text, :segment int, :bytes int
-- gives nothing
INSERT INTO position (office_id, source, segment, bytes) VALUES (:office_id, :source, :segment, :bytes)
ON CONFLICT (office_id, source) DO UPDATE SET segment = excluded.segment, bytes = excluded.bytes;

-- query position_forget in vault
-- takes :source text
-- gives nothing
DELETE FROM position WHERE source = :source;
