"""One article with all that belongs to it, as rows of the published tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Article:
    """One document with all that belongs to it, as rows of the published tables (column → value)."""

    document: dict[str, Any]
    revisions: list[dict[str, Any]]
    segments: list[dict[str, Any]]
    mentions: list[dict[str, Any]]
    roles: list[dict[str, Any]]
    allusions: list[dict[str, Any]]
    quotes: list[dict[str, Any]]
    citations: list[dict[str, Any]]
    copies: list[dict[str, Any]]
    """What it copies first, then what copies it or the same text; ``relation`` says which."""
    readings: list[dict[str, Any]]


def rows(con: DuckDBPyConnection, sql: str, *parameters: object) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries."""
    answered = con.execute(sql, list(parameters))
    names = [column[0] for column in answered.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answered.fetchall()]


def load_article(con: DuckDBPyConnection, document_id: str) -> Article:
    """The document of that id. Raises IndexError if there is none."""
    document = rows(con, "SELECT * FROM documents WHERE document_id = ?", document_id)[0]
    revisions = rows(
        con,
        """
        SELECT revision, document_id, is_latest, first_seen_utc, title FROM documents
        WHERE article_id = ? ORDER BY revision, document_id
        """,
        document["article_id"],
    )
    segments = rows(con, "SELECT * FROM segments WHERE document_id = ? ORDER BY ordinal", document_id)
    mentions = rows(
        con,
        """
        SELECT mentions.*, label FROM mentions LEFT JOIN entities USING (entity_id)
        WHERE document_id = ? ORDER BY list_position(['title', 'lead', 'body'], field), start_char
        """,
        document_id,
    )
    roles = rows(
        con,
        """
        SELECT roles.*, people.label, bodies.label AS organization_label FROM roles
        LEFT JOIN entities AS people ON people.entity_id = roles.entity_id
        LEFT JOIN entities AS bodies ON bodies.entity_id = roles.organization_entity_id
        WHERE document_id = ? ORDER BY ordinal
        """,
        document_id,
    )
    allusions = rows(
        con,
        """
        SELECT allusions.*, entity_type, label FROM allusions LEFT JOIN entities USING (entity_id)
        WHERE document_id = ? ORDER BY list_position(['title', 'lead', 'body'], field), start_char
        """,
        document_id,
    )
    _name_rivals(con, mentions)
    quotes = rows(
        con,
        """
        SELECT quotes.*, label AS speaker FROM quotes LEFT JOIN entities ON entity_id = speaker_entity_id
        WHERE document_id = ? ORDER BY list_position(['title', 'lead', 'body'], field), start_char, end_char DESC
        """,
        document_id,
    )
    citations = rows(
        con,
        """
        SELECT citations.*, outlets.label AS outlet, entities.label FROM citations
        LEFT JOIN outlets ON outlets.outlet_id = cited_outlet_id
        LEFT JOIN entities ON entities.entity_id = cited_entity_id
        WHERE document_id = ? ORDER BY list_position(['title', 'lead', 'body'], field), start_char
        """,
        document_id,
    )
    readings = rows(
        con,
        """
        SELECT verdict, source_path, member, record_number, start_byte, end_byte, format, compression, seen_utc,
            records.source_sha256, records.run_id
        FROM records LEFT JOIN sources USING (reading_id)
        WHERE document_id = ? ORDER BY seen_utc, source_path, record_number
        """,
        document_id,
    )
    copies = _copies(con, document_id)
    return Article(document, revisions, segments, mentions, roles, allusions, quotes, citations, copies, readings)


def _copies(con: DuckDBPyConnection, document_id: str) -> list[dict[str, Any]]:
    """The cluster of copies that a document stands in, itself left out: the first of it, then its copies by date.
    Similarity and containment are those of the copy to the first."""
    return rows(
        con,
        """
        WITH own AS (
            SELECT * FROM copies WHERE document_id = $1 AND original_document_id IS NOT NULL
        ),
        first AS (
            SELECT coalesce((SELECT original_document_id FROM own), $1) AS document_id
        ),
        cluster AS (
            SELECT 'a copy of' AS relation, original_document_id AS document_id, role, similarity, containment FROM own
            UNION ALL
            SELECT if(first.document_id = $1, 'copied by', 'another copy'), copies.document_id, role, similarity,
                containment
            FROM copies JOIN first ON first.document_id = copies.original_document_id
            WHERE copies.document_id <> $1
        )
        SELECT cluster.*, published_utc, outlet_id, outlet, language, title
        FROM cluster JOIN documents USING (document_id)
        ORDER BY relation <> 'a copy of', published_utc NULLS LAST, document_id
        """,
        document_id,
    )


def _name_rivals(con: DuckDBPyConnection, mentions: Sequence[dict[str, Any]]) -> None:
    """Give each mention its ``rivals``: the candidates that lost, as entity id and label (None where nobody knows)."""
    wanted = sorted({rival for mention in mentions for rival in mention["rival_entity_ids"] or ()})
    labels: dict[str, str | None] = dict.fromkeys(wanted)
    if wanted:
        found = rows(con, "SELECT entity_id, label FROM entities WHERE list_contains(?, entity_id)", wanted)
        labels |= {row["entity_id"]: row["label"] for row in found}
    unnamed = [rival for rival in wanted if labels[rival] is None]
    if unnamed:
        # No document names them: only the knowledge base does, which takes a third of a second to load.
        from transforms.entities.knowledge import load

        known = {rival: load().entity(rival) for rival in unnamed}
        labels |= {rival: entity.label for rival, entity in known.items() if entity is not None}
    for mention in mentions:
        mention["rivals"] = [
            {"entity_id": rival, "label": labels[rival]} for rival in mention["rival_entity_ids"] or ()
        ]
