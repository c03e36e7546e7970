"""Pieces of speech → quotations with their speakers: what a piece's own sentence says, and what goes on from before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from transforms.model import Quotation
from transforms.quotes.items import QUOTED, STOP, Paragraph, Scene
from transforms.quotes.speech import Piece
from transforms.quotes.subjects import Head
from transforms.quotes.whom import People, whom

HOW_SURE: Final[Mapping[str, float]] = {}
"""Share of speakers judged right, by how they were found."""
LEAST_SURE: Final = 0.5


class _Voice:
    __slots__ = ("cue", "entity_id", "head", "how", "sure")

    def __init__(self, head: Head | None, entity_id: str | None, sure: float, how: str, cue: str | None) -> None:
        self.head, self.entity_id, self.sure, self.how, self.cue = head, entity_id, sure, how, cue


def named_speakers(
    field: str,
    scene: Scene,
    people: People,
    pieces: Sequence[Piece],
    read: Mapping[int, Paragraph],
    places: Sequence[tuple[int, int]],
) -> list[Quotation]:
    """Quotations of one field, by start."""
    voices: list[_Voice | None] = []
    for index, piece in enumerate(pieces):
        voice = _own(scene, people, piece)
        if voice is None and index:
            voice = _inherited(scene, piece, pieces[index - 1], voices[index - 1], read)
        if voice is not None and voice.entity_id is not None:
            people.last_speaker, people.last_spoke = voice.entity_id, piece.end
        voices.append(voice)
    _backwards(pieces, voices)
    found = []
    for index, (piece, voice) in enumerate(zip(pieces, voices, strict=True)):
        continues = _continues(scene, index, pieces, voices)
        found.append(_quotation(field, scene.text, piece, voice, continues))
    return found


def _own(scene: Scene, people: People, piece: Piece) -> _Voice | None:
    told = piece.attribution
    if told is None or told.subject is None:
        return None
    how = f"{told.how}/{told.subject.how}/{told.subject.head.kind}"
    sure = HOW_SURE.get(how, 0.9)
    entity_id, linked = whom(scene, people, told.subject.head)
    return _Voice(told.subject.head, entity_id, sure * (linked or 1.0), how, scene.text[told.cue_start : told.cue_end])


def _inherited(
    scene: Scene, piece: Piece, prior: Piece, voice: _Voice | None, read: Mapping[int, Paragraph]
) -> _Voice | None:
    """The speaker of the piece before, where this one plainly goes on."""
    if voice is None:
        return None
    if piece.goes_on and piece.paragraph - prior.paragraph <= 1:
        how, sure = "goes_on", 0.97
    elif piece.paragraph == prior.paragraph and piece.sentence == prior.sentence:
        how, sure = "same_sentence", 0.9
    elif piece.paragraph == prior.paragraph and piece.is_alone and piece.sentence == prior.sentence + 1:
        how, sure = "next_sentence", 0.95
    elif piece.paragraph == prior.paragraph and piece.is_alone:
        how, sure = "later_sentence", 0.8
    elif piece.paragraph == prior.paragraph + 1 and piece.is_alone and prior.paragraph in read:
        how, sure = "next_paragraph", 0.8
    else:
        return None
    base = voice.how.removeprefix("+")
    return _Voice(voice.head, voice.entity_id, min(voice.sure, 0.97) * sure, how, None) if base else None


def _backwards(pieces: Sequence[Piece], voices: list[_Voice | None]) -> None:
    """A piece without a speaker that the next one goes on from has that one's."""
    for index in range(len(pieces) - 2, -1, -1):
        piece, follows, voice = pieces[index], pieces[index + 1], voices[index + 1]
        if voices[index] is not None or voice is None:
            continue
        if follows.goes_on and follows.paragraph == piece.paragraph + 1:
            voices[index] = _Voice(voice.head, voice.entity_id, voice.sure * 0.95, "back_goes_on", None)
        elif follows.paragraph == piece.paragraph and follows.sentence == piece.sentence:
            voices[index] = _Voice(voice.head, voice.entity_id, voice.sure * 0.9, "back_sentence", None)


def _continues(
    scene: Scene, index: int, pieces: Sequence[Piece], voices: Sequence[_Voice | None]
) -> tuple[int, int] | None:
    if not index:
        return None
    piece, prior = pieces[index], pieces[index - 1]
    if piece.goes_on and piece.paragraph == prior.paragraph + 1:
        return prior.start, prior.end
    voice, before = voices[index], voices[index - 1]
    if piece.paragraph == prior.paragraph and voice is not None and before is not None:
        same = voice.head is before.head or (voice.head is not None and before.head is not None and voice.head.start == before.head.start)
        if same and piece.sentence - prior.sentence <= 1 and voice.head is not None and prior.end <= voice.head.start < piece.start:
            return prior.start, prior.end
    return None


def _quotation(
    field: str, text: str, piece: Piece, voice: _Voice | None, continues: tuple[int, int] | None
) -> Quotation:
    head = voice.head if voice is not None and voice.sure >= LEAST_SURE else None
    cue = voice.cue if voice is not None else None
    entity_id = voice.entity_id if voice is not None and head is not None else None
    return Quotation(
        field,
        piece.start,
        piece.end,
        text[piece.start : piece.end],
        True,
        text[head.start : head.end] if head is not None else None,
        head.start if head is not None else None,
        entity_id,
        cue,
        piece.confidence,
        round(voice.sure, 2) if voice is not None and entity_id is not None else None,
        continues,
    )
