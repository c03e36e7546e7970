"""Publish: one file that any client opens, that shows one snapshot, and that never goes backwards."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.factory import File, Name, Newsroom, Record, moment
from transforms.contracts.tables import TABLES
from warehouse.catalog import RunRow
from warehouse.duck import sql_type
from warehouse.paths import Home, open_home
from warehouse.publish import is_moved, publish, published_state
from warehouse.store import Store

VIRE = Record(title="Bridge opens", url="https://courier.example/vire", names=(Name("Vire", "local:vire", "LOCATION"),))
AT_LAST = Record(title="Bridge opens at last", url=VIRE.url)
FERRY = Record(title="Ferry stays", outlet="holm.example", language="nb")


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom.at(tmp_path / "home")


def show(newsroom: Newsroom) -> duckdb.DuckDBPyConnection:
    """Publish, and read as any client does."""
    publish(newsroom.home, newsroom.store, newsroom.catalog, threads=1)
    return duckdb.connect(str(newsroom.home.published_path), read_only=True)


def assert_contract(con: duckdb.DuckDBPyConnection) -> None:
    for table in TABLES.values():
        found = [row[:2] for row in con.execute(f"DESCRIBE main.{table.name}").fetchall()]
        assert found == [(column.name, sql_type(column.type)) for column in table.columns], table.name
    published = {
        row[0]
        for row in con.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'"
        ).fetchall()
    }
    assert published == {*TABLES, "publication"}


def test_an_empty_home_shows_every_table_with_its_columns(newsroom: Newsroom) -> None:
    con = show(newsroom)
    assert_contract(con)
    assert con.execute("SELECT count(*) FROM documents").fetchall() == [(0,)]
    assert con.execute("SELECT sequence, snapshot_id FROM publication").fetchall() == [(0, None)]


def test_a_filled_home_has_the_same_shape_and_no_null_where_none_may_be(newsroom: Newsroom) -> None:
    newsroom.run(File("a.jsonl", (VIRE, FERRY, Record(is_broken=True))))
    con = show(newsroom)
    assert_contract(con)
    for table in TABLES.values():
        for column in table.columns:
            if not column.is_nullable:
                nulls = con.execute(f"SELECT count(*) FROM main.{table.name} WHERE {column.name} IS NULL").fetchall()
                assert nulls == [(0,)], f"{table.name}.{column.name}"


def test_columns_carry_their_meaning(newsroom: Newsroom) -> None:
    con = show(newsroom)
    comments = con.execute(
        """
        SELECT table_name, column_name, comment
        FROM duckdb_columns()
        WHERE schema_name = 'main' AND comment IS NOT NULL
        """
    ).fetchall()
    assert len(comments) == sum(len(table.columns) for table in TABLES.values())
    found = {(table, column): comment for table, column, comment in comments}
    assert found["mentions", "surface"] == TABLES["mentions"].column("surface").meaning


def test_a_b_a_ends_at_a(newsroom: Newsroom) -> None:
    for number, record in enumerate((VIRE, AT_LAST, VIRE)):
        newsroom.run(File(f"{number}.jsonl", (record, Record(title=f"Filler {number}"))))
    con = show(newsroom)
    rows = con.execute(
        "SELECT title, revision, supersedes, is_latest FROM documents WHERE url IS NOT NULL ORDER BY revision"
    ).fetchall()
    first = con.execute("SELECT document_id FROM documents WHERE revision = 1 AND url IS NOT NULL").fetchall()[0][0]
    assert rows == [("Bridge opens", 1, None, True), ("Bridge opens at last", 2, first, False)]


def test_a_record_that_says_when_it_was_collected_is_placed_by_that(newsroom: Newsroom) -> None:
    late = Record(title="Late", url=VIRE.url, collected=moment(2030, 6, 1))
    early = Record(title="Early", url=VIRE.url, collected=moment(2030, 5, 1))
    newsroom.run(File("a.jsonl", (late,)))
    newsroom.run(File("b.jsonl", (early,)))
    rows = show(newsroom).execute("SELECT title, revision, is_latest FROM documents ORDER BY revision").fetchall()
    assert rows == [("Early", 1, False), ("Late", 2, True)]


def test_reading_again_under_a_newer_pipeline_is_no_observation(newsroom: Newsroom) -> None:
    first, second = File("a.jsonl", (VIRE,)), File("b.jsonl", (AT_LAST,))
    newsroom.run(first)
    newsroom.run(second)
    seen = (
        show(newsroom)
        .execute("SELECT title, revision, is_latest, first_seen_utc, snapshot_id FROM documents ORDER BY ALL")
        .fetchall()
    )
    newsroom.pipeline_version = "2"
    newsroom.run(first)
    again = (
        show(newsroom)
        .execute("SELECT title, revision, is_latest, first_seen_utc, snapshot_id FROM documents ORDER BY ALL")
        .fetchall()
    )
    assert again == seen


def test_a_redirect_changes_what_views_show_and_not_what_was_stored(newsroom: Newsroom) -> None:
    import pyarrow as pa

    from warehouse.consolidate import LandingRules
    from warehouse.observations import REDIRECTED_SCHEMA

    newsroom.run(File("a.jsonl", (VIRE,)))
    newsroom.pipeline_version = "2"
    known = ("local:vire", "geonames:9", "label", "LOCATION", "Vire (river)", "FR", 48.8, -0.9)
    newsroom.run(
        File("b.jsonl", (FERRY,)),
        rules=LandingRules(
            redirect=lambda local: pa.Table.from_pylist(
                [dict(zip(REDIRECTED_SCHEMA.names, known, strict=True))], schema=REDIRECTED_SCHEMA
            )
        ),
    )
    con = show(newsroom)
    assert con.execute("SELECT entity_id, stored_entity_id FROM mentions").fetchall() == [("geonames:9", "local:vire")]
    assert con.execute("SELECT entity_id, label, is_known, mention_count FROM entities").fetchall() == [
        ("geonames:9", "Vire (river)", True, 1)
    ]
    assert con.execute("SELECT alias FROM entity_aliases").fetchall() == [("Vire",)]


def test_a_reject_closes_when_its_record_lands(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    file = File("a.jsonl", (VIRE, Record(title="Odd", is_broken=True)))
    newsroom.run(file)
    newsroom.run(file)  # acknowledged: still open
    assert show(newsroom).execute("SELECT status FROM rejects").fetchall() == [("open",)]
    newsroom.pipeline_version = "2"
    mended = File("a.jsonl", (VIRE, Record(title="Odd")))
    monkeypatch.setattr(File, "sha256", property(lambda self: file_hash))
    file_hash = "a" * 64
    newsroom.run(File("a.jsonl", (VIRE, Record(title="Odd", is_broken=True))))
    newsroom.pipeline_version = "3"
    newsroom.run(mended)
    rows = show(newsroom).execute("SELECT source_sha256 = ?, status FROM rejects ORDER BY ALL", [file_hash]).fetchall()
    assert rows == [(False, "open"), (True, "closed")]


def test_a_reader_keeps_what_it_opened(newsroom: Newsroom) -> None:
    newsroom.run(File("a.jsonl", (VIRE,)))
    reader = duckdb.connect(":memory:")
    publish(newsroom.home, newsroom.store, newsroom.catalog)
    reader.execute(f"ATTACH '{newsroom.home.published_path}' AS news (READ_ONLY)")
    newsroom.run(File("b.jsonl", (FERRY,)))
    publish(newsroom.home, newsroom.store, newsroom.catalog)
    assert reader.execute("SELECT count(*) FROM news.documents").fetchall() == [(1,)]
    assert show(newsroom).execute("SELECT count(*) FROM documents").fetchall() == [(2,)]


def test_publishing_again_changes_nothing_and_never_goes_backwards(newsroom: Newsroom) -> None:
    newsroom.run(File("a.jsonl", (VIRE,)))
    first = publish(newsroom.home, newsroom.store, newsroom.catalog)
    inode = newsroom.home.published_path.stat().st_ino
    assert publish(newsroom.home, newsroom.store, newsroom.catalog) == first
    assert newsroom.home.published_path.stat().st_ino == inode
    newsroom.run(File("b.jsonl", (FERRY,)))
    newer = publish(newsroom.home, newsroom.store, newsroom.catalog)
    assert newer.sequence == 2

    class Behind:
        """The catalog as a slower publisher saw it a moment ago."""

        def head(self) -> object:
            return newsroom.catalog.snapshots()[0]

        def __getattr__(self, name: str) -> object:
            return getattr(newsroom.catalog, name)

    assert publish(newsroom.home, newsroom.store, Behind()) == newer  # type: ignore[arg-type]
    assert publish(newsroom.home, newsroom.store, newsroom.catalog, is_forced=True).published_utc > newer.published_utc


def test_a_failed_run_shows_in_runs_and_nowhere_else(newsroom: Newsroom) -> None:
    newsroom.run(File("a.jsonl", (VIRE,)))
    newsroom.catalog.commit_failed_run(RunRow("run009", moment(2031, 1, 1), "failed", "1", error="No disk."))
    con = show(newsroom)
    assert con.execute("SELECT run_id, status, error FROM runs ORDER BY run_id").fetchall() == [
        ("run001", "succeeded", None),
        ("run009", "failed", "No disk."),
    ]
    assert con.execute("SELECT count(*) FROM documents").fetchall() == [(1,)]


def test_a_damaged_file_is_built_anew(newsroom: Newsroom) -> None:
    newsroom.run(File("a.jsonl", (VIRE,)))
    newsroom.home.published_path.write_bytes(b"no database")
    assert published_state(newsroom.home) is None
    assert show(newsroom).execute("SELECT title FROM documents").fetchall() == [("Bridge opens",)]


@pytest.mark.parametrize("name", ["it's [a] home", "day=1", "100% *new*", "what?", 'ünï "q" #{x}'])
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    newsroom = Newsroom.at(tmp_path / name)
    newsroom.run(File("a.jsonl", (VIRE,)))
    con = show(newsroom)
    assert con.execute("SELECT title, outlet FROM documents").fetchall() == [("Bridge opens", "Courier")]
    assert [path.name for path in newsroom.home.root.iterdir() if path.suffix in (".tmp", ".wal")] == []


def test_a_moved_home_is_noticed_and_mended(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.run(File("a.jsonl", (VIRE,)))
    publish(newsroom.home, newsroom.store, newsroom.catalog)
    assert not is_moved(newsroom.home)
    newsroom.catalog.close()
    moved = Path(shutil.move(newsroom.home.root, tmp_path / "elsewhere"))
    there = Newsroom.at(moved)
    assert is_moved(there.home)
    publish(there.home, there.store, there.catalog)
    assert not is_moved(there.home)
    assert (
        duckdb.connect(str(there.home.published_path), read_only=True).execute("SELECT title FROM documents").fetchall()
    )


def test_a_home_reached_by_a_link_is_not_moved(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.run(File("a.jsonl", (VIRE,)))
    publish(newsroom.home, newsroom.store, newsroom.catalog)
    (tmp_path / "link").symlink_to(newsroom.home.root)
    assert not is_moved(Home(tmp_path / "link"))


def test_nothing_published_is_no_state(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home", Store())
    assert published_state(home) is None
    assert not is_moved(home)
