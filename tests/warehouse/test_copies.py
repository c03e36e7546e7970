"""Copies over the archive: whatever comes, goes and in which order, the clusters are those of what stands."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from flows.linkage import COPY_RULES
from tests.warehouse.factory import File, Newsroom, Record, digest, moment
from transforms.contracts.tables import arrow_schema
from transforms.copies.judge import judge
from warehouse import copy_pairs
from warehouse.consolidate import LandingRules
from warehouse.copies import find_copies
from warehouse.duck import create_table, sql_type
from warehouse.sqlfiles import select_text
from warehouse.standing import define_standing

Place = tuple[str, float | None, float | None, str]
"""original, similarity, containment, role"""
DAY = moment(2031, 5, 1)


@dataclass(frozen=True)
class Doc:
    """One document as copies see it. ``words`` stand for its text, ``bands`` for the passages that name its buckets."""

    name: str
    words: frozenset[int]
    bands: frozenset[int] = frozenset()
    article: str = ""
    outlet: str | None = None
    published: datetime | None = None
    text: int | None = None
    """The hash of its text; else one by chance."""

    @property
    def document_id(self) -> str:
        return digest(self.name)

    @property
    def text_hash(self) -> int:
        return int(digest(sorted(self.words), sorted(self.bands))[:15], 16) if self.text is None else self.text

    @property
    def article_id(self) -> str:
        return digest("article", self.article or self.name)

    def signature(self) -> dict[str, object]:
        sketch = sorted(self.words)
        signed = {"shingle_count": len(sketch), "title_sketch": [], "sketch": sketch, "bands": sorted(self.bands)}
        return {"document_id": self.document_id, "text_hash": self.text_hash, **signed}

    def row(self) -> dict[str, object]:
        return {
            "document_id": self.document_id,
            "article_id": self.article_id,
            "outlet_id": self.outlet,
            "published_utc": self.published,
        }


class Archive:
    """The tables of a linked batch that copies are found from, without files: run after run."""

    def __init__(self) -> None:
        self.con = duckdb.connect(":memory:")
        self.con.execute("CREATE SCHEMA lake; CREATE SCHEMA internal")
        self.con.execute("CREATE TABLE internal.commit_order (run_id VARCHAR, place BIGINT)")
        for name in ("documents", "signatures", "copy_observations", "story_features"):
            columns = ", ".join(f"{field.name} {sql_type(field.type)}" for field in arrow_schema(name))
            self.con.execute(f"CREATE TABLE lake.{name} ({columns})")
            self.con.execute(f"CREATE TABLE batch_{name} AS FROM lake.{name} WHERE false")
        self.con.execute("CREATE TABLE removed (document_id VARCHAR)")
        self.con.execute(
            "CREATE TABLE rekeyed_landed AS SELECT document_id, article_id, identity_basis FROM lake.documents"
        )
        self.runs = 0

    def run(self, arriving: Iterable[Doc] = (), leaving: Iterable[Doc] = ()) -> int:
        """One run: some documents come (told again where they stand), some go. How many places changed."""
        arriving = list(arriving)
        run_id = f"run{self.runs}"
        create_table(self.con, "run", pa.table({"run_id": [run_id]}))
        stood = {row[0] for row in self.con.execute("SELECT document_id FROM lake.documents").fetchall()}
        gone = {doc.document_id for doc in (*arriving, *leaving)} & stood
        create_table(self.con, "removed", pa.table({"document_id": pa.array(sorted(gone), pa.string())}))
        for name, rows in (
            ("documents", [doc.row() for doc in arriving]),
            ("signatures", [doc.signature() for doc in arriving]),
        ):
            self.con.execute(f"DELETE FROM batch_{name}")
            self.con.register("incoming", pa.Table.from_pylist(rows, arrow_schema(name)))
            self.con.execute(f"INSERT INTO batch_{name} BY NAME FROM incoming")
        define_standing(self.con)
        find_copies(self.con, COPY_RULES)
        changed = self.con.execute("SELECT count(*) FROM found_copies").fetchall()[0][0]
        for name in ("documents", "signatures"):
            self.con.execute(f"DELETE FROM lake.{name} WHERE document_id IN (FROM removed)")
            self.con.execute(f"INSERT INTO lake.{name} BY NAME FROM batch_{name}")
        self.con.execute("INSERT INTO lake.copy_observations BY NAME FROM found_copies")
        self.con.execute("INSERT INTO internal.commit_order VALUES (?, ?)", [run_id, self.runs])
        self.runs += 1
        return int(changed)

    def places(self) -> dict[str, Place]:
        """Where each document stands that is in a cluster of several articles, as the views fold it."""
        rows = self.con.execute(
            """
            WITH places AS (
                SELECT document_id, original_document_id, similarity, containment, role
                FROM lake.copy_observations JOIN internal.commit_order USING (run_id)
                SEMI JOIN lake.documents USING (document_id)
                QUALIFY row_number() OVER (PARTITION BY document_id ORDER BY place DESC) = 1
            )
            FROM places
            WHERE original_document_id IN (SELECT original_document_id FROM places WHERE role <> 'original')
            """
        ).fetchall()
        return {row[0]: row[1:] for row in rows}


def expected(docs: Iterable[Doc], leaders: int) -> dict[str, Place]:
    """The same by the letter: every bucket, every pair, one document at a time."""
    texts: dict[int, list[Doc]] = {}
    for doc in docs:
        texts.setdefault(doc.text_hash, []).append(doc)
    joined = {text: {text} for text in texts}
    buckets: dict[int, list[int]] = {}
    for text, held in texts.items():
        for band in held[0].bands:
            buckets.setdefault(band, []).append(text)
    pairs = {
        (leader, text)
        for bucket in buckets.values()
        for leader in sorted(bucket)[:leaders]
        for text in bucket
        if leader != text
    }
    for one, other in pairs:
        held = texts[one] + texts[other]
        outlets = {doc.outlet for doc in held}
        if (
            len({doc.article for doc in held}) > 1
            and compared(texts[one][0], texts[other][0], len(outlets) == 1 and None not in outlets)[0]
        ):
            both = joined[one] | joined[other]
            for text in both:
                joined[text] = both
    found: dict[str, Place] = {}
    for cluster in {frozenset(group) for group in joined.values()}:
        members = [doc for text in cluster for doc in texts[text]]
        if len({doc.article for doc in members}) < 2:
            continue
        first = min(members, key=lambda doc: (doc.published is None, doc.published or DAY, doc.document_id))
        for doc in members:
            _, similarity, containment, role = compared(doc, first, False)
            if doc is first:
                found[doc.document_id] = (first.document_id, None, None, "original")
            elif doc.text_hash == first.text_hash:
                found[doc.document_id] = (first.document_id, 1.0, 1.0, "identical")
            else:
                found[doc.document_id] = (first.document_id, similarity, containment, role)
    return found


def compared(one: Doc, other: Doc, is_one_outlet: bool) -> tuple[bool, float, float, str]:
    pair: Mapping[str, object] = {
        **one.signature(),
        **{f"other_{name}": value for name, value in other.signature().items()},
        "is_one_outlet": is_one_outlet,
    }
    hashes = {name: pa.list_(pa.int64()) for name in pair if name.endswith("sketch")}
    return tuple(judge(pa.table({n: pa.array([v], hashes.get(n)) for n, v in pair.items()})).to_pylist()[0].values())  # type: ignore[return-value]


def drawn_docs(chance: random.Random) -> list[Doc]:
    """Documents of a few articles whose texts share most words with the next ones, so that chains, revisions and
    crowded buckets abound."""
    docs = []
    for number in range(12):
        start = 2 * chance.randrange(7)
        docs.append(
            Doc(
                f"doc {number}",
                frozenset(range(start, start + 20)),
                frozenset(chance.sample(range(3), chance.choice((1, 2)))),
                f"article {chance.randrange(10)}",
                chance.choice((None, "courier.example")),
                chance.choice((None, DAY, DAY + timedelta(days=1))),
            )
        )
    return docs


@pytest.mark.parametrize("seed", range(8))
def test_whatever_comes_and_goes_the_clusters_are_those_of_what_stands(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    docs, leaders = drawn_docs(chance), chance.choice((1, 1, 2, 3))
    monkeypatch.setattr(copy_pairs, "LEADERS", leaders)
    monkeypatch.setattr(copy_pairs, "PART_TEXTS", 3)
    standing: dict[str, Doc] = {}
    archive = Archive()
    for _ in range(6):
        moving = chance.sample(docs, chance.randrange(1, 7))
        leaving = [doc for doc in moving if doc.name in standing and chance.random() < 0.5]
        arriving = [doc for doc in moving if doc not in leaving]
        archive.run(arriving, leaving)
        standing = {name: doc for name, doc in standing.items() if doc not in leaving}
        standing |= {doc.name: doc for doc in arriving}
        assert archive.places() == expected(standing.values(), leaders)


def doc(name: str, start: int, *bands: int, article: str = "", published: datetime | None = None) -> Doc:
    """A document of twenty words from ``start`` on: two whose starts are at most two apart are copies."""
    return Doc(name, frozenset(range(start, start + 20)), frozenset(bands), article, None, published)


def originals(archive: Archive) -> dict[str, str]:
    return {document_id: place[0] for document_id, place in archive.places().items()}


def test_forty_copies_of_one_text_lead_to_the_first() -> None:
    wire = [doc(f"site {day}", 0, 1, published=DAY + timedelta(days=day)) for day in range(40)]
    archive = Archive()
    archive.run(wire[20:])
    assert set(originals(archive).values()) == {wire[20].document_id}
    assert archive.run(wire[:20]) == 40
    assert set(originals(archive).values()) == {wire[0].document_id}
    assert archive.run([doc("stranger", 900, 1)]) == 0


def test_a_set_phrase_in_many_texts_does_not_hide_copies_nor_make_them() -> None:
    crowd = [doc(f"crowd {number}", 100 * number, 1) for number in range(1, 60)]
    one, other = doc("one", 0, 1, 2), doc("other", 2, 1, 2, published=DAY)
    archive = Archive()
    archive.run([*crowd, one, other])
    assert originals(archive) == dict.fromkeys([one.document_id, other.document_id], other.document_id)


def test_where_the_leader_of_a_bucket_goes_the_next_one_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copy_pairs, "LEADERS", 1)
    pair = [doc("one", 0, 1), doc("other", 2, 1)]
    stranger = replace(doc("stranger", 900, 1), text=0)
    archive = Archive()
    archive.run([stranger, *pair])
    assert originals(archive) == {}
    archive.run(leaving=[stranger])
    assert set(originals(archive)) == {each.document_id for each in pair}
    archive.run([stranger])
    assert originals(archive) == {}


def test_a_link_that_goes_parts_its_chain_and_each_part_has_its_own_first() -> None:
    chain = [doc(f"link {number}", 2 * number, 1, published=DAY + timedelta(days=number)) for number in range(5)]
    archive = Archive()
    archive.run(chain)
    assert set(originals(archive).values()) == {chain[0].document_id}
    archive.run(leaving=[chain[2]])
    assert originals(archive) == {
        chain[number].document_id: chain[first].document_id for number, first in ((0, 0), (1, 0), (3, 3), (4, 3))
    }
    assert archive.run(leaving=[chain[1]]) == 0  # the first of a pair stays a first, and is alone
    archive.run(leaving=[chain[3]])
    assert archive.places() == {}


def test_revisions_are_no_copies_of_each_other() -> None:
    first, second = doc("first", 0, 1, article="a"), doc("second", 1, 1, article="a")
    archive = Archive()
    assert archive.run([first, second]) == 0
    copy = doc("copy", 2, 1)
    archive.run([copy])
    assert set(originals(archive)) == {doc.document_id for doc in (first, second, copy)}


WIRE = (
    "The ferry to Holm stayed in port on Monday because of the wind, said harbour master Ida Venn, and some forty "
    "lorries waited at the quay while the shop on the island ran out of bread before noon."
)


def test_runs_in_any_order_land_the_same_copies_and_rereading_changes_none(tmp_path: Path) -> None:
    """Through files, link and commit, with a newer pipeline that tells every document again."""
    records = [
        Record(title, body, f"https://{outlet}.example/ferry", f"{outlet}.example", published=published, is_signed=True)
        for outlet, title, body, published in (
            ("courier", "Ferry stays", WIRE, DAY),
            ("north", "No boat to Holm", f"{WIRE} (Vire Press)", DAY + timedelta(days=1)),
            ("south", "FERRY STAYS", WIRE.replace(",", " –"), None),
            ("west", "Bridge opens", "The bridge over the Vire opened on Monday, two years late, with a band.", DAY),
        )
    ]
    found = []
    for number, order in enumerate(((0, 1, 2, 3), (3, 1, 0, 2))):
        newsroom = Newsroom.at(tmp_path / str(number))
        files = [File(f"{place}.jsonl", (records[place],)) for place in order]
        newsroom.run(*files[:2], rules=LandingRules(copies=COPY_RULES))
        newsroom.run(*files[2:], rules=LandingRules(copies=COPY_RULES))
        found.append(latest(newsroom))
        newsroom.pipeline_version = "2"
        before = len(newsroom.rows("copy_observations"))
        newsroom.run(*files, rules=LandingRules(copies=COPY_RULES))
        assert len(newsroom.rows("copy_observations")) == before
    assert found[0] == found[1]
    assert sorted(role for _, role in found[0].values()) == ["identical", "original", "syndicated"]


def latest(newsroom: Newsroom) -> dict[str, tuple[str, str]]:
    rows = sorted(newsroom.rows("copy_observations"), key=lambda row: row["run_id"])
    return {row["document_id"]: (row["original_document_id"], row["role"]) for row in rows}


def test_a_translation_leads_to_the_earlier_report_of_the_outlet_that_it_names() -> None:
    con = duckdb.connect(":memory:")
    con.execute("CREATE SCHEMA lake; CREATE SCHEMA internal")
    names = "outlet_id outlet outlet_domain published_utc wire_evidence translation_credit"
    create_table(con, "internal.copy_clusters", pa.Table.from_pylist([], arrow_schema("copy_observations")))
    rows = [
        ("told", "nl", "courant.example", "De Courant", "courant.example", DAY, None, "Vertaling: Le Phare"),
        ("phare", "fr", "phare.example", "Le Phare", "phare.example", DAY, None, None),
        ("soir", "fr", "soir.example", "Le Soir", "soir.example", DAY - timedelta(days=1), None, None),
        ("person", "nl", "courant.example", "De Courant", "courant.example", DAY, None, "Vertaling: Jan Phare"),
    ]
    columns = ["document_id", "language", *names.split()]
    schema = pa.schema([arrow_schema("documents").field(name).with_nullable(True) for name in [*columns, "article_id"]])
    table = [dict(zip(columns, row, strict=True)) | {"article_id": row[0]} for row in rows]
    create_table(con, "lake.documents", pa.Table.from_pylist(table, schema))
    create_table(con, "internal.story_places", pa.table({"document_id": [r[0] for r in rows], "story_id": ["s"] * 4}))
    found = con.execute(select_text("marts", "copies")).fetchall()
    assert [(row[0], row[1], row[4], row[5]) for row in found] == [
        ("person", None, "translation", "Vertaling: Jan Phare"),
        ("told", "phare", "translation", "Vertaling: Le Phare"),
    ]
