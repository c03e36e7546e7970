-- title: Rejects
-- description: What was refused, and whether a later reading made it good.
-- built: view
WITH rejects AS (
    SELECT *
    FROM lake.rejects
),

closed AS (
    SELECT reject_id, 'closed' AS status
    FROM internal.closed_rejects
)

SELECT
    rejects.reject_id,
    rejects.level,
    rejects.table_name,
    rejects.row_key,
    rejects.source_path,
    rejects.source_sha256,
    rejects.member,
    rejects.record_number,
    rejects.start_byte,
    rejects.end_byte,
    rejects.reason,
    rejects.detail,
    coalesce(closed.status, 'open') AS status,
    rejects.run_id
FROM rejects
LEFT JOIN closed USING (reject_id)
