"""An article's fields and names → its quotations."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from transforms.model import Annotations, Mention, Quotation, Role
from transforms.quotes.attribute import attributions
from transforms.quotes.dashes import dashed_stretches
from transforms.quotes.indirect import Reported, reported
from transforms.quotes.items import QUOTED, Paragraph, Scene, lowered, paragraph_of, units_of
from transforms.quotes.lexicon import Lexicon, lexicon_of
from transforms.quotes.marks import Marked, marked_stretches, nested, paragraphs_of
from transforms.quotes.speakers import named_speakers
from transforms.quotes.speech import Piece, spoken
from transforms.quotes.turns import turns_of
from transforms.quotes.whom import people_of
from transforms.quotes.worth import worth_reading

_MOST_TERM_CHARS: Final = 80


def find_quotations(fields: Mapping[str, str], language: str, named: Annotations) -> tuple[Quotation, ...]:
    """Quotations in the order of the fields and by start; no two of the same place. Pure; no text raises.

    Direct ones are what stands between quotation marks, behind dashes or as a turn of an interview, without the
    marks; a stretch that its speaker or a new paragraph breaks is several. Indirect ones are clauses with a cue of
    speech; marked words in them are quotations of their own. Only the first 200,000 characters of a field are read.
    """
    lexicon = lexicon_of(language)
    labels = {e.entity_id: e.label for e in named.entities}
    found: list[Quotation] = []
    for field, text in fields.items():
        if text:
            mentions = sorted((m for m in named.mentions if m.field == field), key=lambda m: m.start_char)
            roles = sorted((r for r in named.roles if r.field == field), key=lambda r: r.start_char)
            found += _in_field(field, text, lexicon, mentions, roles, named.roles, labels)
    return tuple(found)


def _in_field(
    field: str,
    text: str,
    lexicon: Lexicon,
    mentions: Sequence[Mention],
    roles: Sequence[Role],
    offices: Sequence[Role],
    labels: Mapping[str, str],
) -> list[Quotation]:
    places = paragraphs_of(text)
    stretches = marked_stretches(text, places, lexicon.of("elision"))
    dashed = dashed_stretches(text, places, lexicon)
    if dashed:
        stretches = nested([replace(s, depth=0) for s in stretches] + dashed)
    outermost: dict[int, list[int]] = {}
    for i, stretch in enumerate(stretches):
        if stretch.depth == 0:
            outermost.setdefault(stretch.paragraph, []).append(i)
    mention_at = {m.start_char: i for i, m in enumerate(mentions)}
    turns = turns_of(text, places, mentions, mention_at) if field == "body" else []
    scene = Scene(
        text,
        lowered(text),
        lexicon.language,
        lexicon,
        mentions,
        roles,
        stretches,
        mention_at,
        _repeated(text, stretches),
    )
    read: dict[int, Paragraph] = {}
    pieces: list[Piece] = []
    told: list[Reported] = []
    mention_starts = [m.start_char for m in mentions]
    role_starts = [r.start_char for r in roles]
    spoken_turns = {t.paragraph for t in turns}
    for number, (start, end) in enumerate(places):
        if number in spoken_turns:
            continue
        units = units_of(
            scene,
            (bisect_left(mention_starts, start), bisect_left(mention_starts, end)),
            (bisect_left(role_starts, start), bisect_left(role_starts, end)),
            outermost.get(number, ()),
        )
        marked = [(u[0], u[1]) for u in units if u[2] == QUOTED] if number in outermost else []
        parts = worth_reading(scene, start, end, marked, units)
        if not parts:
            continue
        paragraph = paragraph_of(scene, number, start, end, parts, units)
        read[number] = paragraph
        if number in outermost:
            pieces += spoken(scene, paragraph, attributions(scene, paragraph), field == "title")
        told += reported(scene, paragraph)
    if not (pieces or told or turns):
        return []
    people = people_of(scene, labels, offices)
    return named_speakers(field, scene, people, pieces, told, turns, read)


def _repeated(text: str, stretches: Sequence[Marked]) -> frozenset[str]:
    """Words that are marked more than once, without the punctuation at their ends."""
    seen = Counter(text[s.start : s.end].strip(".,!?").lower() for s in stretches if s.end - s.start < _MOST_TERM_CHARS)
    return frozenset(words for words, count in seen.items() if count > 1)
