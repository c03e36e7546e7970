"""What the report page says of stories and voices, and that nothing hostile in them can act."""

from __future__ import annotations

from typing import Any

import pytest

from flows.charts import NARROW
from flows.charts_stories import shares_of_voice, stories_over_time
from flows.report import render
from flows.report_data import read_report
from tests.flows.published import START, Rows, published, run
from tests.flows.test_report import HOSTILE, PLACE, Page
from tests.warehouse import pressroom


def rows() -> Rows:
    return {**pressroom.rows(), "runs": [run()]}


def page(given: Rows) -> Page:
    return Page(render(read_report(published(given)), PLACE, START))


def test_the_biggest_stories_stand_with_their_timelines() -> None:
    shown = page(rows()).text
    assert "2 stories have several documents, 1 of them in several languages; 1 document is alone in theirs." in shown
    assert "1 Title 1 4 independent of 6 documents · 4 outlets · en, nb, nl" in shown
    assert "1 Mar 2031, 11:30 The Courier en Title 2 syndicated copy 00000000" in shown
    assert "2 Mar 2031, 09:00 Tid nb Title 4 translation" in shown
    assert "– The Courier en Title 5" in shown  # without a date, at the end
    assert "Title 9" not in shown.partition("Stories")[2]  # replaced by a later revision


def test_who_was_first_and_who_is_quoted_most() -> None:
    shown = page(rows()).text
    assert "The Courier 2 1 50 % 0 2.5" in shown
    assert "5 quotations, 4 of them in the speaker's own words; for 4 it is known who speaks" in shown
    assert "Ilse Dorn 2 texts net of copies · 3 quotations · 3 outlets · en, nl" in shown
    assert "Het Blad Wire 1 according to … Wire" in shown
    assert "The Courier 3 66.7 % 66.7 % 1 Wire –" in shown


def test_an_example_is_from_an_original_and_of_a_readable_length() -> None:
    (dorn, holm) = read_report(published(rows())).voices.quoted
    assert dorn["example"]["quote_text"] == "The harbour of Port Union will open on Monday"
    assert dorn["example"]["document_id"] == pressroom.number(1)
    assert holm["example"]["quote_text"] == "Holm agreed"
    given = rows()
    long = {**given["quotes"][0], "quote_id": "0" * 32, "quote_text": "A word " * 90}
    given["quotes"] = [long]
    (dorn,) = read_report(published(given)).voices.quoted
    assert len(dorn["example"]["quote_text"]) == 281


def test_empty_tables_say_so_in_words() -> None:
    shown = page({"runs": [run()]}).text
    assert "No two documents tell one story yet" in shown
    assert "No document quotes, credits or copies anyone yet." in shown


@pytest.mark.parametrize("table", ["stories", "quotes", "citations", "copies", "mentions", "outlets", "story_members"])
def test_each_table_may_be_empty_by_itself(table: str) -> None:
    assert page({**rows(), table: []}).open == []


def test_hostile_text_shows_as_text() -> None:
    given = rows()
    texts: dict[str, tuple[str, ...]] = {
        "documents": ("title", "outlet", "language"),
        "quotes": ("quote_text", "cue", "speaker_surface"),
        "citations": ("cue", "cited_surface"),
        "entities": ("label",),
        "outlets": ("label",),
        "stories": ("label",),
        "copies": ("role", "credit"),
    }
    for table, columns in texts.items():
        for row in given[table]:
            row.update(dict.fromkeys(columns, HOSTILE))
    for row in given["stories"]:
        row["languages"] = [HOSTILE, "en"]
    shown = page(given)
    assert shown.open == []
    assert not {"script", "img", "iframe", "object", "foreignobject", "use", "a", "link"} & set(shown.tags)
    assert not [name for _, name, _ in shown.attributes if name.startswith("on") or name in ("src", "href", "style")]
    assert "<script>alert(1)</script>" in shown.text
    assert "\u202e" not in shown.text


def member(place: int, hours: float | None, language: str = "en", role: str | None = None) -> dict[str, Any]:
    return {"place": place, "hours": hours, "language": language, "copy_role": role}


def test_a_story_of_days_is_drawn_by_the_day_and_undated_ones_not_at_all() -> None:
    stories = [{"place": 1, "story": "Harbour"}, {"place": 2, "story": "Harbour"}]
    assert stories_over_time(stories, [member(1, None)], {}) is None
    by_hour = stories_over_time(stories, [member(1, 0), member(1, 30, "nl", "near")], {"nl": "Dutch"}, NARROW)
    by_day = stories_over_time(stories, [member(1, 0), member(2, 300)], {}, NARROW)
    assert by_hour is not None
    assert by_day is not None
    assert "hours after" in by_hour
    assert "Dutch" in by_hour
    assert "days after" in by_day


def test_a_story_in_many_languages_shares_few_colours() -> None:
    members = [member(1, number, f"x{number}") for number in range(12)]
    drawn = stories_over_time([{"place": 1, "story": None}], members, {})
    assert drawn is not None
    assert "Other" in drawn
    assert "x9" not in drawn


def test_shares_are_drawn_in_per_cent() -> None:
    assert shares_of_voice([]) is None
    drawn = shares_of_voice([{"label": "Ilse Dorn", "text_share": 0.25, "document_share": 0.4}])
    assert drawn is not None
    assert "25.0%" in drawn
