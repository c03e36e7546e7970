"""What a run adds to the knowledge of entities: observations that say something new, and ids that became known.

Works on the connection of a ``linking.Batch``. Observations are append-only; how they fold into one row per
entity is said once, in ``sql/staging/best_observations.sql``, which the published tables share.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import duckdb
import pyarrow as pa

from warehouse.duck import create_table, rows_table
from warehouse.sqlfiles import select_text

Redirect = Callable[[pa.Table], pa.Table]
"""Local entities (entity_id, entity_type, label) → those among them that are known now, in ``REDIRECTED_SCHEMA``."""

REDIRECTED_SCHEMA: Final = pa.schema(
    [
        ("from_entity_id", pa.string()),
        ("to_entity_id", pa.string()),
        ("reason", pa.string()),
        ("entity_type", pa.string()),
        ("label", pa.string()),
        ("country", pa.string()),
        ("latitude", pa.float64()),
        ("longitude", pa.float64()),
    ]
)
"""One change of id, with what is known of the entity that it leads to."""


def define_observations(con: duckdb.DuckDBPyConnection) -> None:
    """Make view ``batch_entity_observations`` (new, or better than what the head holds) and table ``redirected``.
    Asks for table ``respelled``.

    A known entity is observed again when any attribute changed; a local one when its label is better by the rule of the
    fold, which prefers long labels. So the folded entity depends on what was read, not on the order of reading.
    """
    create_table(con, "redirected", rows_table([], REDIRECTED_SCHEMA))
    con.execute(f"CREATE VIEW internal.best_observations AS {select_text('staging', 'best_observations')}")
    con.execute(
        """
        CREATE VIEW batch_entity_observations AS
        WITH observed AS (
            SELECT entity_id, entity_type, label, country, latitude, longitude, is_known, pipeline_version, run_id
            FROM staged_entity_observations
            UNION ALL
            SELECT to_entity_id, entity_type, label, country, latitude, longitude, true,
            version.pipeline_version, run_id
            FROM redirected CROSS JOIN run CROSS JOIN version
            UNION ALL
            SELECT to_entity_id, entity_type, label, country, latitude, longitude,
            NOT starts_with(to_entity_id, 'local:'), version.pipeline_version, run_id
            FROM respelled CROSS JOIN run CROSS JOIN version
            WHERE label IS NOT NULL
        ),
        best AS (
            SELECT *
            FROM observed
            QUALIFY row_number() OVER (
                PARTITION BY entity_id ORDER BY length(label) DESC, label, country, latitude, longitude
            ) = 1
        )
        SELECT best.*
        FROM best LEFT JOIN internal.best_observations AS landed USING (entity_id)
        WHERE landed.entity_id IS NULL
            OR (NOT best.is_known AND (-length(best.label), best.label) < (-length(landed.label), landed.label))
            OR (
                best.is_known
                AND (best.entity_type, best.label, best.country, best.latitude, best.longitude)
                IS DISTINCT FROM (landed.entity_type, landed.label, landed.country, landed.latitude, landed.longitude)
            )
        """
    )


def find_redirects(con: duckdb.DuckDBPyConnection, redirect: Redirect, pipeline_version: str) -> int:
    """Fill ``redirected``: local ids in documents of an older pipeline that the present knowledge links.
    Returns their count.

    An id that was redirected before, other than as a spelling, is left alone: changing it again is a person's decision.
    """
    local = con.sql(
        """
        WITH older_documents AS (
            SELECT document_id
            FROM lake.documents ANTI JOIN removed USING (document_id)
            WHERE coalesce(entities_version, pipeline_version) <> $pipeline_version
        ),
        local_ids AS (
            SELECT DISTINCT stored_entity_id AS entity_id
            FROM lake.mentions SEMI JOIN older_documents USING (document_id)
            WHERE starts_with(stored_entity_id, 'local:')
        )
        SELECT entity_id, entity_type, label
        FROM internal.best_observations
        SEMI JOIN local_ids USING (entity_id)
        ANTI JOIN (
            SELECT from_entity_id AS entity_id FROM lake.entity_redirects WHERE kind <> 'spelling'
        ) AS redirected_before USING (entity_id)
        ORDER BY entity_id
        """,
        params={"pipeline_version": pipeline_version},
    ).to_arrow_table()
    if not local.num_rows:
        return 0
    found = redirect(local)
    create_table(con, "redirected", found, REDIRECTED_SCHEMA)
    return int(found.num_rows)
