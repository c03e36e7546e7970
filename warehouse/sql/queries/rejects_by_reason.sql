-- title: Rejects by reason
-- description: What was refused, by reason, and how much of it was made good since.
-- columns:
--   reason: code of the closed list
--   level: file, record or row
--   reject_count: refused things
--   open_count: those that no later reading landed
--   source_count: files they came from
--   example_path: one of these files
--   example_record: the record in it; null for a whole file
WITH rejects AS (
    SELECT reason, level, status, source_path, source_sha256, record_number
    FROM main.rejects
)

SELECT
    reason,
    level,
    count(*) AS reject_count,
    count(*) FILTER (status = 'open') AS open_count,
    count(DISTINCT coalesce(source_sha256, source_path)) AS source_count,
    min(source_path) AS example_path,
    min_by(record_number, (source_path, record_number)) AS example_record
FROM rejects
GROUP BY reason, level
ORDER BY reject_count DESC, reason, level
