"""Unknown persons of the whole archive who are one under several spellings: found anew whenever a name is new.

Works on the connection of a ``linking.Batch``. What may be one shares a block (a coarse key of its sound) and is paired
in SQL; what is one, the rules say, which are no part of this room. The answer is a function of the set of names that
were ever observed, and replaces the rows of kind ``spelling`` in ``entity_redirects``: so it comes out the same in
whatever order, files and runs the names arrive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import duckdb
import pyarrow as pa

from warehouse.duck import create_table, rows_table, scalar
from warehouse.observations import REDIRECTED_SCHEMA

BLOCK_NAMES: Final = 500
"""Names of a block that are paired; a larger block says only that its key is too common. The largest of 22,000 names
of politicians in all scripts has 350."""
BATCH_ROWS: Final = 20_000
"""Names, and pairs of names, that travel at once: some megabytes as Python values."""

NAMES_SCHEMA: Final = pa.schema([("entity_id", pa.string()), ("label", pa.string())])
BLOCKS_SCHEMA: Final = pa.schema([("entity_id", pa.string()), ("block", pa.string()), ("openness", pa.int64())])
PAIRS_SCHEMA: Final = pa.schema(
    [(name, pa.string()) for name in ("entity_id", "label", "other_entity_id", "other_label")]
)


@dataclass(frozen=True, slots=True)
class SpellingRules:
    """The pure decisions on persons' names. A label is null for a known entity, whose names the rules hold.

    ``known``: the blocks of the known persons (``BLOCKS_SCHEMA``).
    ``blocks``: names (``NAMES_SCHEMA``) → their blocks. Two may be one where their opennesses make 2 or more.
    ``same``: pairs (``PAIRS_SCHEMA``) → those among them that are spellings of one name.
    ``merge``: such pairs, all of them → one row per id that leads to another (``REDIRECTED_SCHEMA``; no label where it
    leads to a local id that no knowledge holds).
    """

    known: Callable[[], pa.Table]
    blocks: Callable[[pa.Table], pa.Table]
    same: Callable[[pa.Table], pa.Table]
    merge: Callable[[pa.Table], pa.Table]


def define_spellings(con: duckdb.DuckDBPyConnection) -> None:
    """Make table ``respelled`` (no rows) and view ``spelling_redirects``: the rows of kind ``spelling`` as they stand,
    which are those of the head until ``find_spellings`` finds others."""
    create_table(con, "respelled", rows_table([], REDIRECTED_SCHEMA))
    con.execute("CREATE TABLE spellings_found AS SELECT false AS is_found")
    con.execute(
        """
        CREATE VIEW spelling_redirects AS
        WITH landed AS (
            SELECT from_entity_id, to_entity_id, kind, reason, run_id FROM lake.entity_redirects WHERE kind = 'spelling'
        )
        SELECT * FROM landed WHERE NOT (SELECT is_found FROM spellings_found)
        UNION ALL
        SELECT
            respelled.from_entity_id,
            respelled.to_entity_id,
            'spelling' AS kind,
            respelled.reason,
            coalesce(landed.run_id, run.run_id) AS run_id
        FROM respelled
        CROSS JOIN run
        LEFT JOIN landed USING (from_entity_id, to_entity_id, reason)
        """
    )


def find_spellings(con: duckdb.DuckDBPyConnection, rules: SpellingRules, pipeline_version: str) -> bool:
    """Fill ``respelled``, where the batch brings a person's name that is new, or rules that may be.

    Returns whether the redirects of kind ``spelling`` are others than those of the head.
    """
    if not _is_asked_for(con, pipeline_version):
        return False
    _find_names(con)
    create_table(con, "person_block", rules.known(), BLOCKS_SCHEMA)
    con.execute("DELETE FROM person_name USING person_block WHERE person_name.entity_id = person_block.entity_id")
    cursor = con.cursor()
    for batch in cursor.sql("SELECT entity_id, label FROM person_name").to_arrow_reader(BATCH_ROWS):
        con.register("incoming_blocks", rules.blocks(pa.Table.from_batches([batch])).select(BLOCKS_SCHEMA.names))
        con.execute("INSERT INTO person_block SELECT * FROM incoming_blocks")
        con.unregister("incoming_blocks")
    same = [rules.same(pa.Table.from_batches([batch])) for batch in _pairs(cursor)]
    create_table(
        con, "respelled", rules.merge(pa.concat_tables([rows_table([], PAIRS_SCHEMA), *same])), REDIRECTED_SCHEMA
    )
    con.execute("UPDATE spellings_found SET is_found = true")
    return scalar(con, _DIFFERENCES) > 0


_DIFFERENCES: Final = """
    WITH landed AS (
        SELECT from_entity_id, to_entity_id, reason FROM lake.entity_redirects WHERE kind = 'spelling'
    ),
    found AS (SELECT from_entity_id, to_entity_id, reason FROM respelled)
    SELECT count(*) FROM ((FROM landed EXCEPT FROM found) UNION ALL (FROM found EXCEPT FROM landed))
"""


def _is_asked_for(con: duckdb.DuckDBPyConnection, pipeline_version: str) -> bool:
    """Whether anything that the redirects depend on is new: a person's label, a redirect, the pipeline."""
    return bool(
        scalar(
            con,
            """
            SELECT
                (SELECT count(*) FROM batch_entity_observations
                    WHERE entity_type = 'PERSON' AND starts_with(entity_id, 'local:'))
                + (SELECT count(*) FROM redirected)
                + (SELECT count(*) FROM (
                    SELECT max_by(pipeline_version, place) AS pipeline_version
                    FROM internal.commit_order WHERE has_landed
                ) WHERE pipeline_version <> $pipeline_version)
            """,
            {"pipeline_version": pipeline_version},
        )
    )


def _find_names(con: duckdb.DuckDBPyConnection) -> None:
    """Make table ``person_name``: every unknown person ever observed, by the best label, unless another redirect
    leads away from it. One word is no name to be merged by, unless it is written in a script without spaces."""
    con.execute(
        r"""
        CREATE OR REPLACE TABLE person_name AS
        WITH observed AS (
            SELECT entity_id, entity_type, label FROM internal.best_observations
            UNION ALL
            SELECT entity_id, entity_type, label FROM batch_entity_observations
        ),
        persons AS (
            SELECT entity_id, label
            FROM observed
            WHERE entity_type = 'PERSON' AND starts_with(entity_id, 'local:')
            QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY length(label) DESC, label) = 1
        ),
        led_away AS (
            SELECT from_entity_id AS entity_id FROM lake.entity_redirects WHERE kind <> 'spelling'
            UNION ALL
            SELECT from_entity_id FROM redirected
        )
        SELECT entity_id, label
        FROM persons ANTI JOIN led_away USING (entity_id)
        WHERE regexp_matches(label, '[\s\-]|[^\x00-\x{24f}]')
        """
    )


def _pairs(con: duckdb.DuckDBPyConnection) -> pa.RecordBatchReader:
    """Candidates, each pair once, the smaller id first."""
    return con.sql(
        """
        WITH blocks AS (
            SELECT DISTINCT entity_id, block, openness FROM person_block
        ),
        useful AS (
            SELECT block
            FROM blocks
            GROUP BY block
            HAVING count(DISTINCT entity_id) BETWEEN 2 AND $most AND max(openness) > 0
        ),
        open AS (
            SELECT entity_id, block, openness FROM blocks SEMI JOIN useful USING (block)
        ),
        pairs AS (
            SELECT DISTINCT a.entity_id, b.entity_id AS other_entity_id
            FROM open AS a JOIN open AS b USING (block)
            WHERE a.entity_id < b.entity_id AND a.openness + b.openness >= 2
        )
        SELECT entity_id, one.label, other_entity_id, other.label AS other_label
        FROM pairs
        LEFT JOIN person_name AS one USING (entity_id)
        LEFT JOIN person_name AS other ON other.entity_id = other_entity_id
        WHERE one.label IS NOT NULL OR other.label IS NOT NULL
        """,
        params={"most": BLOCK_NAMES},
    ).to_arrow_reader(BATCH_ROWS)
