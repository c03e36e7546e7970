"""What an article points to without naming it: demonyms (Russian, Dutchman) and metonyms (the Kremlin).

A demonym is a form of the knowledge's table that stands where the language writes one: capitalised in Dutch and
English, small in the Nordic and Romance languages, by kind in German. A metonym is a listed seat, street or building
that stands for who sits there (`data/allusions.tsv`). Forms of cities and regions are in `data/demonyms.tsv`. Cost: one
pass over a field's words to see which forms occur; only these are looked up in place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from transforms.entities.knowledge import Knowledge
from transforms.entities.role_phrases import words_in
from transforms.entities.words import Words, words_of
from transforms.model import Allusion, Mention

DEMONYM_CONFIDENCE: Final = 0.97
"""Share of demonyms judged right; docs/roles.md tells on what."""
METONYM_CONFIDENCE: Final = 0.85
MAX_FIELD_CHARS: Final = 100_000
"""What is looked at of one field, as by the recogniser."""

_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_NEXT: Final = re.compile(r"[ \u00a0]?([^\W\d_]+)")
_BEFORE: Final = re.compile(r"([^\W\d_]+)[ \u00a0]\Z")
_BEFORE_CHARS: Final = 24
_CAPITAL: Final = frozenset({"nl", "af", "en", "pcm"})
"""Languages that write words of origin with a capital."""
_NOUN_CAPITAL: Final = frozenset({"de", "lb", "gsw"})
_PEOPLE_CAPITAL: Final = frozenset({"fr"})
_SENTENCE_ENDS: Final = frozenset(".!?…:\n|•·")
_QUOTES: Final = frozenset(" \t\u00a0\"'“”„«»‹›‘’–—-(*")
_ORIGIN: Final = "origin"
"""Kind of the German forms in -er: both the adjective and the people ("Berliner Polizei", "ein Berliner")."""
_NOWHERE: Final = "-"
"""The table's place of forms that look like demonyms and point to no place ("western")."""
_DIRECTIONS: Final = frozenset(
    """north south east west central latin northern southern eastern western equatorial noord zuid oost west midden
    latijns centraal nord süd ost mittel latein nord sør sud øst vest mellom syd öst norr latin nor sur sul sud norte
    est ouest centro afro african native asian""".split()
)
_NOT_WITH_DIRECTION: Final = frozenset({"US", "IE", "SD", "PL", "KR", "KP", "GN", "VN", "YE", "CY"})
"""Countries whose name with a direction before it is another place, where the table does not list the compound: South
American, Northern Irish, South Sudanese, North Pole."""


class Occurrence(NamedTuple):
    """One demonym where it stands."""

    start: int
    end: int
    place_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Form:
    full: str
    prefix: str
    place_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class _View:
    """What one language needs; the keys of the tables are sets of their own, which meet other sets faster. `forms`
    holds, by last word as written, the forms that end in it, longest first; `metonyms` by first word (text, entity
    id), longest first; `places` one-word forms, casefolded, to their place."""

    forms: Mapping[str, tuple[_Form, ...]]
    opening: frozenset[str]
    opening_metonyms: frozenset[str]
    metonyms: Mapping[str, tuple[tuple[str, str], ...]]
    places: Mapping[str, str]
    careful: frozenset[str]
    no_after: frozenset[str]
    speak: frozenset[str]
    words: Words


def find_allusions(
    fields: Mapping[str, str], language: str, mentions: Sequence[Mention], knowledge: Knowledge
) -> list[Allusion]:
    """An article's fields and its mentions → its allusions, in the fields' order and by start; none overlaps a mention
    or another allusion. They point only to what the knowledge holds. Pure; no text raises."""
    view = _view(language, knowledge)
    found: list[Allusion] = []
    for field, text in fields.items():
        if not text:
            continue
        text = text[:MAX_FIELD_CHARS]
        spans = sorted((m.start_char, m.end_char) for m in mentions if m.field == field)
        words = words_in(text)
        hits = [
            Allusion(field, start, end, text[start:end], "metonym", entity_id, METONYM_CONFIDENCE)
            for start, end, entity_id in _metonyms(text, words, view, spans)
        ]
        spans = sorted([*spans, *((a.start_char, a.end_char) for a in hits)])
        hits += [
            Allusion(field, start, end, text[start:end], "demonym", place_id, DEMONYM_CONFIDENCE)
            for start, end, place_id, _ in _demonyms(field, text, words, language, view, spans)
        ]
        found += sorted(hits, key=lambda allusion: allusion.start_char)
    return found


def demonym_places(language: str, knowledge: Knowledge) -> Mapping[str, str]:
    """Casefolded one-word form → the place that it points to, of the language's demonyms."""
    return _view(language, knowledge).places


def _demonyms(
    field: str, text: str, words: frozenset[str], language: str, view: _View, spans: list[tuple[int, int]]
) -> list[Occurrence]:
    found: list[Occurrence] = []
    for word in words & view.opening:
        for at, end in _places(text, word):
            form, start = _longest(text, at, view.forms[word])
            if form is None or _is_taken(start, end, spans):
                continue
            if _is_demonym(field, text, start, end, form, language, view, spans):
                found.append(Occurrence(start, end, form.place_id, form.kind))
    return found


def _longest(text: str, at: int, forms: tuple[_Form, ...]) -> tuple[_Form | None, int]:
    for form in forms:
        start = at - len(form.prefix)
        if not form.prefix or (
            start >= 0
            and text[start:at].casefold().replace("\u00a0", " ") == form.prefix
            and (start == 0 or not text[start - 1].isalnum())
        ):
            return form, start
    return None, at


def _is_demonym(
    field: str,
    text: str,
    start: int,
    end: int,
    form: _Form,
    language: str,
    view: _View,
    spans: list[tuple[int, int]],
) -> bool:
    """Whether a listed form points to its place here, by case, neighbours and the language's traps."""
    before = _BEFORE.search(text, max(0, start - _BEFORE_CHARS), start)
    previous = before.group(1) if before else ""
    is_directed = previous.casefold() in _DIRECTIONS or _is_directed(text, start)
    if is_directed and form.place_id.rpartition(":")[2] in _NOT_WITH_DIRECTION:
        return False
    is_start = _is_start(text, start)
    if form.full in view.careful and (is_start or not previous.islower()):
        return False
    if text[end : end + 1] == "-" and text[end + 1 : end + 2].isupper():
        return language in _CAPITAL and _opens_form(text, end + 1, view)
    following = _NEXT.match(text, end)
    next_word = following.group(1) if following else ""
    key = next_word.casefold()
    is_loose = not next_word or key in view.words.function
    if form.kind == _ORIGIN and previous[:1].isupper() and not is_start and not _is_opener(previous, view):
        return False
    if key in view.no_after or (previous.casefold() in view.speak and is_loose and _is_bare(form, language)):
        return False
    is_named = following is not None and _opens_name(text, following, end, view, spans)
    if language in _CAPITAL:
        is_language = _is_bare(form, language) and language != "en" and is_loose
        return text[start].isupper() and not is_language and (not is_named or (field == "title" and language == "en"))
    if language in _NOUN_CAPITAL:
        return _is_german(text[start].isupper(), is_start, is_named, form, next_word)
    if text[start].islower():
        return True
    if language in _PEOPLE_CAPITAL:
        is_people = previous.islower() or previous.casefold() in view.words.function
        return not is_named and (is_start or is_people or text[start - 1 : start] in ("'", "’"))
    return is_start and not is_named


def _is_opener(word: str, view: _View) -> bool:
    """Whether a capitalised word before a form is no part of a name: an article or another small word, or a title."""
    key = word.casefold()
    return key in view.words.function or _is_title(key, view.words)


def _opens_name(text: str, following: re.Match[str], end: int, view: _View, spans: list[tuple[int, int]]) -> bool:
    """Whether a name that no mention covers seems to go on behind the form ("British Airways")."""
    start = following.start(1)
    if start == end or not text[start].isupper() or _is_title(following.group(1).casefold(), view.words):
        return False
    return not (_is_taken(start, following.end(1), spans) or _opens_form(text, start, view))


def _is_german(is_capital: bool, is_start: bool, is_named: bool, form: _Form, next_word: str) -> bool:
    """Whether a form is one where nouns are capitalised: people with a capital, adjectives small within a sentence."""
    if form.kind == _ORIGIN:
        return is_capital
    if form.kind == "people":
        return is_capital and (is_start or not (is_named and form.full.endswith(("e", "er", "en"))))
    return not is_capital or (not _is_bare(form, "de") and (is_start or not next_word[:1].isupper()))


def _is_bare(form: _Form, language: str) -> bool:
    """Whether the form is also the name of a language."""
    if form.kind != "adjective":
        return False
    if language in ("nl", "af"):
        return not form.full.endswith("e")
    if language in _NOUN_CAPITAL:
        return form.full.endswith(("sch", "deutsch"))
    if language in ("nb", "nn", "da", "no"):
        return form.full.endswith("sk")
    return True


def _is_title(key: str, words: Words) -> bool:
    return key in words.modifier or words.is_title(key)


def _opens_form(text: str, at: int, view: _View) -> bool:
    following = _WORD.match(text, at)
    return following is not None and following.group() in view.forms


def _is_directed(text: str, start: int) -> bool:
    """Whether a direction and a hyphen stand before ("Zuid-Amerikaanse")."""
    if text[start - 1 : start] != "-":
        return False
    before = re.search(r"([^\W\d_]+)-\Z", text[max(0, start - _BEFORE_CHARS) : start])
    return before is not None and before.group(1).casefold() in _DIRECTIONS


def _is_start(text: str, start: int) -> bool:
    """Whether a capital is due here anyway."""
    at = start - 1
    while at >= 0 and text[at] in _QUOTES:
        at -= 1
    return at < 0 or text[at] in _SENTENCE_ENDS


def _metonyms(
    text: str, words: frozenset[str], view: _View, spans: list[tuple[int, int]]
) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for word in sorted(words & view.opening_metonyms):
        for form, entity_id in view.metonyms[word]:
            for start, end in _places(text, form):
                following = _NEXT.match(text, end)
                is_longer = (
                    following is not None and following.start(1) == end + 1 and following.group(1)[:1].isupper()
                ) or text[end : end + 1] == "-"
                if is_longer or _is_taken(start, end, spans):
                    continue
                if not any(start < other_end and other < end for other, other_end, _ in found):
                    found.append((start, end, entity_id))
    return found


def _places(text: str, form: str) -> Iterable[tuple[int, int]]:
    """Where a form stands as whole words."""
    at = text.find(form)
    while at >= 0:
        end = at + len(form)
        if not (at and (text[at - 1].isalnum() or text[at - 1] == "_")) and not text[end : end + 1].isalnum():
            yield at, end
        at = text.find(form, end)


def _is_taken(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a stretch overlaps one of the sorted spans, which do not overlap each other."""
    index = bisect_right(spans, (start, end))
    return (index > 0 and spans[index - 1][1] > start) or (index < len(spans) and spans[index][0] < end)


_VIEWS: Final[dict[tuple[int, str], tuple[Knowledge, _View]]] = {}
_MOST_VIEWS: Final = 200


def _view(language: str, knowledge: Knowledge) -> _View:
    """The language's view of a knowledge, made once; kept with the knowledge, so that its address is not used again."""
    key = (id(knowledge), language)
    held = _VIEWS.get(key)
    if held is None:
        if len(_VIEWS) >= _MOST_VIEWS:
            _VIEWS.clear()
        held = _VIEWS[key] = (knowledge, _make_view(language, knowledge))
    return held[1]


def _make_view(language: str, knowledge: Knowledge) -> _View:
    lists = {kind: _listed(kind, language) for kind in ("never", "careful", "no_after", "speak")}
    forms: dict[str, list[_Form]] = {}
    if language not in ("", "und"):
        for full in knowledge.demonyms:
            row = knowledge.demonym(full, language)
            if row is None or row.place_id == _NOWHERE or full in lists["never"] or len(full) < 3:
                continue
            if knowledge.entity(row.place_id) is None:
                continue
            _add_form(forms, full, row.place_id, row.kind)
    for kind, languages, place_id, texts in _rows("demonyms.tsv"):
        if language in languages and knowledge.entity(place_id) is not None:
            for full in texts:
                _add_form(forms, full, place_id, kind)
    metonyms: dict[str, list[tuple[str, str]]] = {}
    for kind, languages, entity_id, texts in _rows():
        if kind == "metonym" and ("*" in languages or language in languages) and knowledge.entity(entity_id):
            for text in texts:
                first = _WORD.search(text)
                if first is not None:
                    metonyms.setdefault(first.group(), []).append((text, entity_id))
    return _View(
        forms={key: tuple(sorted(listed, key=lambda f: (-len(f.full), f.full))) for key, listed in forms.items()},
        opening=frozenset(forms),
        opening_metonyms=frozenset(metonyms),
        metonyms={key: tuple(sorted(listed, key=lambda m: (-len(m[0]), m[0]))) for key, listed in metonyms.items()},
        places={form.full: form.place_id for listed in forms.values() for form in listed if not form.prefix},
        careful=lists["careful"],
        no_after=lists["no_after"],
        speak=lists["speak"],
        words=words_of(language),
    )


def _add_form(forms: dict[str, list[_Form]], full: str, place_id: str, kind: str) -> None:
    last = re.split(r"[- ]", full)[-1]
    form = _Form(full, full[: len(full) - len(last)], place_id, kind)
    for written in {last, last.capitalize(), last.upper()}:
        forms.setdefault(written, []).append(form)


def _listed(kind: str, language: str) -> frozenset[str]:
    return frozenset(
        word
        for row_kind, languages, _, listed in _rows()
        if row_kind == kind and language in languages
        for word in listed
    )


@cache
def _rows(name: str = "allusions.tsv") -> tuple[tuple[str, frozenset[str], str, tuple[str, ...]], ...]:
    rows = []
    text = (files("transforms.entities.data") / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            kind, languages, *rest = line.split("\t")
            entity_id = rest[0] if len(rest) > 1 else ""
            rows.append((kind, frozenset(languages.split(",")), entity_id, tuple(rest[-1].split("|"))))
    return tuple(rows)
