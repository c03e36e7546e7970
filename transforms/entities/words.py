"""What the name rules know of each language: titles, speech verbs, heads of organisations and places, words that are
no name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from transforms.language_data.lists import function_words

_KINDS: Final = """title title_suffix modifier said by org_before org_head org_suffix of loc_head loc_suffix loc_before
    loc_prep never org_tail portfolio""".split()
_GENITIVE: Final = frozenset({"nb", "nn", "da", "sv", "de", "nl", "is", "fo", "lb", "fy"})
# "PvdA'er": a member of what stands before.
_MEMBER: Final = ("'er", "’er")
_ADJECTIVE_CAPITALS: Final = frozenset({"nl", "af"})
_CASE_ENDINGS: Final = frozenset("ru uk be bg mk sr pl cs sk hr sl fi et lt lv hu tr".split())
_NOUN_CAPITALS: Final = frozenset({"de", "lb", "gsw"})


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of one language; casefolded words. A language without lists has empty ones, and then only what is known
    and what a given name opens counts.

    `has_noun_capitals`: nouns are capitalised, so a capital proves nothing. `has_genitive`: an -s is put behind names.
    `has_adjective_capitals`: words of origin are capitalised before any noun. `has_case_endings`: a title may be
    followed by what it is a title of, with no word between ("президент Грузии"), so only a given name shows where the
    person starts.
    """

    language: str
    title: frozenset[str]
    title_suffix: tuple[str, ...]
    modifier: frozenset[str]
    said: frozenset[str]
    by: frozenset[str]
    org_before: frozenset[str]
    org_head: frozenset[str]
    org_suffix: tuple[str, ...]
    of: frozenset[str]
    loc_head: frozenset[str]
    loc_suffix: tuple[str, ...]
    loc_before: frozenset[str]
    loc_prep: frozenset[str]
    never: frozenset[str]
    org_tail: frozenset[str]
    portfolio: frozenset[str]
    function: frozenset[str]
    has_noun_capitals: bool
    has_genitive: bool
    has_adjective_capitals: bool
    has_case_endings: bool

    def is_title(self, word: str) -> bool:
        """Whether a casefolded word is an office, rank, trade or kin that stands before a person's name."""
        return word in self.title or (len(word) > 7 and word.endswith(self.title_suffix)) or word.endswith(_MEMBER)

    def is_org_head(self, word: str) -> bool:
        """Whether a casefolded word inside a name says that an organisation is named."""
        return word in self.org_head or (len(word) > 6 and word.endswith(self.org_suffix))

    def is_no_name(self, word: str) -> bool:
        """Whether a casefolded word is never a name by itself."""
        return word in self.never or word in self.function


@cache
def words_of(language: str) -> Words:
    """The lists of a BCP 47 language; English titles and heads hold everywhere, because they are quoted everywhere."""
    found = {kind: set[str]() for kind in _KINDS}
    for kind, languages, listed in _rows():
        if kind in found and (language in languages.split(",") or languages == "*"):
            found[kind].update(listed.split("|"))
    if language != "en":
        english = words_of("en")
        if found["title"]:
            found["title"] |= english.title
            found["modifier"] |= english.modifier
        found["org_head"] |= english.org_head
        found["of"] |= {"of", "for"}
        found["never"] |= _MONTHS_AND_DAYS & english.never
    return Words(
        language=language,
        title_suffix=tuple(sorted(found.pop("title_suffix"))),
        org_suffix=tuple(sorted(found.pop("org_suffix"))),
        loc_suffix=tuple(sorted(found.pop("loc_suffix"))),
        function=function_words(language) | _ARTICLES,
        has_noun_capitals=language in _NOUN_CAPITALS,
        has_genitive=language in _GENITIVE,
        has_adjective_capitals=language in _ADJECTIVE_CAPITALS,
        has_case_endings=language in _CASE_ENDINGS,
        **{kind: frozenset(listed) for kind, listed in found.items()},
    )


@cache
def given_names() -> frozenset[str]:
    """Given names, as written with a capital."""
    return _plain("given_names.txt")


@cache
def surnames() -> frozenset[str]:
    """Common surnames, as written with a capital."""
    return _plain("surnames.txt")


@cache
def particles() -> frozenset[str]:
    """Small words inside people's names (van, der, bin), casefolded."""
    return frozenset(w for kind, _, listed in _rows() if kind == "particle" for w in listed.split("|"))


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    rows = []
    for line in _text("words.tsv").splitlines():
        if line and not line.startswith("#"):
            kind, languages, listed = line.split("\t")
            rows.append((kind, languages, listed))
    return tuple(rows)


def _plain(name: str) -> frozenset[str]:
    return frozenset(w for line in _text(name).splitlines() if not line.startswith("#") for w in line.split())


def _text(name: str) -> str:
    return (files("transforms.entities.data") / name).read_text(encoding="utf-8")


_ARTICLES: Final = frozenset(w for kind, _, listed in _rows() if kind == "article" for w in listed.split("|"))
_MONTHS_AND_DAYS: Final = frozenset(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday internet covid covid-19 brexit tv dna god""".split()
)
