"""Documents held against each other."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from tests.transforms.stories.made import DAY, document, table, told
from transforms.stories import held as rules
from transforms.stories.evidence import Span
from transforms.stories.held import held_loose

NONE = table([])
EVENT = {
    "who:wikidata:Q900001": 2.8,
    "where:geonames:900002": 2.8,
    "name:dmbrvsk": 2.8,
    "number:48213": 1.7,
    "act:volcano": 2.8,
}
OTHER = {
    "who:wikidata:Q900003": 2.8,
    "where:geonames:900004": 2.8,
    "name:krltn": 2.8,
    "number:977": 1.7,
    "act:tennis": 2.8,
}


def held(block: pa.Table, window: pa.Table = NONE) -> pa.Table:
    """One day and the days before it."""
    count = window.num_rows
    return rules.held(pa.concat_tables([window, block]), [Span(0, count, count + block.num_rows)])


def scores(found: pa.Table) -> dict[tuple[str, str], float]:
    rows: list[dict[str, Any]] = found.to_pylist()
    return {(row["document_id"], row["other_document_id"]): row["score"] for row in rows}


def test_two_languages_that_share_names_numbers_and_what_happened_are_a_pair() -> None:
    block = table([document("b", EVENT, "nl"), document("a", EVENT, "ru"), document("c", OTHER)])
    assert list(scores(held(block))) == [("a", "b")]


def test_russia_and_nato_alone_are_no_pair() -> None:
    common = {"land:iso3166:RU": 2.8, "who:wikidata:Q7184": 2.8, "act:war": 1.7}
    block = table([document("a", {**common, "name:krltn": 1.0}), document("b", {**common, "name:plvr": 1.0}, "nl")])
    assert not scores(held(block))
    assert not scores(held_loose(block, NONE))


def test_what_half_the_window_has_makes_no_pair() -> None:
    rumour = {"who:wikidata:Q900001": 2.8, "act:vaccine": 2.8, "kin:krnvr": 2.8, "number:19": 1.0}
    alone = table([document("a", {**rumour, "name:plv": 1.0}), document("b", {**rumour, "name:krl": 1.0}, "nl")])
    crowd = table([document(f"w{i}", {**rumour, f"name:x{i}": 2.0}, "de", DAY - timedelta(days=1)) for i in range(300)])
    before, after = scores(held(alone)), scores(held(alone, crowd))
    assert before.get(("a", "b"), 0) > after.get(("a", "b"), 0)


def test_each_pair_once_and_the_window_not_with_itself() -> None:
    window = table([document("x", EVENT, "fr", DAY - timedelta(days=2)), document("y", EVENT, "de", DAY)])
    block = table([document("m", EVENT, "nl"), document("z", EVENT, "ru")])
    assert list(scores(held(block, window))) == [("m", "x"), ("m", "y"), ("m", "z"), ("x", "z"), ("y", "z")]


def test_revisions_of_one_article_are_no_pair() -> None:
    two = [document("a", EVENT), document("b", EVENT)]
    two[1]["article_id"] = two[0]["article_id"]
    assert not scores(held(table(two)))


def test_many_days_at_once_score_as_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        document(
            f"d{day}{place}",
            {**EVENT, f"name:q{place}": 2.0} if place % 2 else {**OTHER, f"number:{day}771": 1.0},
            "en nl ru".split()[(day + place) % 3],
            DAY + timedelta(days=day),
        )
        for day in range(20)
        for place in range(1 + day % 4)
    ]
    days: list[datetime] = table(rows).column("published_utc").to_pylist()
    spans = []
    for day in sorted({DAY + timedelta(days=day) for day in range(20)}):
        start, before = days.index(day), next(i for i, each in enumerate(days) if each >= day - timedelta(days=13))
        spans.append(Span(before, start, start + days.count(day)))
    alone = [
        held(table(rows[each.block_start : each.end]), table(rows[each.window_start : each.block_start]))
        for each in spans
    ]
    together = scores(rules.held(table(rows), spans))
    assert len(together) > 100
    assert together == scores(pa.concat_tables(alone))
    monkeypatch.setattr(rules, "ROWS_AT_ONCE", 30)
    assert scores(rules.held(table(rows), spans)) == together


def test_order_of_rows_changes_nothing() -> None:
    rows = [
        document(name, EVENT | {f"name:q{name}": 1.0}, language)
        for name, language in zip("abcd", "en nl ru nl".split(), strict=True)
    ]
    assert held(table(rows)).equals(held(table(rows[::-1])))


def test_days_apart_count_against_a_pair() -> None:
    told_otherwise = {"who:wikidata:Q900001": 2.8, "name:dmbrvsk": 2.8, "act:volcano": 1.0, "name:plvr": 1.0}
    near = table([document("w", told_otherwise, "nl", DAY - timedelta(days=1))])
    far = table([document("w", told_otherwise, "nl", DAY - timedelta(days=12))])
    block = table([document("a", EVENT)])
    assert scores(held(block, near))["a", "w"] > scores(held(block, far))["a", "w"]


@pytest.mark.parametrize(("months_off", "is_pair"), [(0, True), (3, False)])
def test_a_loose_document_joins_where_its_bounds_allow(months_off: int, is_pair: bool) -> None:
    start = datetime.fromisoformat("2031-03-01") - timedelta(days=30 * months_off)
    loose = document("l", EVENT, "nl", None, (start, start + timedelta(days=31)))
    assert bool(scores(held_loose(table([loose]), table([document("a", EVENT)])))) is is_pair


def test_loose_documents_need_more_and_depend_on_no_third() -> None:
    dated = scores(held(table([document("a", EVENT), document("b", EVENT, "nl")])))
    one, two = document("a", EVENT, published=None), document("b", EVENT, "nl", None)
    loose = scores(held_loose(table([one]), table([two])))
    assert loose["a", "b"] < dated["a", "b"]
    crowd = table([two, *(document(f"c{i}", EVENT, "de", None) for i in range(30))])
    assert scores(held_loose(table([one]), crowd))["a", "b"] == loose["a", "b"]


def test_bounds_of_loose_documents_exclude_each_other() -> None:
    march, june = (datetime.fromisoformat(f"2031-{month}-01") for month in ("03", "06"))
    one = document("a", EVENT, "en", None, (march, march + timedelta(days=31)))
    two = document("b", EVENT, "nl", None, (june, june + timedelta(days=30)))
    assert not scores(held_loose(table([one]), table([two])))


def test_what_an_outlet_puts_under_all_its_articles_is_no_evidence() -> None:
    refrain = {f"word:ru:refra{i}": 1.0 for i in range(20)} | {f"number:77{i}12": 1.0 for i in range(10)}
    rows = [document(f"d{i}", refrain | {f"name:k{i}r": 2.8, f"word:ru:thing{i}": 2.8}, "ru") for i in range(8)]
    assert not scores(held(table(rows)))


def test_articles_of_one_made_up_event_meet_and_others_do_not() -> None:
    english = "Mayor Ilja Dombrovsky ordered 1,200 people out of Quorvale after the volcano erupted on 3 March."
    dutch = "Burgemeester Ilja Dombrovski liet 1200 mensen uit Quorvale vertrekken na de vulkaanuitbarsting op 3 maart."
    norwegian = "Tolv spillere i Fjordheim er syke før finalen mot Lykkevik på lørdag."
    block = table(
        [
            told("en", "en", "Volcano erupts near Quorvale, 1,200 flee", english),
            told("nl", "nl", "Vulkaan bij Quorvale barst uit, 1200 mensen op de vlucht", dutch),
            told("no", "nb", "Tolv spillere syke før cupfinalen", norwegian),
        ]
    )
    assert list(scores(held(block))) == [("en", "nl")]


def test_no_documents_give_no_pairs() -> None:
    empty = document("a", {})
    assert held(NONE).num_rows == 0
    assert held_loose(NONE, NONE).num_rows == 0
    assert held(table([empty, document("b", {})])).num_rows == 0
