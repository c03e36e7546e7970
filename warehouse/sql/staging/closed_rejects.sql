-- title: Rejects that a later reading made good
-- description: A refused record is closed once a later run landed the same record of the same file, a refused file once
--   a later run landed any of its records. A file delivered as the repair of another closes what landed of it by the same
--   number, and all of it if nothing of the repair was refused. A file that could not be read has no SHA-256 and is known
--   by its path.
-- columns:
--   reject_id: one row per closed reject
WITH rejects AS (
    SELECT reject_id, level, source_sha256, source_path, record_number, place
    FROM lake.rejects
    JOIN internal.commit_order USING (run_id)
),

landed AS (
    SELECT records.source_sha256, sources.source_path, records.record_number, commit_order.place
    FROM lake.records AS records
    JOIN lake.sources AS sources USING (reading_id)
    JOIN internal.commit_order AS commit_order ON commit_order.run_id = records.run_id
    WHERE records.document_id IS NOT NULL
),

closed_by_bytes AS (
    SELECT rejects.reject_id
    FROM rejects
    JOIN landed ON landed.source_sha256 = rejects.source_sha256
    WHERE landed.place > rejects.place AND (rejects.level = 'file' OR landed.record_number = rejects.record_number)
),

closed_by_path AS (
    SELECT rejects.reject_id
    FROM rejects
    JOIN landed ON landed.source_path = rejects.source_path
    WHERE landed.place > rejects.place AND rejects.source_sha256 IS NULL
),

repairs AS (
    SELECT
        sources.reading_id,
        sources.repairs_sha256,
        commit_order.place,
        sources.rejected_count = 0 AND sources.read_count > 0 AS is_whole
    FROM lake.sources AS sources
    JOIN internal.commit_order AS commit_order ON commit_order.run_id = sources.run_id
    WHERE sources.repairs_sha256 IS NOT NULL
),

closed_by_repair AS (
    SELECT rejects.reject_id
    FROM rejects
    JOIN repairs ON repairs.repairs_sha256 = rejects.source_sha256
    LEFT JOIN lake.records AS records
        ON records.reading_id = repairs.reading_id
        AND records.record_number = rejects.record_number
        AND records.document_id IS NOT NULL
    WHERE repairs.place > rejects.place AND (repairs.is_whole OR records.record_number IS NOT NULL)
)

SELECT reject_id FROM closed_by_bytes
UNION
SELECT reject_id FROM closed_by_repair
UNION
SELECT reject_id FROM closed_by_path
