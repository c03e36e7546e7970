"""An article's fields and names → its quotations."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from transforms.model import Annotations, Mention, Quotation, Role
from transforms.quotes.attribute import attributions
from transforms.quotes.items import Paragraph, Scene, paragraph_of
from transforms.quotes.lexicon import Lexicon, lexicon_of
from transforms.quotes.marks import marked_stretches, paragraphs_of
from transforms.quotes.speech import Piece, spoken
from transforms.quotes.whom import people_of
from transforms.quotes.speakers import named_speakers


def find_quotations(fields: Mapping[str, str], language: str, named: Annotations) -> tuple[Quotation, ...]:
    """Quotations in the order of the fields and by start; no two of the same place. Pure; no text raises."""
    lexicon = lexicon_of(language)
    labels = {e.entity_id: e.label for e in named.entities}
    found: list[Quotation] = []
    for field, text in fields.items():
        if text:
            mentions = [m for m in named.mentions if m.field == field]
            roles = [r for r in named.roles if r.field == field]
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
    if not stretches:
        return []
    scene = Scene(
        text,
        lexicon.language,
        lexicon,
        mentions,
        roles,
        stretches,
        {r.mention_start_char: r for r in roles if r.mention_start_char is not None},
        {m.start_char: i for i, m in enumerate(mentions)},
    )
    pieces: list[Piece] = []
    mention_starts = [m.start_char for m in mentions]
    role_starts = [r.start_char for r in roles]
    by_paragraph: dict[int, list[int]] = {}
    for i, stretch in enumerate(stretches):
        if stretch.depth == 0:
            by_paragraph.setdefault(stretch.paragraph, []).append(i)
    read: dict[int, Paragraph] = {}
    for number in sorted(by_paragraph):
        start, end = places[number]
        paragraph = paragraph_of(
            scene,
            number,
            start,
            end,
            (bisect_left(mention_starts, start), bisect_left(mention_starts, end)),
            (bisect_left(role_starts, start), bisect_left(role_starts, end)),
            by_paragraph[number],
        )
        read[number] = paragraph
        told = attributions(scene, paragraph)
        pieces += spoken(scene, paragraph, told, field == "title")
    people = people_of(scene, labels, offices)
    return named_speakers(field, scene, people, pieces, read, places)
