"""What is asked alike of names, roles, allusions, quotations and credits: that each is words of a document's field."""

from __future__ import annotations

from typing import Final

from expectations.severity import ROW_LIMITS, Range
from expectations.suites.model import RowCheck, contract_checks, contract_projection

HELD_BY_REFERENCE: Final = frozenset({"document_id"})
"""Its form is looked at once, in documents; in a table of spans the record must be found there."""

DOCUMENTS_SQL: Final = """
LEFT JOIN (SELECT record_key, any_value(title_chars) AS title_chars, any_value(lead_chars) AS lead_chars,
    any_value(body_chars) AS body_chars FROM documents GROUP BY record_key) AS d USING (record_key)
"""
"""The document of each span, with the lengths of its fields."""


def span_projection(table_name: str, words: str, entity: str = "stored_entity_id") -> dict[str, str]:
    """Narrow columns of a table of spans; ``words`` is the column of what stands there, ``entity`` that of whom."""
    return {
        "record_key": "hash(reading_id, record_number)",
        "entity_key": f"hash({entity})",
        **contract_projection(table_name, without=HELD_BY_REFERENCE),
        "field_code": "CAST(CASE field WHEN 'title' THEN 0 WHEN 'lead' THEN 1 ELSE 2 END AS TINYINT)",
        "start_char": "CAST(start_char AS INTEGER)",
        "end_char": "CAST(end_char AS INTEGER)",
        f"{words}_chars": f"CAST(length({words}) AS INTEGER)",
        "is_untrimmed": f"{words} <> trim({words})",
    }


def span_flags(words: str) -> str:
    """The flags that every span has, over the table as ``s`` beside its document ``d``; ends in a comma."""
    return f"""
    contract_not_null, contract_bounds, contract_allowed, contract_pattern,
    lag(s.end_char) OVER (PARTITION BY s.record_key, s.field_code ORDER BY s.start_char, s.end_char)
        > s.start_char AS is_overlapping,
    d.record_key IS NULL AS is_orphan,
    coalesce(
        s.end_char > CASE s.field_code WHEN 0 THEN d.title_chars WHEN 1 THEN d.lead_chars ELSE d.body_chars END, true
    ) AS is_outside,
    s.{words}_chars <> s.end_char - s.start_char AS is_other_length,
    s.is_untrimmed,
    s.{words}_chars::DOUBLE AS {words}_chars,
"""


def span_records(table_name: str) -> str:
    """From broken spans to the records to refuse."""
    return f"""
SELECT d.reading_id, d.record_number,
    concat_ws(':', d.document_id, ['title', 'lead', 'body'][s.field_code + 1], s.start_char) AS row_key, detail, place
FROM broken JOIN {table_name} AS s USING (place) JOIN documents AS d USING (record_key)
"""


def span_checks(
    table_name: str, one: str, words: str, *, is_apart: bool = True, chars: Range = ROW_LIMITS.surface_chars
) -> tuple[RowCheck, ...]:
    """What is asked of every span of a table; ``one`` is the word for one of them, ``chars`` its length in code points.
    Spans that may stand in one another are not ``is_apart``."""
    apart = RowCheck(
        f"{one}s_do_not_overlap",
        "is_overlapping",
        f"each {one} starts where the one before has ended",
        "fail",
        column_name="start_char",
    )
    return (
        *contract_checks(table_name, "fail", without=HELD_BY_REFERENCE),
        RowCheck(
            "document_exists",
            "is_orphan",
            f"every {one}'s document is in the batch",
            "invariant",
            column_name="document_id",
        ),
        RowCheck("offsets_in_field", "is_outside", "end_char ≤ length of the field", "fail", column_name="end_char"),
        RowCheck(
            f"offsets_fit_{words}",
            "is_other_length",
            f"end_char − start_char = length of {words}",
            "fail",
            column_name=words,
        ),
        *((apart,) if is_apart else ()),
        RowCheck(f"{words}_is_trimmed", "is_untrimmed", "no white space around it", "warn", column_name=words),
        RowCheck(
            f"{words}_length",
            f"{words}_chars",
            "{asked} code points",
            "warn",
            "range",
            words,
            chars,
        ),
    )
