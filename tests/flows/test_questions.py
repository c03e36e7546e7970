"""Questions with a name, and what is said when there is no such name."""

from __future__ import annotations

import pytest

from flows.output import Format
from flows.questions import answer, list_quality, list_queries, list_rejects
from tests.flows.newsdesk import EARLIER_RUN, PERSON, RUN, Desk, desk
from warehouse.query import QueryError, saved_queries

__all__ = ["desk"]


def test_a_saved_query_is_answered_with_its_parameters_in_the_title(desk: Desk) -> None:
    rows, title = answer(desk.home, "articles_about", ["entity=Terwiel", "limit=5"])
    assert rows.column("document_id").to_pylist() == ["aa11" * 8]
    assert title == "Articles about an entity (entity Terwiel, limit 5)"


def test_a_name_may_be_written_with_dashes(desk: Desk) -> None:
    rows, _ = answer(desk.home, "Who-is-in-the-news", [])
    assert rows.column("entity_id").to_pylist() == [PERSON]


@pytest.mark.parametrize(
    ("name", "parameters", "sentence"),
    [
        ("who_is_in_the_new", [], r"did you mean who_is_in_the_news\? There are: .*freshness"),
        ("co_mentions", [], r"co_mentions needs entity=… \("),
        ("co_mentions", ["entity"], r"as name=value, not 'entity'; co_mentions takes: entity=…"),
        ("co_mentions", ["entity=x", "size=3"], r"no parameter 'size'; it takes: entity=…"),
        ("co_mentions", ["entity=x", "entity=y"], r"entity is given twice"),
        ("co_mentions", ["entity=x", "limit=many"], r"limit takes a value of type integer"),
    ],
)
def test_a_wrong_question_is_told_what_there_is(desk: Desk, name: str, parameters: list[str], sentence: str) -> None:
    with pytest.raises(QueryError, match=sentence):
        answer(desk.home, name, parameters)


def test_a_value_may_hold_an_equals_sign(desk: Desk) -> None:
    _, title = answer(desk.home, "articles_about", ["entity=a=b"])
    assert title.endswith("(entity a=b)")


def test_every_saved_query_is_listed_with_its_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    list_queries(Format.TABLE)
    shown = capsys.readouterr().out
    for query in saved_queries():
        assert query.name in shown
    assert "entity=… [entity_type=…] [limit=20]" in shown


def test_rejects_are_counted_by_reason(desk: Desk) -> None:
    rows, title = list_rejects(desk.home, None, 2)
    assert rows.num_rows == 2
    assert title.startswith("3 rejects, 2 shown: JSON_SYNTAX 2, TEXT_TOO_SHORT 1.")


def test_a_reason_is_explained(desk: Desk) -> None:
    rows, title = list_rejects(desk.home, "text_too_short", 50)
    assert rows.column("reason").to_pylist() == ["TEXT_TOO_SHORT"]
    assert title == (
        "TEXT_TOO_SHORT: There is no title and the text is shorter than the setting min_text_chars. 1 reject."
    )


def test_an_unknown_reason_is_told_the_list(desk: Desk) -> None:
    with pytest.raises(QueryError, match=r"did you mean JSON_SYNTAX\? .*FILE_EMPTY.*TYPE_UNSUPPORTED"):
        list_rejects(desk.home, "JSON_SYNTAKS", 50)


def test_quality_shows_what_did_not_hold_in_the_newest_run(desk: Desk) -> None:
    rows, title = list_quality(desk.home, None, False)
    assert rows.column("expectation").to_pylist() == ["body is long enough"]
    assert title == f"Run {RUN}, 2031-03-01 07:00 UTC, succeeded: 2 of 3 expectations held; --all shows those too."


def test_quality_shows_everything_on_demand(desk: Desk) -> None:
    rows, _ = list_quality(desk.home, RUN[:8], True)
    assert rows.column("is_success").to_pylist() == [False, True, True]


def test_a_run_without_checks_says_so(desk: Desk) -> None:
    rows, title = list_quality(desk.home, EARLIER_RUN, False)
    assert rows.num_rows == 0
    assert title.endswith("failed: nothing was checked.")


@pytest.mark.parametrize(
    ("run_id", "sentence"),
    [("0bad", "Several runs begin with '0bad'"), ("feed", f"the newest are: {RUN}, {EARLIER_RUN}")],
)
def test_a_run_that_is_not_one_is_told_which_there_are(desk: Desk, run_id: str, sentence: str) -> None:
    with pytest.raises(QueryError, match=sentence):
        list_quality(desk.home, run_id, False)
