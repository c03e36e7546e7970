"""One record as its file gives it, whatever it holds: an article whose parts point at each other, or a refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.contracts import FLAGS, REASONS
from transforms.model import Article, NormalizeOptions, RawRecord, Refusal
from transforms.normalize.article import normalize

AS_OF: Final = datetime.fromisoformat("2024-06-15T12:00")
PROSE: Final = (
    "The harbour master of Florness told reporters on Tuesday that the ferry had left the quay on time, that nobody "
    "had been hurt, and that an inquiry would begin before the end of the month."
)
ODD: Final = st.sampled_from(
    """© 2020|(c) 1999|12 Jan 2020|17:22|1970-01-01|0001-01-01|9999-12-31|10000-01-01|٢٠٢٠|- |• |a | b | c|...|:|?!|
GENEVA (ABC) — |Photo: X / Y|By Anna Berg|Von A. B|Q: |Anna Berg: |Cookies|2 REACTIES|Lees ook: |（责任编辑：王）|
\u2028|\u200b|\ufeff|\u202e|\x00|\x1c|\x85|ﷺ|İ|ß|\u0345|\U0001d518|\ud800|’|—|ad.show("1");|http://[|https://a.example/b""".split(
        "|"
    )
)
LINES: Final = st.one_of(ODD, st.just(PROSE), st.text(max_size=40))
TEXTS: Final = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n\n", " ", "\n   "])), max_size=16).map(
    lambda parts: "".join(line + gap for line, gap in parts)
)
FIELDS: Final = st.none() | LINES
RECORDS: Final = st.builds(
    RawRecord,
    text=st.none() | TEXTS,
    title=FIELDS,
    lead=FIELDS,
    byline=st.lists(LINES, max_size=3).map(tuple),
    published=FIELDS,
    collected=FIELDS,
    header_date=FIELDS,
    url=FIELDS,
    outlet=FIELDS,
    section=FIELDS,
    external_id=FIELDS,
)


def article_of(record: RawRecord, *, is_structured: bool = True, as_of: datetime = AS_OF) -> Article | Refusal:
    return normalize(record, NormalizeOptions(), is_structured=is_structured, as_of=as_of)


@settings(max_examples=200)
@given(RECORDS, st.booleans())
def test_any_record_gives_parts_that_point_at_each_other_or_a_listed_reason(
    record: RawRecord, is_structured: bool
) -> None:
    found = article_of(record, is_structured=is_structured)
    if isinstance(found, Refusal):
        assert found.reason in REASONS
        return
    assert set(found.flags) <= FLAGS.keys()
    for segment in found.segments:
        field = {"title": found.title, "body": found.body}.get(segment.field or "")
        if segment.field is not None:
            assert field is not None
            assert segment.start_char is not None
            assert segment.end_char is not None
            assert field[segment.start_char : segment.end_char].strip()
    assert found.lead is None or found.lead in (found.body or "")
    assert all(text is None or text.strip() for text in (found.title, found.body, *found.byline))
    if found.published is not None:
        assert found.published.from_utc <= found.published.value_utc < found.published.until_utc


@given(RECORDS)
def test_when_a_record_is_read_changes_nothing_but_the_flag_of_future_dates(record: RawRecord) -> None:
    now, later = article_of(record), article_of(record, as_of=AS_OF.replace(year=2060))
    if isinstance(now, Refusal) or isinstance(later, Refusal):
        assert now == later
        return
    assert replace(now, flags=()) == replace(later, flags=())
    assert set(now.flags) ^ set(later.flags) <= {"DATE_FUTURE"}
    if now.collected_utc is not None:
        assert now.flags == later.flags


def test_a_record_tells_its_title_from_its_outlets_name_and_its_date_from_a_zero() -> None:
    record = RawRecord(
        text=f"14 May 2021\n\n{PROSE}\n\n{PROSE}",
        title="Ferry leaves on time | Florness Post",
        published="1970-01-01T00:00:00Z",
        url="https://florness-post.example/ferry",
    )
    found = article_of(record)
    assert isinstance(found, Article)
    assert found.title == "Ferry leaves on time"
    assert found.published is not None
    assert found.published.evidence == "publication_line: 14 May 2021"
    assert found.flags == ("DATE_RANGE",)
