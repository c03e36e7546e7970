"""The report page: what it says, and that nothing in it can act."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from flows.charts import NARROW, articles_over_time, inline, most_named
from flows.report import Place, duration, language_name, render, write_report
from flows.report_data import EXAMPLES_SHOWN, LANGUAGES_SHOWN, read_report
from tests.flows.published import (
    LANGUAGES,
    RUN_ID,
    START,
    Rows,
    document,
    entity,
    newsroom,
    published,
    reject,
    result,
    run,
    source,
)
from transforms.contracts import TABLES
from warehouse.paths import Home
from warehouse.query import NotPublished
from warehouse.store import Store

PLACE = Place("/home/of/news", "/home/of/news/presswatch.duckdb", "/home/of/news/archive")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """The tags, attributes and visible text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend((tag, name, value or "") for name, value in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def page(rows: Rows, run_id: str | None = None) -> Page:
    return Page(render(read_report(published(rows), run_id), PLACE, START))


def test_a_home_without_a_run_says_so_in_words() -> None:
    empty = page({})
    assert "No run yet" in empty.text
    assert "No article has landed yet, so there is nothing to draw." in empty.text
    assert "No document names anyone yet, so there is nothing to draw." in empty.text
    assert "Nothing was ever refused, so there is nothing to draw." in empty.text
    assert "svg" not in empty.tags


def test_the_page_tells_the_run_its_books_and_where_to_look() -> None:
    text = page(newsroom()).text
    assert "1,500 of 1,547 records landed on 6 May 2024" in text
    assert "1,547 read = 1,500 accepted + 6 duplicate + 41 rejected" in text
    assert "12.4 s" in text
    assert "0.1.0+3b9ac1f2" in text
    assert PLACE.published in text
    assert "2 fail 1 warn" in text


def test_a_failed_run_says_why_and_the_page_still_shows_what_stands() -> None:
    rows = newsroom()
    rows["runs"].insert(0, run(-1, "failed", run_id="f" * 32, error="documents: key_is_unique is broken by 2 rows"))
    failed = page(rows)
    assert "failed, and nothing of it landed" in failed.text
    assert "documents: key_is_unique is broken by 2 rows" in failed.text
    assert "1,500" in failed.text
    assert "svg" in failed.tags


def test_an_earlier_run_can_be_asked_for() -> None:
    rows = newsroom()
    earlier = rows["runs"][2]
    assert read_report(published(rows), earlier["run_id"]).run == {**earlier, "error": None, "seconds": 152.4}


def test_a_run_that_read_nothing_new_says_so() -> None:
    known = run(read_count=40, accepted_count=0, duplicate_count=40, rejected_count=0)
    assert "Nothing new on 6 May 2024: all 40 records stood already" in page({"runs": [known]}).text


def test_every_reason_has_its_sentence_and_a_few_examples_with_their_place() -> None:
    data = read_report(published(newsroom()))
    text = page(newsroom()).text
    assert "The line is no JSON; detail names the place." in text
    assert "bulletin.jsonl, record 1, bytes 1,200–2,150: line 1, column 17: a comma is missing" in text
    assert max(sum(row["reason"] == reason["reason"] for row in data.examples) for reason in data.reasons) == (
        EXAMPLES_SHOWN
    )
    counts = {row["reason"]: (row["in_run"], row["still_open"]) for row in data.reasons}
    assert counts["JSON_SYNTAX"] == (23, 23)
    assert counts["JSON_DUP_KEY"] == (4, 0)


def test_failures_stand_before_warnings_and_what_holds_is_folded() -> None:
    data = read_report(published(newsroom()))
    assert [row["severity"] for row in data.breaches] == ["fail", "fail", "warn"]
    assert all(row["is_success"] for row in data.passes)
    assert "details" in page(newsroom()).tags


def test_only_results_of_the_run_are_shown() -> None:
    rows: Rows = {"runs": [run()], "quality_results": [result("old", False, run_id="e" * 32), result("new", False)]}
    assert [row["expectation"] for row in read_report(published(rows)).breaches] == ["new"]


def test_what_landed_last_stands_there_with_its_title() -> None:
    rows: Rows = {
        "runs": [run()],
        "documents": [
            document(1, title=None, body="A text without a title. " * 20, published_precision="month"),
            document(2, title="<b>Bold</b> plans", outlet="The Bulletin", first_seen_utc=START + timedelta(days=1)),
            document(3, title="Superseded", is_latest=False),
        ],
    }
    data = read_report(published(rows))
    assert [row["document_id"][-1] for row in data.articles] == ["2", "1"]
    text = page(rows).text
    assert "<b>Bold</b> plans" in text
    assert "A text without a title." in text
    assert "May 2024" in text
    assert "Superseded" not in text


def test_articles_are_in_the_picture_or_counted_as_left_out() -> None:
    rows = newsroom()
    rows["documents"].append(document(9000, published_utc=START - timedelta(days=1), is_latest=False))
    period = read_report(published(rows)).period
    shown = sum(row["documents"] for row in period.buckets)
    assert shown + period.undated_count + period.vague_count + period.outside_count == 1500
    assert (period.outside_count, period.vague_count) == (1, 1)


@pytest.mark.parametrize(("days", "grain"), [(1, "day"), (40, "day"), (300, "week"), (2000, "month"), (9000, "year")])
def test_time_is_counted_in_as_many_steps_as_fit(days: int, grain: str) -> None:
    first = START.replace(year=1999)
    documents = [document(number, published_utc=first + timedelta(days=number * days / 50)) for number in range(50)]
    period = read_report(published({"documents": documents})).period
    assert period.grain == grain
    assert len({row["bucket"] for row in period.buckets}) <= 75
    assert period.outside_count == 0


def test_thirty_languages_share_few_colours() -> None:
    documents = [document(number, language) for number, language in enumerate(LANGUAGES)]
    period = read_report(published({"documents": documents})).period
    assert len({row["language"] for row in period.buckets}) == LANGUAGES_SHOWN + 1
    assert sum(row["documents"] for row in period.buckets) == len(LANGUAGES)


def test_articles_without_any_day_give_a_sentence_and_no_picture() -> None:
    undated = page({"documents": [document(1, published_utc=None), document(2, published_utc=None)], "runs": [run()]})
    assert "None of the 2 articles has a day of publication" in undated.text


def test_two_things_of_one_name_get_two_bars() -> None:
    drawn = most_named([entity("Springfield", 5, "LOCATION"), entity("Springfield", 4, "LOCATION", entity_id="x")])
    assert drawn is not None
    assert "Springfield (2)" in drawn


def test_a_picture_is_the_same_every_time() -> None:
    buckets = [{"bucket": START.date(), "language": "nl", "documents": 3}]
    drawn = [articles_over_time(buckets, "day", {"nl": "Dutch"}, NARROW) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert "Dutch" in str(drawn[0])


HOSTILE = "</style></svg><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\x00\x1b\u202e{{ 7 * 7 }}"


def hostile() -> Rows:
    """Every text that a page shows is hostile."""
    rows: Rows = {
        "runs": [run(error=HOSTILE, pipeline_version=HOSTILE)],
        "documents": [document(number, f"x-{HOSTILE}", title=HOSTILE, outlet=HOSTILE) for number in range(3)],
        "entities": [entity(HOSTILE, 3, entity_id=HOSTILE), entity("مرفأ", 2)],
        "sources": [source(0, source_path=HOSTILE, format=HOSTILE)],
        "rejects": [reject(1, detail=HOSTILE, source_path=HOSTILE), reject(2, HOSTILE)],
        "quality_results": [
            result(HOSTILE, False, suite=HOSTILE, column_name=HOSTILE, observed=HOSTILE, threshold=HOSTILE,
                   source_sha256="a" * 64),
        ],
    }  # fmt: skip
    return rows


def test_no_text_can_act() -> None:
    shown = page(hostile())
    assert shown.open == []
    assert not {"script", "img", "iframe", "object", "foreignobject", "use", "a", "link"} & set(shown.tags)
    assert not [name for _, name, _ in shown.attributes if name.startswith("on") or name in ("src", "href", "style")]
    assert "<script>alert(1)</script>" in shown.text
    assert "{{ 7 * 7 }}" in shown.text
    assert "\x00" not in shown.text
    assert "\u202e" not in shown.text


def test_nothing_is_fetched_and_scripts_are_forbidden() -> None:
    html = render(read_report(published(newsroom())), PLACE, START)
    policies = [value for tag, name, value in Page(html).attributes if tag == "meta" and "default-src" in value]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"]
    assert not re.search(r"@import|@font-face|url\((?!#)", html)
    assert set(re.findall(r"https?://[^\s\"'<]+", html)) <= {"http://www.w3.org/2000/svg"}


def test_only_drawing_is_let_through() -> None:
    drawn = inline(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" onload="alert(1)"><script>alert(2)</script>'
        '<a href="javascript:alert(3)"><text>gone</text></a><rect fill="url(http://elsewhere)" width="3"/>'
        '<foreignObject/><style>@import "x"</style><text onclick="alert(4)">kept &lt;b&gt;</text></svg>',
        'A "title"',
    )
    assert drawn == (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="A &quot;title&quot;">'
        '<rect width="3" /><text>kept &lt;b&gt;</text></svg>'
    )


@pytest.mark.parametrize(
    ("code", "name"),
    [("nl", "Dutch"), ("nb", "Norwegian Bokmål"), ("und", "Unknown"), ("zh-Hant", "Chinese (Traditional)"), ("?", "?")],
)
def test_languages_have_names(code: str, name: str) -> None:
    assert language_name(code) == name


@pytest.mark.parametrize(
    ("seconds", "words"), [(None, "–"), (0.04, "0.0 s"), (59.9, "59.9 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")]
)
def test_durations_are_words(seconds: float | None, words: str) -> None:
    assert duration(seconds) == words


def home_with(rows: Rows, root: Path) -> Home:
    """A home whose published file holds these rows."""
    home = Home(root)
    home.reports.mkdir(parents=True)
    with published(rows) as made, duckdb.connect(str(home.published_path)) as con:
        for name in TABLES:
            con.register("given", made.table(name).to_arrow_table())
            con.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
            con.unregister("given")
        con.execute("CREATE SCHEMA internal")
        con.execute("CREATE VIEW internal.redirects AS SELECT from_entity_id, to_entity_id FROM main.entity_redirects")
        con.execute("CREATE TABLE publication AS SELECT ? AS home", [str(root)])
    return home


def test_the_page_is_written_from_the_published_file(tmp_path: Path) -> None:
    home = home_with(newsroom(), tmp_path / "home")
    path = write_report(home, Store())
    assert path == home.reports / "index.html"
    assert "1,500 of 1,547 records landed" in Page(path.read_text(encoding="utf-8")).text
    assert write_report(home, Store(), RUN_ID) == path
    assert [file.name for file in home.reports.iterdir()] == ["index.html"]


def test_a_home_without_a_published_file_gives_no_page(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with pytest.raises(NotPublished):
        write_report(home, Store())


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_shows_a_script_as_text(tmp_path: Path) -> None:
    """The browser writes the page's tree after it has run what it would run."""
    assert CHROMIUM is not None
    tattling = "<script>document.body.textContent = 'it ran'; alert(1)</script>"
    rows = newsroom()
    rows["entities"][0]["label"] = tattling
    for row in rows["documents"]:
        row["title"] = f"{tattling} in a title"
    rows["rejects"][0]["detail"] = tattling
    rows["rejects"][0]["source_path"] = f"/deliveries/{tattling.replace('/', '')}"
    file = tmp_path / "page.html"
    file.write_text(render(read_report(published(rows)), PLACE, START), encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run(
        [*command, "--virtual-time-budget=2000", "--dump-dom", file.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    shown = Page(done.stdout)
    assert tattling in shown.text
    assert f"{tattling} in a title" in shown.text
    assert "1,500 of 1,547 records landed" in shown.text
    assert "script" not in shown.tags
