"""What a language calls its offices, titles and functions, made ready for `roles`: heads and the words around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

from transforms.entities.words import words_of

_KIN: Final[Mapping[str, str]] = {"no": "nb", "af": "nl", "lb": "de", "gsw": "de", "ca": "es", "gl": "es", "be": "ru"}
_GLUES_DETERMINERS: Final = frozenset("nb nn da no sv".split())
_LEAST_SUFFIXED: Final = 8
"""Letters of a word that is a head by its ending, as in words.Words.is_title."""
_MEMBER: Final = ("'er", "’er")
_LEAST_AGENT: Final = 5
"""Letters of a word that is a role beside a name by its ending: shorter ones are other words more often than trades."""
_NOUN_CAPITALS: Final = frozenset({"de"})
_NEVER_AGENT: Final = (
    "mutter",
    "vater",
    "bruder",
    "schwester",
    "tochter",
    "father",
    "mother",
    "brother",
    "sister",
    "moeder",
    "mente",
    "jähriger",
    "jährige",
)
_INFLECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "de": ("s", "es", "n", "en", "nen"),
    "nl": ("s", "en", "n"),
    "en": ("s",),
    "fr": ("s",),
    "nb": ("ene", "ne", "er"),
    "nn": ("ane", "ene"),
    "da": ("ne", "ene", "n", "en"),
    "sv": ("na",),
    "es": ("s", "es"),
    "pt": ("s", "es"),
}
"""Endings of heads in the plural, or in the cases of German."""


@dataclass(frozen=True, slots=True)
class RoleWords:
    """The lists of one language, casefolded. A language without lists has no heads.

    `has_bare_complements`: what a head is a head of follows in the genitive, without a preposition. `has_glued_article`
    : the article is an ending of the noun.
    """

    language: str
    head: frozenset[str]
    suffix: tuple[str, ...]
    capital: frozenset[str]
    spokes: frozenset[str]
    office: frozenset[str]
    modifier: frozenset[str]
    postmodifier: frozenset[str]
    of: frozenset[str]
    article: frozenset[str]
    adverb: frozenset[str]
    copula: frozenset[str]
    conjunction: frozenset[str]
    portfolio: frozenset[str]
    has_bare_complements: bool
    has_glued_article: bool
    professor: frozenset[str]
    compound: frozenset[str]
    served: frozenset[str]
    towards: frozenset[str]
    state: frozenset[str]
    not_head: frozenset[str]
    agent: tuple[str, ...]
    not_agent: frozenset[str]
    abbreviation: frozenset[str]
    adjective: tuple[str, ...]
    bound: frozenset[str]
    opener: frozenset[str]

    def is_head(self, word: str) -> bool:
        """Whether a casefolded word, alone or as the last part of a hyphened one, is an office, title or function."""
        if word in self.head:
            return True
        if len(word) >= _LEAST_SUFFIXED and word.endswith(self.suffix) and not word.endswith(_MEMBER):
            return word not in self.not_head
        return False

    def is_agent(self, word: str) -> bool:
        """Whether a word as written seems to say what somebody does ("akkerbouwer", "Geigerin"), or is an inflected
        head ("advokatene", "Ingenieurs"): a role only right beside a name."""
        key = word.casefold()
        if key in self.not_agent or key in self.not_head or (self.language in _NOUN_CAPITALS and word == key):
            return False
        if any(key.endswith(end) and key[: -len(end)] in self.head for end in _INFLECTIONS.get(self.language, ())):
            return True
        if len(key) < _LEAST_AGENT or key in self.agent or key.endswith(_NEVER_AGENT):
            return False
        return key.endswith(self.agent)

    def is_spokes(self, word: str) -> bool:
        """Whether a casefolded head, or its last part, is somebody who speaks for others."""
        return word in self.spokes or word.rpartition("-")[2] in self.spokes

    def is_of_state(self, word: str) -> bool:
        """Whether a casefolded head is a post of a country or town, so that a place beside it is whose."""
        last = word.rpartition("-")[2]
        return last in self.office or last in self.state or last.endswith(_STATE_ENDINGS)

    def is_post(self, word: str) -> bool:
        """Whether a casefolded head may stand without a name."""
        return self.is_spokes(word) or word in self.office or word.rpartition("-")[2] in self.office


@cache
def role_words(language: str) -> RoleWords:
    """The lists of a BCP 47 language; empty ones where it has none."""
    language = _KIN.get(language, language)
    names = words_of(language)
    listed = {kind: _listed(kind, language) for kind in _KINDS}
    is_known = bool(listed["head"] or listed["not_head"])
    english = _listed("head", "en") & _EVERYWHERE
    not_head = listed["not_head"]
    own = _own_titles(language)
    return RoleWords(
        language=language,
        head=((own | listed["head"] | english) - not_head) if is_known else frozenset(),
        suffix=tuple(s for s in names.title_suffix if s not in _NO_SUFFIX and s not in not_head) if is_known else (),
        capital=listed["capital"],
        spokes=listed["spokes"],
        office=listed["office"],
        modifier=(listed["mod"] | (names.modifier if language == "en" else frozenset())) - _NO_MODIFIER,
        postmodifier=listed["postmod"],
        of=listed["of"],
        article=listed["article"],
        adverb=listed["adverb"],
        copula=listed["copula"],
        conjunction=listed["and"],
        portfolio=listed["bare"] or (names.portfolio | listed["portfolio"]),
        has_bare_complements=bool(listed["bare"]),
        has_glued_article=language in _GLUES_DETERMINERS,
        professor=listed["professor"],
        compound=listed["compound"],
        served=listed["served"],
        towards=listed["towards"],
        state=listed["state"],
        not_head=not_head,
        agent=tuple(sorted(listed["agent"])),
        not_agent=listed["not_agent"],
        abbreviation=listed["abbr"],
        adjective=tuple(sorted(listed["adjective"])),
        bound=listed["bound"],
        opener=frozenset(word.rpartition("-")[2] for word in own | listed["head"] if "-" in word) - not_head,
    )


@dataclass(slots=True)
class _Asked:
    """Words that were asked for before: the same few ten thousand make up most articles of a language."""

    heads: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)


_ASKED: Final[dict[str, _Asked]] = {}
_MOST_ASKED: Final = 200_000


def heads_among(language: str, found: frozenset[str]) -> frozenset[str]:
    """Those of some words, as written, that may open a role: heads, last parts of hyphened ones, agents."""
    asked = _ASKED.setdefault(language, _Asked())
    if len(asked.known) > _MOST_ASKED:
        asked.known = set(asked.heads)
    fresh = found - asked.known
    if fresh:
        words = role_words(language)
        heads = {
            word
            for word in fresh
            if words.is_head(word.casefold()) or word.casefold() in words.opener or words.is_agent(word)
        }
        asked.heads |= heads
        asked.known |= fresh
    return found & asked.heads


def _own_titles(language: str) -> frozenset[str]:
    return frozenset(
        word
        for kind, languages, listed in _name_rows()
        if kind == "title" and language in languages.split(",")
        for word in listed.split("|")
    )


_KINDS: Final = """head not_head capital spokes office mod postmod of article adverb copula and portfolio bare professor
    compound served towards agent not_agent abbr adjective bound state""".split()
_STATE_ENDINGS: Final = (
    *("minister", "ministeren", "ministaren", "ministern", "ministerin", "president", "presidenten", "presidente"),
    *(
        "präsident",
        "präsidentin",
        "präsidenten",
        "ministers",
        "kanzlers",
        "premier",
        "ministre",
        "ministro",
        "ministra",
        "kanzler",
        "kanzlerin",
        "burgemeester",
    ),
    *("bürgermeister", "bürgermeisterin", "ordfører", "ordføreren", "borgmester", "borgmästare", "botschafter"),
)
_EVERYWHERE: Final = frozenset({"ceo", "cfo", "coo", "cto"})
_NO_SUFFIX: Final = frozenset(
    {
        "'er",
        "’er",
        "ster",
        "star",
        "lid",
        "master",
        "stjerne",
        "stjernen",
        "stjärna",
        "råd",
        "råden",
        "medlem",
        "medlemmet",
        "baas",
    }
)
"""Endings that open too many other words, and members, who hold no office."""
_NO_MODIFIER: Final = frozenset(
    {
        "norske",
        "norsk",
        "russiske",
        "republican",
        "democratic",
        "democrat",
        "conservative",
        "labor",
        "us",
        "uk",
        "eu",
        "un",
        "nato",
        "democrats",
        "then",
    }
)


def _listed(kind: str, language: str) -> frozenset[str]:
    return frozenset(
        w
        for k, languages, listed in _rows()
        if k == kind and language in languages.split(",")
        for w in listed.split("|")
    )


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    return _read("roles.tsv")


@cache
def _name_rows() -> tuple[tuple[str, str, str], ...]:
    return _read("words.tsv")


def _read(name: str) -> tuple[tuple[str, str, str], ...]:
    rows = []
    for line in (files("transforms.entities.data") / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, languages, listed = line.split("\t")
            rows.append((kind, languages, listed))
    return tuple(rows)
