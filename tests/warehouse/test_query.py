"""Queries: every saved one answers as its header says, and none can do more than read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.factory import File, Name, Newsroom, Record, moment
from tests.warehouse.test_voices_and_stories import QUERIES as VOICES_AND_STORIES
from warehouse.publish import publish
from warehouse.query import HomeMoved, NotPublished, QueryError, open_published, run_saved, run_sql, saved_queries
from warehouse.sqlfiles import sql_file, sql_names

DORN = Name("Ilse Dorn", "local:dorn", role="mayor", role_at="local:union")
MAYOR = Name("Dorn", "local:dorn")
HOLM = Name("Holm", "geonames:1", "LOCATION", country="NO")
PORT = Name("Port Union", "local:union", "ORGANIZATION")
HOLMISH = Name("Holmish", "geonames:1", "LOCATION", label="Holm", country="NO", is_allusion=True)
DORNIST = Name("Dornist", "local:dorn", label="Ilse Dorn", is_allusion=True)


def article(title: str, names: tuple[Name, ...], day: int | None, **more: object) -> Record:
    published = None if day is None else moment(2031, 3, day, 9, 30)
    return Record(
        title=title,
        body=" met ".join(name.surface for name in names) or "Nobody.",
        names=names,
        published=published,
        precision=None if day is None else "day",
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    newsroom = Newsroom.at(tmp_path_factory.mktemp("query") / "home")
    records = (
        article("Harbour", (DORN, HOLM, PORT), 1),
        article("Strike", (PORT, HOLM), 1),
        article("Havn", (MAYOR, HOLM), 2, language="nb", outlet="holm.example"),
        article("Undated", (DORN, HOLMISH, DORNIST), None),
        Record(title="March", names=(), published=moment(2031, 3, 1), precision="month"),
        Record(is_broken=True),
        article("Old headline", (DORN,), 3, url="https://courier.example/9"),
        article("New headline", (DORN,), 3, url="https://courier.example/9"),
    )
    newsroom.run(File("a.jsonl", records))
    publish(newsroom.home, newsroom.store, newsroom.catalog)
    return newsroom


@pytest.fixture
def con(newsroom: Newsroom) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_published(newsroom.home) as con:
        yield con


@pytest.mark.parametrize("name", [query.name for query in saved_queries()])
def test_every_saved_query_gives_the_columns_that_its_header_names(con: duckdb.DuckDBPyConnection, name: str) -> None:
    query = next(query for query in saved_queries() if query.name == name)
    required = {parameter.name: "Dorn" for parameter in query.parameters if parameter.is_required}
    answer = run_saved(con, name, required)
    assert answer.column_names == list(query.columns)
    assert answer.num_rows > 0 or name in VOICES_AND_STORIES
    assert all(parameter.meaning for parameter in query.parameters)


def test_the_questions_that_must_have_a_name_have_one() -> None:
    assert {query.name for query in saved_queries()} >= {
        "mentions_per_day",
        "top_entities",
        "top_entities_by_language",
        "top_entities_by_outlet",
        "co_mentions",
        "language_mix",
        "outlet_profile",
        "articles_about",
        "rejects_by_reason",
        "freshness",
        "runs",
        "sources",
        "articles_by_month",
        "who_is_in_the_news",
        "roles_of",
        "who_holds",
        "allusions_to",
        "top_allusions",
        *VOICES_AND_STORIES,
    }


def test_roles_of_a_person_and_who_holds_them(con: duckdb.DuckDBPyConnection) -> None:
    roles = run_saved(con, "roles_of", {"entity": "dorn"}).to_pylist()
    assert [(row["person"], row["title"], row["organization"], row["document_count"]) for row in roles] == [
        ("Ilse Dorn", "mayor", "Port Union", 3)
    ]
    assert run_saved(con, "roles_of", {"entity": "Holm"}).num_rows == 0
    for asked in ({"title": "MAYOR"}, {"body": "port union"}, {"title": "may", "body": "local:union"}):
        assert run_saved(con, "who_holds", asked)["label"].to_pylist() == ["Ilse Dorn"]
    assert run_saved(con, "who_holds", {"title": "mayor", "body": "Holm"}).num_rows == 0


def test_what_is_alluded_to_and_how(con: duckdb.DuckDBPyConnection) -> None:
    found = run_saved(con, "allusions_to", {"entity": "Holm"}).to_pylist()
    assert [(row["label"], row["surface"], row["language"], row["allusion_count"]) for row in found] == [
        ("Holm", "Holmish", "en", 1)
    ]
    assert run_saved(con, "allusions_to", {"entity": "Holm", "kind": "metonym"}).num_rows == 0
    top = run_saved(con, "top_allusions", {}).to_pylist()
    assert {(row["label"], row["document_count"], row["unnamed_count"]) for row in top} == {
        ("Holm", 1, 1),
        ("Ilse Dorn", 1, 0),
    }


def test_mentions_per_day_says_what_it_left_out(con: duckdb.DuckDBPyConnection) -> None:
    rows = run_saved(con, "mentions_per_day", {"entity": "ilse dorn"}).to_pylist()
    assert [(row["day"], row["mention_count"], row["left_out_count"]) for row in rows] == [
        (date(2031, 3, 1), 1, 1),
        (date(2031, 3, 2), 1, 1),
        (date(2031, 3, 3), 1, 1),
    ]
    nothing = run_saved(con, "mentions_per_day", {"since": "2040-01-01"}).to_pylist()
    assert nothing == [{"day": None, "mention_count": 0, "document_count": 0, "left_out_count": 1}]


def test_top_entities_counts_the_latest_text_of_each_article(con: duckdb.DuckDBPyConnection) -> None:
    rows = run_saved(con, "top_entities", {"entity_type": "person"}).to_pylist()
    assert [(row["label"], row["document_count"]) for row in rows] == [("Ilse Dorn", 4)]
    norwegian = run_saved(con, "top_entities", {"language": "nb", "limit": "1"}).to_pylist()
    assert [(row["label"], row["mention_count"]) for row in norwegian] == [("Holm", 1)]


def test_company_of_an_entity_by_any_of_its_names(con: duckdb.DuckDBPyConnection) -> None:
    by_name = run_saved(con, "co_mentions", {"entity": "DORN"}).to_pylist()
    assert by_name == run_saved(con, "co_mentions", {"entity": "local:dorn"}).to_pylist()
    assert [(row["entity"], row["label"], row["document_count"], row["share"]) for row in by_name] == [
        ("Ilse Dorn", "Holm", 2, 0.5),
        ("Ilse Dorn", "Port Union", 1, 0.25),
    ]


def test_articles_about_finds_every_spelling(con: duckdb.DuckDBPyConnection) -> None:
    rows = run_saved(con, "articles_about", {"entity": "Ilse Dorn"}).to_pylist()
    assert [row["title"] for row in rows] == ["New headline", "Havn", "Harbour", "Undated"]
    assert rows[1]["surfaces"] == ["Dorn"]


def test_who_is_in_the_news(con: duckdb.DuckDBPyConnection) -> None:
    (row,) = run_saved(con, "who_is_in_the_news").to_pylist()
    assert row["names"] == ["Ilse Dorn", "Dorn"]
    assert row["languages"] == ["en", "nb"]
    assert (row["organization"], row["location"]) == ("Port Union", "Holm")


def test_months_hold_what_is_dated_by_month_or_finer(con: duckdb.DuckDBPyConnection) -> None:
    rows = run_saved(con, "articles_by_month").to_pylist()
    assert [(row["language"], row["document_count"], row["left_out_count"]) for row in rows] == [
        ("en", 4, 1),
        ("nb", 1, 1),
    ]


def test_content_in_a_parameter_is_only_a_value(con: duckdb.DuckDBPyConnection) -> None:
    rows = run_saved(con, "articles_about", {"entity": "x' OR 1=1; DROP TABLE entities --"})
    assert rows.num_rows == 0
    assert run_saved(con, "top_entities").num_rows == 3


@pytest.mark.parametrize(
    ("name", "parameters", "words"),
    [
        ("no_such", {}, "There is no query no_such"),
        ("top_entities", {"langauge": "nl"}, "has no parameter langauge"),
        ("articles_about", {}, "The parameter entity is missing"),
        ("top_entities", {"limit": "many"}, "limit takes a value of type integer"),
        ("mentions_per_day", {"since": "yesterday"}, "since takes a value of type date"),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong(
    con: duckdb.DuckDBPyConnection, name: str, parameters: dict[str, object], words: str
) -> None:
    with pytest.raises(QueryError, match=words):
        run_saved(con, name, parameters)


def test_sql_answers_and_binds(con: duckdb.DuckDBPyConnection) -> None:
    answer = run_sql(con, "SELECT title FROM documents WHERE language = $language", {"language": "nb"})
    assert answer.to_pylist() == [{"title": "Havn"}]
    assert run_sql(con, "FROM outlets SELECT count(*) AS n;").to_pylist() == [{"n": 2}]


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE memory.main.t (i INTEGER)",
        "DROP VIEW documents",
        "INSERT INTO entities SELECT * FROM entities",
        "COPY (SELECT 1) TO '/tmp/presswatch_must_not_exist.csv'",
        "ATTACH '/tmp/presswatch_must_not_exist.duckdb'",
        "SET enable_external_access = true",
        "SELECT 1; SELECT 2",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM no_such_table",
        "SELEC",
        "",
    ],
)
def test_sql_can_do_no_more_than_read_the_tables(con: duckdb.DuckDBPyConnection, text: str) -> None:
    with pytest.raises(QueryError):
        run_sql(con, text)
    assert not list(Path("/tmp").glob("presswatch_must_not_exist*"))


def test_a_python_variable_is_no_table(con: duckdb.DuckDBPyConnection) -> None:
    import pyarrow as pa

    secrets = pa.table({"a": [1]})
    with pytest.raises(QueryError, match="does not exist"):
        run_sql(con, "SELECT * FROM secrets")
    assert secrets.num_rows == 1


def test_a_home_without_a_publication_says_what_to_do(tmp_path: Path) -> None:
    newsroom = Newsroom.at(tmp_path / "home")
    with pytest.raises(NotPublished, match="presswatch run"):
        open_published(newsroom.home)
    newsroom.home.published_path.write_bytes(b"no database")
    with pytest.raises(NotPublished, match="presswatch publish"):
        open_published(newsroom.home)


def test_a_publication_of_an_older_release_says_what_to_do(newsroom: Newsroom, tmp_path: Path) -> None:
    older = type(newsroom.home)(Path(shutil.copytree(newsroom.home.root, tmp_path / "older")))
    with duckdb.connect(str(older.published_path)) as con:
        con.execute("UPDATE main.publication SET home = ?", [str(older.root)])
        con.execute("DROP VIEW main.roles")
    with pytest.raises(NotPublished, match="older release: run `presswatch publish`"):
        open_published(older)


def test_a_moved_home_says_what_to_do(newsroom: Newsroom, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(newsroom.home.root, tmp_path / "copy"))
    with pytest.raises(HomeMoved, match="presswatch publish"):
        open_published(type(newsroom.home)(copied))


@pytest.mark.parametrize("folder", ["staging", "marts", "queries"])
def test_every_sql_file_says_what_it_is(folder: str) -> None:
    for name in sql_names(folder):
        file = sql_file(folder, name)
        assert file.text("title")
        assert file.text("description").endswith(".")
        assert file.sql.startswith("WITH "), f"{name}: import first, then one idea per step"
