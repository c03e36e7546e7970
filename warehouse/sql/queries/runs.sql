-- title: Runs
-- description: The runs, newest first, with their books and how long they took.
-- parameters:
--   limit integer = 20: rows at most
-- columns:
--   run_id: the run
--   started_utc: when it began
--   seconds: from its start to its commit
--   status: succeeded or failed
--   read_count: records read
--   accepted_count: records that gave a document
--   duplicate_count: records whose document stood already
--   rejected_count: records refused
--   error: why it failed
WITH runs AS (
    SELECT *
    FROM main.runs
)

SELECT
    run_id,
    started_utc,
    round(date_diff('millisecond', started_utc, finished_utc) / 1000, 1) AS seconds,
    status,
    read_count,
    accepted_count,
    duplicate_count,
    rejected_count,
    error
FROM runs
ORDER BY finished_utc DESC, run_id
LIMIT $limit::BIGINT
