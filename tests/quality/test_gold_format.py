"""Annotated articles must be what they claim, or every figure that rests on them is worthless."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from flows.evaluation.annotated import AnnotatedArticle, MarkError, parse, read_folder, sentences
from tools.annotated import count_rows
from transforms.entities.knowledge import load

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "tests/quality/gold"
TRAINING = ROOT / "training/names"
SHARED_WORDS = 8
NAMESAKES: frozenset[str] = frozenset()
HEAD = "language: nl\ntitle: Kort\n\n"


@cache
def articles(folder: Path) -> list[AnnotatedArticle]:
    return read_folder(folder)


def runs(article: AnnotatedArticle) -> Iterator[tuple[str, ...]]:
    """Every run of so many words that the article has."""
    words = re.findall(r"\w+", f"{article.title} {article.body}".casefold())
    return zip(*(words[i:] for i in range(SHARED_WORDS)), strict=False)


@pytest.mark.parametrize("folder", [GOLD, TRAINING])
def test_every_mark_points_at_its_words_and_none_overlaps_another(folder: Path) -> None:
    assert articles(folder)
    for article in articles(folder):
        spans = [(m.field, m.start, m.end, m.surface) for m in (*article.mentions, *article.allusions)]
        spans += [(role.field, role.start, role.end, role.title) for role in article.roles]
        assert spans, article.name
        assert all(article.text(field)[start:end] == surface for field, start, end, surface in spans), article.name
        for (field, _, end, _), (next_field, start, _, _) in pairwise(sorted(spans)):
            assert field != next_field or end <= start, article.name


@pytest.mark.parametrize("folder", [GOLD, TRAINING])
def test_an_article_is_as_long_as_news_and_in_the_language_of_its_folder(folder: Path) -> None:
    kin = {"nb": {"nb", "nn"}}
    least = 130 if folder == GOLD else 60
    for path in sorted(folder.rglob("*.txt")):
        article = parse(path.read_text("utf-8"), path.stem)
        assert least <= len(article.body.split()) <= 400, path
        assert article.language in kin.get(path.parent.name, {path.parent.name}), path


def test_every_gold_mention_says_what_it_is_and_known_ids_are_of_that_type() -> None:
    knowledge = load()
    types: dict[str, set[str]] = defaultdict(set)
    for article in articles(GOLD):
        for mention in article.mentions:
            assert mention.identity, f"{article.name}: {mention.surface}"
            types[mention.identity].add(mention.entity_type)
            if ":" in mention.identity:
                entity = knowledge.entity(mention.identity)
                assert entity is not None, f"{article.name}: {mention.identity}"
                assert entity.entity_type == mention.entity_type, f"{article.name}: {mention.surface} {entity.label}"
    assert {key: found for key, found in types.items() if len(found) > 1} == {}


def test_roles_and_allusions_of_gold_articles_lead_to_something() -> None:
    knowledge = load()
    for article in articles(GOLD):
        named = {mention.identity for mention in article.mentions} | {a.identity for a in article.allusions}
        for role in article.roles:
            assert role.identity is None or role.identity in named, f"{article.name}: {role.title}"
            body = role.organization
            assert body is None or body in named, f"{article.name}: {role.title}"
        for allusion in article.allusions:
            known = ":" not in allusion.identity or knowledge.entity(allusion.identity)
            assert known, f"{article.name}: {allusion.surface}"


def test_a_name_that_the_knowledge_base_spells_so_has_no_key_of_its_own() -> None:
    """Unless the article means another bearer of the name: these are listed."""
    knowledge = load()
    for article in articles(GOLD):
        for mention in article.mentions:
            if mention.identity and ":" not in mention.identity and " " in mention.surface:
                same = [
                    alias.entity_id
                    for alias in knowledge.aliases(mention.surface)
                    if (entity := knowledge.entity(alias.entity_id)) and entity.entity_type == mention.entity_type
                ]
                assert not same or mention.surface in NAMESAKES, f"{article.name}: {mention.surface} {same}"


def test_training_and_gold_share_neither_text_nor_invented_people() -> None:
    seen = {run for article in articles(TRAINING) for run in runs(article)}
    people = {m.surface for article in articles(TRAINING) for m in article.mentions if m.entity_type == "PERSON"}
    for article in articles(GOLD):
        assert not seen.intersection(runs(article)), article.name
        own = {m.surface for m in article.mentions if m.entity_type == "PERSON" and ":" not in (m.identity or "")}
        assert not {name for name in own & people if " " in name}, article.name


@pytest.mark.parametrize("folder", [GOLD, TRAINING])
def test_the_readme_counts_what_is_there(folder: Path) -> None:
    readme = (folder / "README.md").read_text("utf-8")
    rows = [row for row in readme.split("\n") if re.match(r"\| [a-z]{2} \|", row)]
    assert rows == count_rows(folder), "python -m tools.annotated --count gives the rows"


def test_marks_give_plain_text_and_offsets() -> None:
    article = parse(
        "language: nl\ntitle: [P:Rutte]s plan\noutlet: De Bode\n\n"
        "{D:Russische|iso3166:RU} {R:ministers|jan-maas|iso3166:RU} zagen [P:Jan Maas|jan-maas].\n\n{R:Een gids||bode}"
    )
    assert (article.title, article.body) == ("Ruttes plan", "Russische ministers zagen Jan Maas.\n\nEen gids")
    assert [(m.field, m.start, m.end, m.identity) for m in article.mentions] == [
        ("title", 0, 5, None),
        ("body", 26, 34, "jan-maas"),
    ]
    assert [(r.title, r.identity, r.organization) for r in article.roles] == [
        ("ministers", "jan-maas", "iso3166:RU"),
        ("Een gids", None, "bode"),
    ]
    assert [(a.surface, a.kind, a.identity) for a in article.allusions] == [("Russische", "demonym", "iso3166:RU")]


def test_sentences_carry_tags_by_word_and_abbreviations_end_none() -> None:
    body = "Mr. [P:J. Maas] sprak met [O:NAVO]-topman [P:Ank de Wit]. [P:De Wit]s reis naar [L:Den Haag]"
    found = [
        [(word, tag) for word, tag in zip(s.words, s.tags, strict=True) if tag != "O"]
        for s in sentences(parse(HEAD + body))
        if s.field == "body"
    ]
    assert found == [
        [("J", "B-PER"), ("Maas", "I-PER"), ("NAVO", "B-ORG"), ("Ank", "B-PER"), ("de", "I-PER"), ("Wit", "I-PER")],
        [("De", "B-PER"), ("Wits", "I-PER"), ("Den", "B-LOC"), ("Haag", "I-LOC")],
    ]


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        HEAD + "Een [P:naam zonder eind",
        HEAD + "Een naam te veel]",
        HEAD + "[P: Maas] met een spatie",
        HEAD + "[X:Maas] van geen soort",
        HEAD + "[P:Maas|Jan Maas] met een sleutel die geen is",
        HEAD + "[P:Maas|wikidata:7]",
        HEAD + "{D:Russische} zonder land",
        HEAD + "{D:Russische|} zonder land",
        HEAD + "{R:minister} van niemand",
        HEAD + "{R:minister|a|b|c} van te veel",
        HEAD + "{R:minister [P:Maas]|maas} in elkaar",
        HEAD + "een | streep",
        "language: nl\n\nGeen titel.",
        "title: Geen taal\n\nTekst.",
        "language: nl\nlanguage: nl\ntitle: Twee talen\n\nTekst.",
        "language: nl\ntitle: Onbekende kop\nauthor: Maas\n\nTekst.",
        "language: Nederlands\ntitle: Geen taal\n\nTekst.",
    ],
)
def test_a_file_that_breaks_the_format_is_refused(text: str) -> None:
    with pytest.raises(MarkError, match=r"^bericht: "):
        parse(text, "bericht")
