"""Pack: one file with every row, that needs nothing beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.factory import File, Name, Newsroom, Record
from transforms.contracts.tables import TABLES
from warehouse.duck import sql_type
from warehouse.pack import pack
from warehouse.paths import Home
from warehouse.publish import publish
from warehouse.query import HomeMoved, NotPublished


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    newsroom = Newsroom.at(tmp_path / "home")
    newsroom.run(File("a.jsonl", (Record(names=(Name("Vire", "local:vire"),)), Record(is_broken=True))))
    publish(newsroom.home, newsroom.store, newsroom.catalog)
    return newsroom


def test_a_packed_file_holds_every_row_and_outlives_its_home(newsroom: Newsroom, tmp_path: Path) -> None:
    with duckdb.connect(str(newsroom.home.published_path), read_only=True) as published:
        expected = {name: sorted(published.execute(f"FROM {name}").fetchall(), key=repr) for name in TABLES}
    target = pack(newsroom.home, tmp_path / "news.duckdb", threads=1)
    newsroom.catalog.close()
    shutil.rmtree(newsroom.home.root)
    with duckdb.connect(str(target), read_only=True) as con:
        for table in TABLES.values():
            assert sorted(con.execute(f"FROM {table.name}").fetchall(), key=repr) == expected[table.name]
            found = [row[:2] for row in con.execute(f"DESCRIBE {table.name}").fetchall()]
            assert found == [(column.name, sql_type(column.type)) for column in table.columns]
        kinds = con.execute("SELECT DISTINCT table_type FROM information_schema.tables").fetchall()
        assert kinds == [("BASE TABLE",)]
        everything = str(con.execute("FROM publication").fetchall()) + str(
            con.execute("SELECT sql FROM duckdb_tables()").fetchall()
        )
        assert str(newsroom.home.root) not in everything
        assert con.execute("SELECT count(*) FROM documents").fetchall() == [(1,)]


def test_an_older_file_is_replaced_whole(newsroom: Newsroom, tmp_path: Path) -> None:
    target = tmp_path / "it's.duckdb"
    target.write_bytes(b"something else")
    pack(newsroom.home, target, threads=1)
    pack(newsroom.home, target, threads=1)
    with duckdb.connect(str(target), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM documents").fetchall() == [(1,)]
    assert {path.name for path in tmp_path.iterdir()} == {"home", "it's.duckdb"}


def test_what_cannot_be_packed_says_why(newsroom: Newsroom, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(newsroom.home.root, tmp_path / "copy"))
    with pytest.raises(HomeMoved):
        pack(Home(copied), tmp_path / "news.duckdb")
    (copied / "presswatch.duckdb").unlink()
    with pytest.raises(NotPublished):
        pack(Home(copied), tmp_path / "news.duckdb")
    with pytest.raises(OSError, match="nowhere"):
        pack(newsroom.home, tmp_path / "nowhere" / "news.duckdb")
