"""Articles with marked quotations: how they are read, and what a finder of quotations gets for what it finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.evaluation.annotated import MarkError
from flows.evaluation.evaluate import evaluate
from flows.evaluation.quotations import QuotedArticle, Tally, count, entities_of, parse
from transforms.model import Annotations, Mention, ObservedEntity, Quotation

WIEBE, JELLE = "local:wiebe", "local:jelle"
TEXT = """speaker 1: Wiebe Dijkgraaf
speaker 2: -

[[S1|Dijkgraaf]]: [[Q1|geen haven]]

„[[Q1|Wij gaan door]],” [[C|zei]] [[S1|Wiebe Dijkgraaf]] tegen Jelle Hania, „[[Q1|hoe dan ook]].”
Een visser vindt [[I2|dat het „[[Q2|een kostbare grap]]” wordt]].
„[[Q0|Ach, Wiebe]]”, klonk het.
"""


def article() -> QuotedArticle:
    return parse(TEXT, "nl", "haven")


def named(text: str) -> Annotations:
    people = {"Wiebe Dijkgraaf": WIEBE, "Jelle Hania": JELLE}
    return Annotations(
        tuple(
            Mention("body", at, at + len(name), name, "PERSON", entity_id, "rules", 1.0, None, None)
            for name, entity_id in people.items()
            if (at := text.find(name)) >= 0
        ),
        tuple(ObservedEntity(entity_id, "PERSON", name, None, None, None, False) for name, entity_id in people.items()),
    )


def quotation(of: QuotedArticle, words: str, speaker: str | None = None, *, is_direct: bool = True) -> Quotation:
    at = of.body.index(words)
    sure = None if speaker is None else 0.9
    return Quotation("body", at, at + len(words), words, is_direct, None, None, speaker, None, 0.9, sure)


def scored(*found: Quotation) -> Tally:
    tally = Tally()
    count(article(), found, named(article().body), tally)
    return tally


def test_marks_give_plain_text_and_who_says_what() -> None:
    read = article()
    assert read.title == "Dijkgraaf: geen haven"
    assert read.body.startswith("„Wij gaan door,” zei Wiebe Dijkgraaf tegen Jelle Hania, „hoe dan ook.”\nEen visser")
    assert read.speakers == {1: "Wiebe Dijkgraaf", 2: None}
    assert [(read.text(q.field)[q.start : q.end], q.is_direct, q.speaker) for q in read.quotations] == [
        ("geen haven", True, 1),
        ("Wij gaan door", True, 1),
        ("hoe dan ook", True, 1),
        ("dat het „een kostbare grap” wordt", False, 2),
        ("een kostbare grap", True, 2),
        ("Ach, Wiebe", True, 0),
    ]
    assert [(read.text(w.field)[w.start : w.end], w.speaker) for w in read.words] == [
        ("Dijkgraaf", 1),
        ("zei", None),
        ("Wiebe Dijkgraaf", 1),
    ]


def test_the_full_stop_and_the_marks_at_the_ends_cost_nothing_and_a_word_does() -> None:
    exact = scored(quotation(article(), "„hoe dan ook.”"), quotation(article(), "gaan door,")).exact[True]
    assert (exact.right, exact.found, exact.gold) == (1, 2, 5)


def test_half_of_a_quotation_is_right_loosely() -> None:
    tally = scored(quotation(article(), "gaan door"), quotation(article(), "Ach"))
    assert (tally.exact[True].right, tally.alike[True].right) == (0, 1)


def test_told_speech_may_begin_with_its_conjunction_or_after_it() -> None:
    for words in ("dat het „een kostbare grap” wordt", "het „een kostbare grap” wordt."):
        assert scored(quotation(article(), words, is_direct=False)).exact[False].right == 1


def test_a_speaker_is_right_by_the_full_name_and_coverage_counts_those_given() -> None:
    tally = scored(
        quotation(article(), "Wij gaan door", WIEBE),
        quotation(article(), "hoe dan ook", JELLE),
        quotation(article(), "tegen Jelle", JELLE),
    )
    assert (tally.given, tally.given_right) == (2, 1)
    assert (tally.found_told, tally.found_told_given) == (2, 2)
    assert (tally.gold_told, tally.gold_right) == (3, 1)


def test_a_name_is_the_same_without_its_last_stop_and_within_a_longer_mention() -> None:
    mentions = {"Ruben K": "local:ruben", "Woningcorporatie Portaal": "local:portaal", "Portaalstra": "local:other"}
    seen = Annotations(
        tuple(
            Mention("body", 0, len(name), name, "PERSON", entity_id, "rules", 1.0, None, None)
            for name, entity_id in mentions.items()
        )
    )
    speakers = {1: "Ruben K.", 2: "Portaal", 3: "Jan Maas", 4: None}
    assert entities_of(speakers, seen) == {1: {"local:ruben"}, 2: {"local:portaal"}, 3: frozenset()}


def test_a_speaker_given_where_the_article_names_none_is_wrong() -> None:
    tally = scored(quotation(article(), "Ach, Wiebe", WIEBE), quotation(article(), "een kostbare grap", WIEBE))
    assert (tally.given, tally.given_right, tally.found_told) == (2, 0, 0)


def test_a_folder_of_marked_quotations_gives_figures_by_language(tmp_path: Path) -> None:
    (tmp_path / "nl").mkdir()
    (tmp_path / "nl/01-haven.txt").write_text(TEXT, "utf-8")
    card = evaluate([tmp_path])
    (corpus,) = card.corpora
    assert (corpus.name, corpus.description.partition(", ")[0]) == (
        "quotations",
        "1 articles written for this project",
    )
    assert {f.task: f.item_count for f in card.figures} == {"quotes_direct": 5, "quotes_indirect": 1, "speakers": 3}


@pytest.mark.parametrize(
    "text",
    [
        "speaker 1: Jan Maas\n\nKop\n\nEen [[Q1|mark zonder eind",
        "speaker 1: Jan Maas\n\nKop\n\nEen eind]] te veel",
        "speaker 1: Jan Maas\n\nKop\n\nEen [[Q2|spreker te veel]]",
        "speaker 1: Jan Maas\n\nKop\n\nEen [[X1|mark van geen soort]]",
        "speaker 1: Jan Maas\n\nKop\n\nEen [[Q1| blank aan de rand]]",
        "speaker 1: Jan Maas\n\nKop\n\nEen [[Q1|alinea\nte veel]]",
        "speaker 1: Jan Maas\n\nKop\n\nEen alinea\n\nmet wit ertussen",
        "speaker 1: Jan Maas\nspeaker 1: Piet Maas\n\nKop\n\nTekst",
        "speaker een: Jan Maas\n\nKop\n\nTekst",
        "speaker 1: Jan Maas\n\nKop zonder tekst",
    ],
)
def test_a_file_that_breaks_the_format_is_refused(text: str) -> None:
    with pytest.raises(MarkError, match=r"^bericht: "):
        parse(text, "nl", "bericht")
