"""The tables of ``data/``: lists of words that a linguist can edit, read once a process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from transforms.contracts.columns import CITATION_KINDS

TOKEN: Final = re.compile(r"\w+['’](?=\w|$)|\w(?:[\w.-]*\w)?|[^\w\s]")
"""A word (``l'`` and ``dell'`` are words, and so is ``U.S``) or one mark."""

_WORD: Final = re.compile(r"\w+")

LANGUAGE_FILES: Final = {"nb": "no", "nn": "no", "no": "no"} | {
    code: code for code in ("cs", "da", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "sv", "uk")
}
"""Language → its file of cues. The two Norwegian languages share one: each list holds the forms of both."""

USES: Final = (
    *("according_to", "report_before", "report_after", "weak_after", "told", "told_to", "said", "credit"),
    *("article", "medium", "site", "source", "link", "joiner", "pronoun", "preposition", "itself"),
)
COMMON_ARTICLES: Final = frozenset("the de den der le el o il".split())
"""One article of each language that has any."""
_WORD_SETS: Final = USES[USES.index("told") : USES.index("itself")]
_TELLING_USES: Final = ("according_to", "report_before", "report_after", "weak_after", "told", "said", "credit")
_KIND_OF_USE: Final = {"according_to": "according_to", "report_before": "report", "told": "told", "credit": "credit"}


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of one language that make a medium's name a credit; see docs/credits.md for what each list is for.

    ``before`` maps phrases that stand before the name to a citation's kind; ``after`` and ``weak_after`` match what
    follows it. ``medium_written`` is ``medium`` with and without capitals; a text without one of the words of
    ``telling`` credits nobody.
    """

    before: dict[str, str]
    most_words: int
    after: re.Pattern[str]
    weak_after: re.Pattern[str]
    itself: re.Pattern[str]
    told: frozenset[str]
    told_to: frozenset[str]
    said: frozenset[str]
    credit: frozenset[str]
    article: frozenset[str]
    medium: frozenset[str]
    site: frozenset[str]
    source: frozenset[str]
    link: frozenset[str]
    joiner: frozenset[str]
    pronoun: frozenset[str]
    preposition: frozenset[str]
    medium_written: frozenset[str]
    telling: frozenset[str]

    @property
    def has_articles(self) -> bool:
        """Whether nouns of the language have articles."""
        return bool(self.article & COMMON_ARTICLES)


def rows(name: str) -> Iterator[list[str]]:
    """The rows of one table: cells parted by tabs; empty lines and such as begin with ``#`` and a blank are remarks."""
    text = files("transforms.credits").joinpath("data", *name.split("/")).read_text("utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("# "):
            yield [cell.strip() for cell in line.split("\t")]


def words_in(text: str) -> list[str]:
    """The text's words and marks in small letters, with straight apostrophes."""
    return [word.replace("’", "'") for word in TOKEN.findall(text.lower())]


@cache
def cues_of(language: str) -> Cues | None:
    """The cues of a language, None where there is no file of them."""
    name = LANGUAGE_FILES.get(language)
    return read_cues(rows(f"cues/{name}.tsv")) if name else None


def read_cues(table: Iterator[list[str]]) -> Cues:
    """Rows of a table of cues → cues. Raises ValueError where a use is unknown, a row is torn or a phrase stands twice
    in one list."""
    lists: dict[str, list[str]] = {use: [] for use in USES}
    for cells in table:
        if len(cells) != 2 or cells[0] not in lists:
            raise ValueError(f"no row of cues: {cells}")
        lists[cells[0]] += [" ".join(words_in(phrase)) for phrase in cells[1].split(",") if phrase.strip()]
    for use, phrases in lists.items():
        twice = {phrase for phrase in phrases if phrases.count(phrase) > 1}
        if twice:
            raise ValueError(f"twice in {use}: {', '.join(sorted(twice))}")
    before: dict[str, str] = {}
    for use, kind in _KIND_OF_USE.items():
        assert kind in CITATION_KINDS
        for phrase in lists[use]:
            before.setdefault(phrase, kind)
    most_words = max((len(phrase.split()) for phrase in before), default=0)
    sets = {use: frozenset(lists[use]) for use in _WORD_SETS}
    written = _written(lists["medium"])
    telling = _written([_longest_word(phrase) for use in _TELLING_USES for phrase in lists[use]])
    after, weak_after = _following(lists["report_after"]), _following(lists["weak_after"])
    itself = _following(lists["itself"])
    return Cues(before, most_words, after, weak_after, itself, **sets, medium_written=written, telling=telling)


def _written(words: list[str]) -> frozenset[str]:
    return frozenset(form for word in words for form in (word, word.capitalize(), word.upper()))


def _longest_word(phrase: str) -> str:
    return max((match.group() for match in _WORD.finditer(phrase)), key=len)


def _following(phrases: list[str]) -> re.Pattern[str]:
    """What stands right behind a name: closing quotation marks, then one of the phrases. A capital would go on with
    the name: ``BBC Broadcast``."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    choices = "|".join(re.escape(phrase).replace(r"\ ", r"\s+").replace("'", "['’]") for phrase in ordered)
    return re.compile(rf"[»”“\"’'›)]{{0,2}}\s{{1,3}}({choices or '(?!)'})\b")
