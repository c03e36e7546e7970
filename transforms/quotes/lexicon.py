"""What a language says of speech: its cue file, made ready for search. data/README.md explains the kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

KINDS: Final = frozenset(
    """say bare utter cites said have by after that he she him her it they who prep and the a person_m person_f person
    body stands mister miss called elision never""".split()
)
CUES: Final = ("say", "utter", "cites", "said", "by", "after")
VERBS: Final = frozenset({"say", "utter", "cites", "said"})
_KIN: Final[Mapping[str, str]] = {"no": "nb", "af": "nl", "lb": "de", "gsw": "de"}
"""Languages without a file that read another's."""
_VERB_SECOND: Final = frozenset("nl de nb nn da sv no af lb gsw is fo fy".split())
_DASHES: Final = frozenset(
    "nb nn da sv fr es pt it ca gl ro pl cs sk ru uk be bg hr sr bs sl mk hu fi et lv lt tr el no".split()
)
_NOUN_CAPITALS: Final = frozenset("de lb gsw".split())
_BARE_NOUNS: Final = frozenset("pl cs sk ru uk be".split())
_SPLITS_HYPHENS: Final = frozenset("fr pt".split())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words, in small letters. A language without a file has none, and ``has_cues`` is false.

    ``cues`` holds for the first word of every cue its phrases (longest first, as tuples of words) with their kinds, and
    phrases that look like cues and are none (``never``); ``first`` is their first words, for a quick look at a text.
    ``words`` maps a kind to its words. ``stands`` maps a noun to the offices that it may stand for. ``articles`` are
    the words of ``the`` and ``a``. ``reports`` are first words of cues that report with a word such as "that",
    ``reports_alone`` those that need none. ``is_verb_second``: in a main clause the subject may follow the verb.
    ``has_dashes``: a dash at the start of a paragraph opens speech.
    """

    language: str
    cues: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    first: frozenset[str]
    words: Mapping[str, frozenset[str]]
    stands: Mapping[str, tuple[str, ...]]
    articles: frozenset[str]
    reports: frozenset[str]
    reports_alone: frozenset[str]
    is_verb_second: bool
    has_dashes: bool
    has_noun_capitals: bool
    has_bare_nouns: bool
    splits_hyphens: bool

    @property
    def has_cues(self) -> bool:
        """Whether the language has a file."""
        return bool(self.first)

    def of(self, kind: str) -> frozenset[str]:
        """Single words and phrases of a kind; empty where the file has none."""
        return self.words.get(kind, frozenset())


@cache
def lexicon_of(language: str) -> Lexicon:
    """The lexicon of a BCP 47 language; its region and script do not matter. Raises ValueError on a damaged file."""
    base = language.split("-")[0].lower()
    entry = files("transforms.quotes.data") / f"{_KIN.get(base, base)}.tsv"
    text = entry.read_text(encoding="utf-8") if base.isalpha() and entry.is_file() else ""
    return _lexicon(base, text)


def _lexicon(language: str, text: str) -> Lexicon:
    words: dict[str, set[str]] = {}
    stands: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        kind, _, listed = line.partition("\t")
        listed = listed.partition("\t")[0]
        if kind not in KINDS or not listed:
            raise ValueError(f"{language}.tsv, line {number}: no such kind, or no words: {kind!r}")
        if kind == "stands":
            noun, _, offices = listed.partition("=")
            stands[noun.strip()] = (*stands.get(noun.strip(), ()), *(o.strip() for o in offices.split(",")))
            continue
        words.setdefault(kind, set()).update(w.strip() for w in listed.split("|") if w.strip())
    cues: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for kind in (*CUES, "never"):
        for phrase in words.get(kind, ()):
            parts = tuple(phrase.replace("'", "’").split())
            cues.setdefault(parts[0], []).append((parts, kind))
    order = {kind: rank for rank, kind in enumerate(("never", *CUES))}
    ready = {
        first: tuple(sorted(phrases, key=lambda p: (-len(p[0]), order[p[1]], p[0]))) for first, phrases in cues.items()
    }
    return Lexicon(
        language,
        ready,
        frozenset(ready),
        {kind: frozenset(listed) for kind, listed in words.items()},
        stands,
        frozenset(words.get("the", set()) | words.get("a", set())),
        frozenset(p.split()[0] for kind in ("say", "said") for p in words.get(kind, ())),
        frozenset(p.split()[0] for kind in ("bare", "by") for p in words.get(kind, ())),
        language in _VERB_SECOND,
        language in _DASHES,
        language in _NOUN_CAPITALS,
        language in _BARE_NOUNS,
        language in _SPLITS_HYPHENS,
    )
