-- title: Sources
-- description: The files that were read, newest reading first, with their books.
-- parameters:
--   run text = null: only readings of this run (its id)
--   limit integer = 50: rows at most
-- columns:
--   source_path: the file as given
--   format: how it was read
--   size_bytes: its size as delivered
--   is_acknowledged: whether it had landed before and was only counted
--   read_count: records read
--   accepted_count: records that gave a document
--   duplicate_count: records whose document stood already
--   rejected_count: records refused
--   skipped_count: parts that hold no article by their kind
--   source_sha256: SHA-256 of the file
--   run_id: the run that read it
WITH sources AS (
    SELECT *
    FROM main.sources
    WHERE $run::VARCHAR IS NULL OR run_id = $run
),

commits AS (
    SELECT run_id, finished_utc
    FROM main.runs
)

SELECT
    sources.source_path,
    sources.format,
    sources.size_bytes,
    sources.is_acknowledged,
    sources.read_count,
    sources.accepted_count,
    sources.duplicate_count,
    sources.rejected_count,
    sources.skipped_count,
    sources.source_sha256,
    sources.run_id
FROM sources
JOIN commits USING (run_id)
ORDER BY commits.finished_utc DESC, sources.reading_ordinal
LIMIT $limit::BIGINT
