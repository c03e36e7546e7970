"""Paragraphs that are all speech and name nobody → whoever was heard or named right before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from transforms.quotes.heads import PERSON, Head
from transforms.quotes.items import Paragraph, Scene
from transforms.quotes.speech import Piece
from transforms.quotes.sure import surety
from transforms.quotes.whom import SURE

_MOST_BETWEEN: Final = 3
"""Paragraphs from the one that was heard to the one that is given to the same person."""
_LEAST_WORDS: Final = 4


@dataclass(slots=True)
class Voice:
    """Whose words they are: the words that name them, whom these mean, how sure both are, and how it was found."""

    head: Head
    entity_id: str | None
    linked: float
    sure: float
    how: str
    cue: str | None


def carried_on(
    scene: Scene,
    index: int,
    pieces: Sequence[Piece],
    voices: Sequence[Voice | None],
    read: Mapping[int, Paragraph],
) -> Voice | None:
    """The speaker of a paragraph that is all speech, where nobody else can be meant: the one whom the writer's own
    words since the last quotation name, or, if these name nobody, the only one who has spoken so far."""
    piece = pieces[index]
    text = scene.text
    if not (piece.is_alone and piece.is_first) or text[piece.end - 1] == "?":
        return None
    if len(text[piece.start : piece.end].split()) < _LEAST_WORDS:
        return None
    prior = pieces[index - 1] if index else None
    since = prior.end if prior is not None else 0
    first = bisect_left(scene.mentions, since, key=lambda m: m.start_char)
    last = bisect_left(scene.mentions, piece.start, key=lambda m: m.start_char)
    named = [m for m in scene.mentions[first:last] if m.entity_type == PERSON]
    entities = {m.entity_id for m in named}
    before = voices[index - 1] if index else None
    if len(entities) > 1:
        return None
    heard = {v.entity_id for v in voices[:index] if v is not None}
    gap = piece.paragraph - prior.paragraph if prior is not None else 0
    if not entities:
        if before is None or gap > _MOST_BETWEEN or before.entity_id is None or heard != {before.entity_id}:
            return None
        return _again(before, "only_speaker")
    mention = named[-1]
    is_right_before = "\n" not in text[mention.end_char : piece.start].strip(' \n–—-“”„«»"')
    if before is not None and before.entity_id == mention.entity_id and gap <= _MOST_BETWEEN:
        is_told = is_right_before or heard == {mention.entity_id}
        return _again(before, "later_paragraph") if is_told else None
    if not is_right_before or mention.entity_id not in heard:
        return None
    head = Head(0, 0, mention.start_char, mention.end_char, "person", mention)
    return Voice(head, mention.entity_id, SURE, surety("person_before"), "person_before", None)


def _again(voice: Voice, how: str) -> Voice:
    return Voice(voice.head, voice.entity_id, voice.linked, voice.sure * surety(how), how, None)
