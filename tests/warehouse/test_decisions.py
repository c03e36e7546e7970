"""A person's word stands: over the machine's, for later rows, whatever is published again; and a later word over an
earlier one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.faults.stores import CountingStore, KillingStore
from tests.faults.sweep import in_child
from tests.warehouse.factory import File, Name, Newsroom, Record
from warehouse.catalog import Catalog
from warehouse.database import DECISIONS, LEASES, SCHEMA, CatalogError, Database
from warehouse.decisions import Decision, DecisionRefused, fold, part_id
from warehouse.pack import pack
from warehouse.paths import Home
from warehouse.publish import STAGING, define_decisions, publish
from warehouse.sqlfiles import select_text
from warehouse.store import Store


def merge(one: str, other: str) -> Decision:
    return Decision("merge", "iris", one, other)


def split(one: str, shown: str | None = None) -> Decision:
    return Decision("split", "iris", one, shown)


def part(one: str, surface: str | None = None, document_id: str | None = None, label: str | None = None) -> Decision:
    other = part_id(one, surface, document_id)
    return Decision("split", "iris", one, other, surface=surface, document_id=document_id, label=label)


def rename(one: str, label: str) -> Decision:
    return Decision("rename", "iris", one, label=label)


def numbered(decisions: Sequence[Decision]) -> list[Decision]:
    return [replace(each, decision_id=f"{n:032x}", sequence=n) for n, each in enumerate(decisions, 1)]


class Shown:
    """What the views make of names under some ids, after some decisions and the machine's redirects."""

    def __init__(self, decisions: Sequence[Decision] = (), machine: Sequence[tuple[str, str]] = ()) -> None:
        self.con = duckdb.connect(":memory:", config={"python_enable_replacements": False})
        self.con.execute("SET threads = 1; CREATE SCHEMA lake; CREATE SCHEMA internal")
        self.con.execute(
            "CREATE TABLE lake.entity_redirects (from_entity_id VARCHAR, to_entity_id VARCHAR, kind VARCHAR)"
        )
        self.con.execute("CREATE TABLE lake.documents (document_id VARCHAR, article_id VARCHAR)")
        names = "(document_id VARCHAR, field VARCHAR, start_char BIGINT, surface VARCHAR, stored_entity_id VARCHAR)"
        self.con.execute(f"CREATE TABLE lake.mentions {names}; CREATE TABLE lake.allusions {names}")
        for edge in machine:
            self.con.execute("INSERT INTO lake.entity_redirects VALUES (?, ?, 'spelling')", list(edge))
        self.decisions = numbered(decisions)

    def ids(self, *entity_ids: str) -> list[str]:
        """What each id shows as, where nothing is said of its names."""
        self._fold()
        redirects = dict(self.con.execute("SELECT from_entity_id, to_entity_id FROM internal.redirects").fetchall())
        return [redirects.get(entity_id, entity_id) for entity_id in entity_ids]

    def name(self, stored: str, surface: str, document: str, article: str = "article") -> str:
        """What one more mention shows as."""
        self.con.execute("INSERT INTO lake.documents VALUES (?, ?)", [document, article])
        self.con.execute("INSERT INTO lake.mentions VALUES (?, 'body', 0, ?, ?)", [document, surface, stored])
        self._fold()
        found = self.con.execute("SELECT entity_id FROM internal.parted_names WHERE document_id = ?", [document])
        parted = found.fetchall()
        return str(parted[0][0]) if parted else self.ids(stored)[0]

    def _fold(self) -> None:
        define_decisions(self.con, self.decisions)
        for name in STAGING[:5]:
            self.con.execute(f"CREATE OR REPLACE TABLE internal.{name} AS {select_text('staging', name)}")


@pytest.mark.parametrize(
    ("decisions", "machine", "shown"),
    [
        ([merge("a", "b")], [], "aac"),
        ([merge("b", "c"), merge("a", "b")], [], "aaa"),
        ([merge("a", "b"), merge("b", "a")], [], "bbc"),  # two at once: the later one stands
        ([merge("a", "b"), merge("b", "c"), merge("c", "a")], [], "ccc"),
        ([merge("a", "b"), split("b", "a")], [], "abc"),
        ([split("b", "a"), merge("a", "b")], [], "aac"),
        ([], [("a", "b"), ("b", "c")], "ccc"),
        ([split("a", "b")], [("a", "b")], "abc"),
        ([split("a", "b")], [("b", "a")], "abc"),  # the machine chose another spelling to stand
        ([split("a", "b")], [("b", "c"), ("a", "c")], "acc"),
        ([merge("a", "b")], [("a", "b")], "aac"),  # the first argument stands, known or not
        ([merge("a", "b")], [("a", "c"), ("c", "b")], "aaa"),
        ([merge("a", "b")], [("a", "c")], "ccc"),
        ([merge("a", "b")], [("b", "c")], "aac"),
        ([merge("a", "lost"), merge("lost", "b")], [], "aac"),
    ],
)
def test_a_later_word_overrides_an_earlier_one_and_every_word_the_machine(
    decisions: list[Decision], machine: list[tuple[str, str]], shown: str
) -> None:
    assert "".join(Shown(decisions, machine).ids("a", "b", "c")) == shown


IDS = st.sampled_from("abcdef")
DECISIONS_DRAWN = st.lists(st.one_of(st.builds(merge, IDS, IDS), st.builds(split, IDS, IDS)), max_size=8)
EDGES = st.lists(st.tuples(IDS, IDS), max_size=6)


@settings(max_examples=25, deadline=None)
@given(DECISIONS_DRAWN, EDGES)
def test_every_id_shows_one_that_stands_and_what_was_decided_last_holds(
    decisions: list[Decision], machine: list[tuple[str, str]]
) -> None:
    shown = dict(zip("abcdef", Shown(decisions, machine).ids(*"abcdef"), strict=True))
    assert all(shown[to] == to for to in shown.values())
    if decisions and decisions[-1].kind == "merge":
        assert shown[str(decisions[-1].entity_id)] == shown[str(decisions[-1].other_entity_id)]
    elif decisions:
        assert shown[str(decisions[-1].entity_id)] == decisions[-1].entity_id


def test_names_are_split_off_by_surface_and_by_article() -> None:
    by_surface, by_document = part("a", "Jan Maas"), part("a", None, "doc1")
    first, second = str(by_surface.other_entity_id), str(by_document.other_entity_id)
    shown = Shown([by_surface])
    assert shown.name("a", "Jan Maas", "doc1") == first
    assert shown.name("a", "J. Maas", "doc2") == "a"
    shown = Shown([by_surface, by_document], [("x", "a")])
    assert shown.name("a", "J. Maas", "doc1", "one article") == second
    assert shown.name("x", "Jan Maas", "doc2", "one article") == second, "another revision, and a spelling of a"
    assert shown.name("x", "Jan Maas", "doc3", "another") == first
    shown = Shown([by_surface, merge("c", "a"), merge("c", first), merge("a", "c")])
    assert shown.name("a", "Jan Maas", "doc1") == "a", "merged back, through a third"


def test_a_role_goes_with_its_mention_and_its_body_with_all_of_a_document() -> None:
    shown = Shown([part("a", "Jan Maas"), part("b", None, "doc1")])
    shown.con.execute(
        """
        CREATE TABLE lake.roles (document_id VARCHAR, ordinal BIGINT, field VARCHAR, start_char BIGINT, end_char BIGINT,
            title VARCHAR, stored_entity_id VARCHAR, mention_start_char BIGINT, stored_organization_entity_id VARCHAR,
            confidence DOUBLE);
        INSERT INTO lake.roles VALUES ('doc1', 0, 'body', 9, 12, 'aide', 'a', 0, 'b', 1), ('doc2', 0, 'body', 9, 12,
            'aide', 'a', 0, 'b', 1), ('doc1', 1, 'body', 9, 12, 'aide', 'a', 90, 'b', 1);
        INSERT INTO lake.mentions VALUES ('doc1', 'body', 20, 'Council', 'b'), ('doc1', 'title', 20, 'Council', 'b');
        """
    )
    shown.name("a", "Jan Maas", "doc1", "one article")
    shown.name("a", "Jan Maas", "doc2", "another")
    mine, its = (each.other_entity_id for each in shown.decisions)
    roles = shown.con.execute(
        f"SELECT document_id, ordinal, entity_id, organization_entity_id FROM ({select_text('marts', 'roles')})"
    ).fetchall()
    assert sorted(roles) == [("doc1", 0, mine, its), ("doc1", 1, "a", its), ("doc2", 0, mine, "b")]


def test_a_label_follows_what_the_machine_finds_but_not_what_a_person_merges() -> None:
    def labels(decisions: list[Decision], machine: list[tuple[str, str]]) -> dict[str, str]:
        shown = Shown(decisions, machine)
        shown.ids("a")
        return dict(shown.con.execute("FROM internal.labels").fetchall())

    assert labels([rename("a", "Jan Maas, bailiff")], [("a", "b")]) == {"b": "Jan Maas, bailiff"}
    assert labels([rename("a", "One"), rename("a", "Two")], []) == {"a": "Two"}
    assert labels([rename("a", "One"), merge("b", "a")], []) == {}


def test_an_undo_takes_back_one_decision_and_can_itself_be_taken_back() -> None:
    merged, named, undone = numbered([merge("a", "b"), rename("a", "One"), Decision("undo", "iris")])
    undone = replace(undone, undoes_decision_id=merged.decision_id)
    again = replace(undone, undoes_decision_id=undone.decision_id, decision_id="f" * 32, sequence=4)
    assert fold([merged, named]).redirects == {"b": "a"}
    assert (fold([merged, named, undone]).redirects, fold([merged, named, undone]).labels["a"][0]) == ({}, "One")
    assert fold([merged, named, undone, again]).redirects == {"b": "a"}


def test_an_undo_is_recorded_once_and_can_be_undone(newsroom: Newsroom) -> None:
    (merged,) = newsroom.catalog.decide([merge("local:a", "local:b")])
    taken_back = Decision("undo", "iris", undoes_decision_id=merged.decision_id)
    (undone,) = newsroom.catalog.decide([taken_back])
    with pytest.raises(DecisionRefused, match="no such decision"):
        newsroom.catalog.decide([taken_back])
    newsroom.catalog.decide([Decision("undo", "iris", undoes_decision_id=undone.decision_id)])
    assert fold(newsroom.catalog.decisions()).redirects == {"local:b": "local:a"}


def test_many_decisions_are_recorded_at_once(newsroom: Newsroom) -> None:
    many = [merge("local:a", f"local:{number}") for number in range(2_000)]
    assert len(newsroom.catalog.decide([*many, *many])) == 2_000


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom.at(tmp_path / "home")


MAAS = Record(title="Bridge", body="Jan Maas and Anna Vink opened it.", url="https://courier.example/1", names=(
    Name("Jan Maas", "local:maas"), Name("Anna Vink", "local:vink")))  # fmt: skip
MAES = Record(
    title="Ferry", body="Jan Maes stays ashore.", outlet="holm.example", names=(Name("Jan Maes", "local:maes"),)
)


def entities(path: Path) -> list[tuple[str, str, int]]:
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute("SELECT entity_id, label, mention_count FROM entities ORDER BY 1").fetchall()


def test_decisions_hold_for_later_runs_and_for_a_file_built_from_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.run(File("a.jsonl", (MAAS,)))
    publish(newsroom.home, newsroom.store, newsroom.catalog, threads=1)
    newsroom.catalog.decide([merge("local:maas", "local:maes"), rename("local:vink", 'A. "<b>Vink')])
    publish(newsroom.home, newsroom.store, newsroom.catalog, threads=1)
    expected = [("local:maas", "Jan Maas", 1), ("local:vink", 'A. "<b>Vink', 1)]
    assert entities(newsroom.home.published_path) == expected
    newsroom.run(File("b.jsonl", (MAES,)))
    newsroom.pipeline_version = "2"
    newsroom.run(File("a.jsonl", (MAAS,)))
    publish(newsroom.home, newsroom.store, newsroom.catalog, threads=1)
    expected[0] = ("local:maas", "Jan Maas", 2)
    assert entities(newsroom.home.published_path) == expected
    newsroom.home.published_path.unlink()
    publish(newsroom.home, newsroom.store, newsroom.catalog, threads=1)
    assert entities(newsroom.home.published_path) == expected
    packed = pack(newsroom.home, tmp_path / "all.duckdb", threads=1)
    assert entities(packed) == expected
    with duckdb.connect(str(packed), read_only=True) as con:
        assert con.execute("SELECT sequence, kind, decided_by FROM decisions ORDER BY 1").fetchall() == [
            (1, "merge", "iris"),
            (2, "rename", "iris"),
        ]


def test_what_holds_already_is_no_new_decision_and_a_ring_is_refused(newsroom: Newsroom) -> None:
    decide = newsroom.catalog.decide
    assert [each.sequence for each in decide([merge("local:a", "local:b"), merge("local:c", "local:a")])] == [1, 2]
    assert decide([merge("local:a", "local:b"), merge("local:c", "local:b")]) == []
    with pytest.raises(DecisionRefused, match="split local:b first"):
        decide([rename("local:z", "Z"), merge("local:b", "local:c")])
    with pytest.raises(DecisionRefused, match="no such decision"):
        decide([Decision("undo", "iris", undoes_decision_id="0" * 32)])
    assert len(newsroom.catalog.decisions()) == 2, "all or nothing"


def test_a_kill_while_deciding_leaves_all_of_it_or_nothing(tmp_path: Path) -> None:
    def decide(store: Store) -> None:
        home = Home(tmp_path / "home")
        Catalog.open(home, store).decide([merge("local:a", "local:b"), rename("local:a", "A")])

    Newsroom.at(tmp_path / "home")
    Newsroom.at(tmp_path / "golden")
    counting = CountingStore()
    golden = Catalog.open(Home(tmp_path / "golden"), counting)
    golden.decide([merge("local:a", "local:b")])
    for number, point in enumerate(counting.points):
        in_child(lambda: decide(KillingStore(number, tmp_path)))  # noqa: B023 - the child ends here
        kinds = [each.kind for each in Catalog.open(Home(tmp_path / "home"), Store()).decisions()]
        assert kinds == (["merge", "rename"] if point == "after catalog.decide" else []), point


def test_two_who_decide_at_once_lose_nothing_and_close_no_ring(tmp_path: Path) -> None:
    home = Newsroom.at(tmp_path / "home").home

    def decide(one: str, other: str) -> None:
        catalog = Catalog.open(home, Store())
        for number in range(5):
            with contextlib.suppress(DecisionRefused):
                catalog.decide([merge(f"local:{one}{number}", f"local:{other}{number}")])

    children = []
    for pair in ("ab", "ba"):
        child = os.fork()
        if child == 0:
            os._exit(in_child(lambda: decide(*pair)))  # noqa: B023 - the child ends here
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    decisions = Catalog.open(home, Store()).decisions()
    assert [each.sequence for each in decisions] == [1, 2, 3, 4, 5]
    assert len(fold(decisions).redirects) == 5


def test_a_catalog_of_an_earlier_release_is_brought_up_and_a_later_ones_refused(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'catalog.db'}")
    database.prepare()
    with database.writing() as connection:
        DECISIONS.drop(connection)
        connection.execute(SCHEMA.update().values(version=1))
    database.prepare()
    with database.reading() as connection:
        assert connection.execute(sa.select(SCHEMA.c.version)).scalars().all() == [2]
        assert sa.inspect(connection).has_table("decisions")
        assert sa.inspect(connection).has_table(LEASES.name)
    with database.writing() as connection:
        connection.execute(SCHEMA.update().values(version=3))
    with pytest.raises(CatalogError, match="newer release"):
        database.prepare()
