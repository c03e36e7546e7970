"""What the checks find, and what they ask to refuse."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.runner import Asked, CheckContext, Validator, Verdict, check, export_data_docs, warm
from expectations.severity import SOURCE_LIMITS, Range
from expectations.suites import SUITES
from tests.expectations.batches import (
    BODY,
    CHECKED,
    SOURCE,
    STARTED,
    allusion,
    citation,
    document,
    key,
    mention,
    observation,
    project,
    quote,
    record,
    reject,
    role,
    sound_batch,
)
from transforms.contracts import arrow_schema

OTHER = "b" * 64
CONTEXT = CheckContext("run", CHECKED, STARTED)


def verdict(rows: dict[str, Any]) -> Verdict:
    return check(project(rows), CONTEXT)


def result(found: Verdict, suite: str, expectation: str, source: str | None = None) -> dict[str, Any]:
    rows = [
        row
        for row in found.results.to_pylist()
        if (row["suite"], row["expectation"], row["source_sha256"]) == (suite, expectation, source)
    ]
    assert len(rows) == 1, rows
    return rows[0]


def breaches(found: Verdict) -> set[tuple[str, str]]:
    return {(row["suite"], row["expectation"]) for row in found.results.to_pylist() if not row["is_success"]}


def test_a_sound_batch_refuses_nothing_and_books_every_expectation() -> None:
    found = verdict(sound_batch(4))
    assert found.is_clean
    assert found.results.schema == arrow_schema("quality_results")
    assert {row["suite"] for row in found.results.to_pylist()} == {suite.name for suite in SUITES}
    assert breaches(found) == {("mentions", "share_local_ids")}
    assert result(found, "documents", "body_length")["observed"].startswith("0 of 4 rows")


def test_an_empty_batch_says_that_it_could_not_be_judged() -> None:
    found = verdict({})
    assert found.is_clean
    rows = found.results.to_pylist()
    assert rows
    assert all(row["is_success"] and row["observed"] == "not judged: no rows" for row in rows)


def test_results_have_one_row_for_each_key() -> None:
    batch = sound_batch(12)
    more = sound_batch(12, OTHER)
    found = verdict({name: [*batch[name], *more[name]] for name in batch})
    keys = [
        (row["suite"], row["expectation"], row["column_name"], row["source_sha256"])
        for row in found.results.to_pylist()
    ]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("change", "expectation"),
    [
        ({"title": None, "body": None}, "has_title_or_body"),
        ({"published_precision": None}, "date_is_whole"),
        ({"published_until_utc": STARTED - timedelta(days=300)}, "date_within_its_bounds"),
        ({"flags": ["NO_BODY", "MADE_UP"]}, "flags_are_known"),
        ({"language": "und"}, "und_is_never_reliable"),
        ({"start_byte": 900}, "span_is_forward"),
        ({"language_confidence": 1.5}, "contract_bounds"),
        ({"language_confidence": float("nan")}, "contract_bounds"),
        ({"identity_basis": "guess"}, "contract_allowed"),
        ({"content_hash": "no hash"}, "contract_pattern"),
        ({"language": None, "is_language_reliable": False}, "contract_not_null"),
    ],
)
def test_a_document_that_breaks_a_promise_is_refused_and_its_neighbours_are_not(
    change: dict[str, Any], expectation: str
) -> None:
    batch = sound_batch(3)
    batch["documents"][1] = document(2, **change)
    # Its mentions lie in its body; without one they go with it.
    batch["mentions"] = [row for row in batch["mentions"] if row["record_number"] != 2]
    found = verdict(batch)
    assert ("documents", expectation) in breaches(found)
    assert [(row.record_number, row.row_key) for row in found.refused_records] == [(2, key("document", SOURCE, 2))]
    assert expectation in found.refused_records[0].detail


def test_a_date_of_a_year_may_have_narrower_bounds() -> None:
    """05/10/2016 is the tenth of May or the fifth of October: the year is sure, and so are its bounds."""
    year = datetime.fromisoformat("2016-01-01")
    low, high = datetime.fromisoformat("2016-05-10"), datetime.fromisoformat("2016-10-06")
    batch = sound_batch(3)
    dated = {"published_utc": year, "published_from_utc": low, "published_until_utc": high}
    batch["documents"][0] = document(1, published_precision="year", **dated)
    batch["documents"][1] = document(2, published_precision="month", **dated)
    found = verdict(batch)
    assert [row.record_number for row in found.refused_records] == [2]


def test_a_breach_of_the_contract_names_the_column() -> None:
    batch = sound_batch(3)
    batch["documents"][0] = document(1, word_count=-1)
    batch["documents"][1] = document(2, language_confidence=2.0)
    found = verdict(batch)
    named = {
        row["column_name"]: row["unexpected_count"]
        for row in found.results.to_pylist()
        if row["suite"] == "documents" and row["expectation"] == "contract_bounds"
    }
    assert named == {"language_confidence": 1, "word_count": 1}


@pytest.mark.parametrize(
    ("change", "expectation"),
    [
        ({"end_char": len(BODY) + 1}, "offsets_in_field"),
        ({"field": "lead"}, "offsets_in_field"),
        ({"surface": "harbou"}, "offsets_fit_surface"),
        ({"stored_entity_id": "local:nobody"}, "entity_is_resolvable"),
        ({"link_confidence": 0.9}, "link_confidence_fits_id"),
        ({"entity_type": "SHIP"}, "contract_allowed"),
        ({"start_char": 90, "end_char": 97}, "names_do_not_overlap"),
    ],
)
def test_a_mention_that_breaks_a_promise_takes_its_record_along(change: dict[str, Any], expectation: str) -> None:
    batch = sound_batch(3)
    broken = mention(2, start=90, end=97, **change)
    batch["mentions"] = [mention(1), mention(2, start=94, end=101), broken, mention(3)]
    if expectation != "names_do_not_overlap":
        batch["mentions"].pop(1)
    found = verdict(batch)
    assert ("mentions", expectation) in breaches(found)
    assert [(row.table_name, row.record_number) for row in found.refused_records] == [("mentions", 2)]


@pytest.mark.parametrize(
    ("change", "expectation"),
    [
        ({"end_char": len(BODY) + 1}, "offsets_in_field"),
        ({"title": "counci"}, "offsets_fit_title"),
        ({"mention_start_char": None}, "person_is_whole"),
        ({"mention_start_char": 5}, "person_is_named"),
        ({"stored_entity_id": "local:nobody"}, "person_is_named"),
        ({"stored_organization_entity_id": "local:nobody"}, "body_is_resolvable"),
        ({"confidence": 1.5}, "contract_bounds"),
    ],
)
def test_a_role_that_breaks_a_promise_takes_its_record_along(change: dict[str, Any], expectation: str) -> None:
    batch = sound_batch(3)
    batch["roles"][1] = role(2, **change)
    found = verdict(batch)
    assert ("roles", expectation) in breaches(found)
    assert [(row.table_name, row.record_number) for row in found.refused_records] == [("roles", 2)]


def test_a_role_of_nobody_named_is_sound() -> None:
    batch = sound_batch(2)
    batch["roles"][0] = role(1, stored_entity_id=None, mention_start_char=None, stored_organization_entity_id=None)
    assert verdict(batch).is_clean


@pytest.mark.parametrize(
    ("change", "expectation"),
    [
        ({"end_char": len(BODY) + 1}, "offsets_in_field"),
        ({"surface": "Vesse"}, "offsets_fit_surface"),
        ({"stored_entity_id": "local:nobody"}, "entity_is_resolvable"),
        ({"kind": "rumour"}, "contract_allowed"),
        ({"start_char": 10, "end_char": 16}, "allusion_is_no_name"),
    ],
)
def test_an_allusion_that_breaks_a_promise_takes_its_record_along(change: dict[str, Any], expectation: str) -> None:
    batch = sound_batch(3)
    batch["allusions"][1] = allusion(2, **change)
    found = verdict(batch)
    assert ("allusions", expectation) in breaches(found)
    assert [(row.table_name, row.record_number) for row in found.refused_records] == [("allusions", 2)]


def test_quotations_and_credits_that_break_a_promise_take_their_records_along() -> None:
    quotes: list[tuple[dict[str, Any], str]] = [
        ({"quote_text": "met on Monda"}, "offsets_fit_quote_text"),
        ({"end_char": len(BODY) + 1}, "offsets_in_field"),
        ({"speaker_start_char": None}, "speaker_is_whole"),
        ({"speaker_start_char": len(BODY)}, "speaker_in_field"),
        ({"speaker_confidence": None}, "speaker_confidence_fits_id"),
        ({"stored_speaker_entity_id": "local:nobody"}, "speaker_is_resolvable"),
        ({"quote_id": "one"}, "contract_pattern"),
    ]
    citations: list[tuple[dict[str, Any], str]] = [
        ({"cited_surface": "Vesse"}, "offsets_fit_cited_surface"),
        ({"field": "lead"}, "offsets_in_field"),
        ({"cue": " "}, "cue_is_given"),
        ({"kind": "rumour"}, "contract_allowed"),
        ({"stored_cited_entity_id": "local:nobody"}, "medium_is_resolvable"),
    ]
    batch = sound_batch(len(quotes) + len(citations) + 1)
    batch["quotes"][: len(quotes)] = [quote(number, **change) for number, (change, _) in enumerate(quotes, 1)]
    for number, (change, _) in enumerate(citations, len(quotes) + 1):
        batch["citations"][number - 1] = citation(number, **change)
    found = verdict(batch)
    asked = {("quotes", name) for _, name in quotes} | {("citations", name) for _, name in citations}
    assert asked <= breaches(found)
    assert [(row.table_name, row.record_number) for row in found.refused_records] == [
        *(("quotes", number) for number in range(1, len(quotes) + 1)),
        *(("citations", number) for number in range(len(quotes) + 1, len(quotes) + len(citations) + 1)),
    ]


def test_quotations_may_stand_in_one_another_and_have_no_speaker() -> None:
    batch = sound_batch(2)
    nobody = {"speaker_surface": None, "speaker_start_char": None, "stored_speaker_entity_id": None}
    within = {"start_char": 37, "end_char": 43, "quote_text": BODY[37:43], "quote_id": key("within")}
    batch["quotes"].append(quote(1, **within, **nobody, speaker_confidence=None))
    assert verdict(batch).is_clean


def test_roles_and_allusions_stand_apart_from_their_like() -> None:
    batch = sound_batch(2)
    batch["roles"].append(role(2, ordinal=1, start_char=15, end_char=22, title=BODY[15:22]))
    batch["allusions"].append(allusion(1, start_char=26, end_char=32, surface=BODY[26:32]))
    found = {("roles", "roles_do_not_overlap"), ("allusions", "allusions_do_not_overlap")}
    assert found <= breaches(verdict(batch))


def test_a_mention_of_no_document_stops_the_run() -> None:
    batch = sound_batch(2)
    batch["mentions"].append(mention(3))
    assert any("document_exists" in sentence for sentence in verdict(batch).broken_invariants)


def test_one_document_twice_stops_the_run() -> None:
    batch = sound_batch(2)
    batch["documents"].append(document(3, document_id=key("document", SOURCE, 1)))
    assert any("key_is_unique" in sentence for sentence in verdict(batch).broken_invariants)


def test_an_unknown_reason_stops_the_run() -> None:
    batch = sound_batch(2)
    batch["rejects"] = [reject(3, reason="WHO_KNOWS")]
    assert any("reason_is_known" in sentence for sentence in verdict(batch).broken_invariants)


def test_a_broken_entity_refuses_the_records_that_name_it() -> None:
    batch = sound_batch(3)
    batch["entity_observations"].append(observation("local:blank", label=" "))
    batch["mentions"].append(mention(2, start=150, end=157, surface=" " * 7, stored_entity_id="local:blank"))
    found = verdict(batch)
    assert [(row.table_name, row.record_number) for row in found.refused_records] == [("entity_observations", 2)]


def test_what_is_only_odd_warns() -> None:
    batch = sound_batch(3)
    long_ago = STARTED.replace(year=1911)
    batch["documents"][0] = document(
        1, published_utc=long_ago, published_from_utc=long_ago, published_until_utc=long_ago + timedelta(days=1)
    )
    batch["documents"][1] = document(2, title="A")
    found = verdict(batch)
    assert found.is_clean
    assert {("documents", "published_in_range"), ("documents", "title_length")} <= breaches(found)
    assert result(found, "documents", "published_in_range")["severity"] == "warn"


def half_rejected(count: int, source: str = SOURCE) -> dict[str, Any]:
    """More than half of a source's records are refused."""
    rejected = count // 2 + 1
    batch = sound_batch(count - rejected, source)
    for number in range(count - rejected + 1, count + 1):
        batch["records"].append(record(number, "rejected", source))
        batch["rejects"].append(reject(number, source))
    return batch


def test_a_large_source_of_rejects_is_refused_and_a_small_one_only_warned_of() -> None:
    large, small = half_rejected(SOURCE_LIMITS.fail_count), half_rejected(40, OTHER)
    found = verdict({name: [*large[name], *small[name]] for name in large})
    assert [refused.source_sha256 for refused in found.refused_sources] == [SOURCE]
    assert "share_rejected" in found.refused_sources[0].detail
    assert result(found, "rejects", "share_rejected", SOURCE)["severity"] == "fail"
    warned = result(found, "rejects", "share_rejected", OTHER)
    assert (warned["severity"], warned["is_success"]) == ("warn", False)
    assert result(found, "rejects", "share_rejected")["severity"] == "warn"


def test_records_of_a_refused_source_are_not_refused_once_more() -> None:
    batch = half_rejected(SOURCE_LIMITS.fail_count)
    batch["documents"][0].update(flags=["MADE_UP"])
    found = verdict(batch)
    assert [refused.source_sha256 for refused in found.refused_sources] == [SOURCE]
    assert found.refused_records == []


@settings(max_examples=8)
@given(broken=st.sets(st.integers(1, 12)), how=st.sampled_from(["flag", "offset", "entity"]))
def test_exactly_what_is_broken_is_refused_and_what_is_left_is_sound(broken: set[int], how: str) -> None:
    batch = sound_batch(12)
    for number in broken:
        if how == "flag":
            batch["documents"][number - 1]["flags"] = ["MADE_UP"]
        elif how == "offset":
            batch["mentions"].append(mention(number, start=200, end=207, surface="other length"))
        else:
            batch["mentions"].append(mention(number, start=200, end=207, stored_entity_id="local:nobody"))
    found = verdict(batch)
    assert {row.record_number for row in found.refused_records} == broken
    left = {
        name: [row for row in rows if row.get("record_number") not in broken or name == "records"]
        for name, rows in batch.items()
    }
    assert verdict(left).is_clean


def test_a_source_that_was_refused_is_not_refused_again() -> None:
    batch = half_rejected(SOURCE_LIMITS.fail_count)
    batch["records"] = [record(row["record_number"], "rejected") for row in batch["records"]]
    batch["documents"], batch["mentions"] = [], []
    assert verdict(batch).refused_sources == []


@pytest.mark.parametrize(("count", "is_success"), [(37, True), (SOURCE_LIMITS.batch_count, False)])
def test_the_share_of_a_small_batch_is_shown_and_not_judged(count: int, is_success: bool) -> None:
    batch = sound_batch(count - 7)
    for number in range(count - 6, count + 1):
        source = f"{number:064d}"
        batch["records"].append(record(1, "rejected", source))
        batch["rejects"].append(reject(1, source))
    row = result(verdict(batch), "rejects", "share_rejected")
    assert (row["is_success"], row["observed"].endswith(f"of {count}")) == (is_success, True)


def test_a_source_of_few_records_is_judged_within_the_batch() -> None:
    found = verdict(sound_batch(SOURCE_LIMITS.judge_count - 1))
    assert {row["source_sha256"] for row in found.results.to_pylist() if row["suite"] == "documents"} == {None}
    assert result(found, "documents", "share_without_date")["observed"] == f"0 % of {SOURCE_LIMITS.judge_count - 1}"


def test_a_source_in_no_language_is_refused() -> None:
    batch = sound_batch(SOURCE_LIMITS.fail_count)
    for row in batch["documents"]:
        row.update(language="und", is_language_reliable=False)
    found = verdict(batch)
    assert [refused.source_sha256 for refused in found.refused_sources] == [SOURCE]
    assert "share_undetermined" in found.refused_sources[0].detail


def test_headlines_alone_are_not_refused_for_their_unknown_language() -> None:
    batch = sound_batch(SOURCE_LIMITS.fail_count)
    for row in batch["documents"]:
        row.update(language="und", is_language_reliable=False, body=None, word_count=4)
    batch["mentions"] = []
    found = verdict(batch)
    assert not found.refused_sources
    assert result(found, "documents", "share_undetermined")["observed"] == "not judged: no rows"


def test_the_order_of_rows_does_not_matter() -> None:
    batch = half_rejected(SOURCE_LIMITS.fail_count)
    batch["mentions"][5]["surface"] = "x"
    turned = {name: rows[::-1] for name, rows in batch.items()}
    one, other = verdict(batch), verdict(turned)
    assert one.results == other.results
    assert (one.refused_records, one.refused_sources) == (other.refused_records, other.refused_sources)


def test_pages_for_export_hold_no_text_of_the_data(tmp_path: Path) -> None:
    script = "<script>alert(1)</script>"
    batch = sound_batch(3)
    batch["documents"][0] = document(1, title=script, identity_basis=script, flags=[script], source_path=script)
    batch["rejects"] = [reject(4, reason=script, detail=script)]
    index = export_data_docs(project(batch), CONTEXT, tmp_path / "docs")
    pages = {page: page.read_text(encoding="utf-8") for page in index.parent.rglob("*.html")}
    assert "documents rows" in pages[index]
    assert len(pages) > 1
    assert not any("alert(1)" in page for page in pages.values())


def test_text_never_gets_onto_pages_for_export(tmp_path: Path) -> None:
    """They print values without escaping them."""
    validator = Validator(docs_folder=tmp_path / "docs")
    frame = pa.table({"title": ["<script>alert(1)</script>"]}).to_pandas()
    with pytest.raises(ValueError, match="numbers and flags only"):
        validator.unexpected("titles", frame, [Asked("title", only="Harbour council meets")])


def test_a_script_in_every_text_changes_no_verdict_and_stands_in_no_result() -> None:
    script = "<script>alert(1)</script>"
    batch = sound_batch(3)
    batch["documents"][0] = document(1, title=script, outlet=script, external_id=script, section=script)
    found = verdict(batch)
    assert found.is_clean
    assert not any("script" in str(value) for row in found.results.to_pylist() for value in row.values())


def test_warming_up_imports_the_library() -> None:
    thread = warm()
    thread.join(timeout=60)
    assert not thread.is_alive()


def test_a_missing_table_is_an_error() -> None:
    tables: dict[str, pa.Table] = project({})
    del tables["mentions"]
    with pytest.raises(KeyError):
        check(tables, CONTEXT)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Range(highest=0.05), "at most 0.05"),
        (Range(lowest=3), "at least 3"),
        (Range(40, 60_000), "40 to 60,000"),
        (Range(), "anything"),
    ],
)
def test_bounds_are_words(asked: Range, words: str) -> None:
    assert str(asked) == words


def test_bounds_of_shares_are_percentages() -> None:
    assert Range(highest=0.001).of_shares() == "at most 0.1 %"
