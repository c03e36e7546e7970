"""What is spoken → quotations with their speakers: what a sentence says itself, and what goes on from before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from transforms.model import Quotation
from transforms.quotes.attribute import told_in
from transforms.quotes.carried import Voice, carried_on
from transforms.quotes.heads import Head, head_at, in_phrase
from transforms.quotes.indirect import Reported
from transforms.quotes.items import QUOTED, Paragraph, Scene
from transforms.quotes.speech import Piece
from transforms.quotes.sure import LEAST_SURE, LEAST_TOLD, surety
from transforms.quotes.turns import Turn
from transforms.quotes.whom import People, whom

_MOST_BEFORE: Final = 6
"""Items before whom a sentence is about."""


def named_speakers(
    field: str,
    scene: Scene,
    people: People,
    pieces: Sequence[Piece],
    told: Sequence[Reported],
    turns: Sequence[Turn],
    read: Mapping[int, Paragraph],
) -> list[Quotation]:
    """Quotations of one field, by start; one place once."""
    voices: list[Voice | None] = [None] * len(pieces)
    indirect: list[tuple[Reported, Voice | None]] = []
    # In the order of the words that tell who speaks, so that a pronoun finds who spoke before.
    events: list[tuple[int, int, Piece | Reported]] = []
    events += [(_told_at(piece), index, piece) for index, piece in enumerate(pieces)]
    events += [(r.subject.head.start if r.subject is not None else r.start, -1, r) for r in told]
    events.sort(key=lambda e: (e[0], e[1]))
    for at, index, event in events:
        if isinstance(event, Reported):
            if event.subject is None:
                indirect.append((event, None))
                continue
            how = f"reported/{event.subject.how}"
            voice = _voice(scene, people, event.subject.head, how, event.cue_start, event.cue_end)
            indirect.append((event, voice))
        else:
            own = _own(scene, people, event)
            if own is None:
                continue
            voice = voices[index] = own
        if voice.entity_id is None and voice.head.kind in ("noun", "office", "np", "name"):
            people.last_unnamed = at
        if voice.entity_id is not None and voice.entity_id in people.known:
            people.last_speaker, people.last_spoke = voice.entity_id, at
    indirect.sort(key=lambda told: (told[0].cue_start, told[0].start))
    for index, piece in enumerate(pieces):
        if voices[index] is None:
            prior = (pieces[index - 1], voices[index - 1]) if index else (None, None)
            voices[index] = (
                _introduced(scene, people, piece, read)
                or _inherited(scene, piece, *prior)
                or _answered(scene, index, pieces, voices)
                or _told_of(scene, people, piece, prior[0], read, indirect)
                or carried_on(scene, index, pieces, voices, read)
            )
    _backwards(pieces, voices)
    found = [
        _quotation(
            field, scene.text, piece.start, piece.end, True, piece.confidence, voice, _continues(i, pieces, voices)
        )
        for i, (piece, voice) in enumerate(zip(pieces, voices, strict=True))
    ]
    found += _indirect(field, scene.text, indirect)
    found += _turns(field, scene, turns)
    return _once(found)


def _told_at(piece: Piece) -> int:
    told = piece.attribution
    return told.subject.head.start if told is not None and told.subject is not None else piece.start


def _voice(scene: Scene, people: People, head: Head, how: str, cue_start: int, cue_end: int) -> Voice:
    word = scene.low[cue_start:cue_end].partition(" ")[0]
    if head.kind == "she" and _are_several(scene, head, word):
        head = replace(head, kind="they")
    entity_id, linked = whom(scene, people, head)
    how = f"{how}/{head.kind}"
    return Voice(head, entity_id, linked, surety(how), how, scene.text[cue_start:cue_end] or None)


def _are_several(scene: Scene, head: Head, verb: str) -> bool:
    """Whether a pronoun for a woman or several means several, by its verb (Dutch "zeggen ze", German "sagten sie")."""
    return scene.low[head.start : head.end] in scene.lexicon.of("they") and verb.endswith("en")


def _own(scene: Scene, people: People, piece: Piece) -> Voice | None:
    told = piece.attribution
    if told is None or told.subject is None:
        return None
    how = f"{told.how}/{told.subject.how}"
    return _voice(scene, people, told.subject.head, how, told.cue_start, told.cue_end)


def _introduced(scene: Scene, people: People, piece: Piece, read: Mapping[int, Paragraph]) -> Voice | None:
    """The speaker that the paragraph before names, if it ends in a colon and this one is all speech."""
    prior = read.get(piece.paragraph - 1)
    if prior is None or not piece.is_first or scene.text[prior.end - 1] != ":":
        return None
    first, last = prior.sentences[-1]
    told = told_in(scene, prior, (first, last))
    if told is None or told.subject is None:
        return None
    return _voice(scene, people, told.subject.head, f"paragraph_colon/{told.subject.how}", told.cue_start, told.cue_end)


def _told_of(
    scene: Scene,
    people: People,
    piece: Piece,
    prior: Piece | None,
    read: Mapping[int, Paragraph],
    indirect: Sequence[tuple[Reported, Voice | None]],
) -> Voice | None:
    """The one whom the sentence before is about, if the piece is a sentence of its own: X is glad. “It is over.”"""
    paragraph = read.get(piece.paragraph)
    if paragraph is None or not piece.is_alone or not piece.sentence:
        return None
    if prior is not None and prior.paragraph == piece.paragraph and piece.sentence - prior.sentence < 2:
        return None
    first, last = paragraph.sentences[piece.sentence - 1]
    floor, ceiling = paragraph.items[first].start, paragraph.items[last - 1].end
    at = bisect_left(indirect, floor, key=lambda told: told[0].cue_start)
    voice = indirect[at][1] if at < len(indirect) and indirect[at][0].cue_start < ceiling else None
    if voice is not None:
        return Voice(
            voice.head, voice.entity_id, voice.linked, voice.sure * surety("reported_before"), "reported_before", None
        )
    heads = [h for i in range(first, last) if (h := head_at(scene, paragraph.items, i)) is not None]
    people_there = [h for h in heads if h.kind in ("person", "he", "she")]
    if not people_there or any(i.kind == QUOTED for i in paragraph.items[first:last]):
        return None
    head = people_there[0]
    names = {h.mention.entity_id for h in people_there if h.mention is not None}
    if len(names) > 1 or in_phrase(scene, paragraph.items, head.first, first) or head.first - first > _MOST_BEFORE:
        return None
    return _voice(scene, people, head, "sentence_before/before", piece.start, piece.start)


def _inherited(scene: Scene, piece: Piece, prior: Piece | None, voice: Voice | None) -> Voice | None:
    """The speaker of the piece before, where this one plainly goes on."""
    if voice is None or prior is None:
        return None
    if piece.goes_on and piece.paragraph - prior.paragraph <= 1:
        how = "goes_on"
    elif piece.paragraph == prior.paragraph and piece.sentence == prior.sentence:
        how = "same_sentence"
    elif piece.paragraph == prior.paragraph and piece.is_alone and piece.sentence == prior.sentence + 1:
        how = "next_sentence"
    elif piece.paragraph == prior.paragraph and piece.is_alone and not _others_between(scene, prior, piece, voice):
        how = "later_sentence"
    elif piece.paragraph == prior.paragraph + 1 and piece.is_alone and piece.is_first and not _asks(scene, piece):
        how = "next_paragraph"
    else:
        return None
    return Voice(voice.head, voice.entity_id, voice.linked, voice.sure * surety(how), how, None)


def _answered(scene: Scene, index: int, pieces: Sequence[Piece], voices: Sequence[Voice | None]) -> Voice | None:
    """Behind a question that is a paragraph of its own: whoever spoke in the paragraph before it."""
    if index < 2 or voices[index - 1] is not None or voices[index - 2] is None:
        return None
    piece, asked, told = pieces[index], pieces[index - 1], pieces[index - 2]
    is_row = piece.paragraph == asked.paragraph + 1 == told.paragraph + 2
    is_whole = all(p.is_alone and p.is_first for p in (piece, asked))
    if not is_row or not is_whole or not _asks(scene, asked) or _asks(scene, piece):
        return None
    voice = voices[index - 2]
    if voice is None:
        return None
    return Voice(voice.head, voice.entity_id, voice.linked, voice.sure * surety("answered"), "answered", None)


def _asks(scene: Scene, piece: Piece) -> bool:
    return scene.text[piece.end - 1] == "?"


def _others_between(scene: Scene, prior: Piece, piece: Piece, voice: Voice) -> bool:
    """Whether the sentences between two pieces name somebody else."""
    at = bisect_left(scene.mentions, prior.end, key=lambda m: m.start_char)
    for mention in scene.mentions[at:]:
        if mention.start_char >= piece.start:
            return False
        if mention.entity_type == "PERSON" and mention.entity_id != voice.entity_id:
            return True
    return False


def _backwards(pieces: Sequence[Piece], voices: list[Voice | None]) -> None:
    """A piece without a speaker that the next one goes on from has that one's."""
    for index in range(len(pieces) - 2, -1, -1):
        piece, follows, voice = pieces[index], pieces[index + 1], voices[index + 1]
        if voices[index] is not None or voice is None:
            continue
        if follows.goes_on and follows.paragraph == piece.paragraph + 1:
            how = "back_goes_on"
        elif follows.paragraph == piece.paragraph and follows.sentence == piece.sentence:
            how = "back_sentence"
        else:
            continue
        voices[index] = Voice(voice.head, voice.entity_id, voice.linked, voice.sure * surety(how), how, None)


def _continues(index: int, pieces: Sequence[Piece], voices: Sequence[Voice | None]) -> tuple[int, int] | None:
    if not index:
        return None
    piece, prior = pieces[index], pieces[index - 1]
    if piece.goes_on and piece.paragraph == prior.paragraph + 1:
        return prior.start, prior.end
    voice, before = voices[index], voices[index - 1]
    if piece.paragraph != prior.paragraph or voice is None or before is None or piece.sentence - prior.sentence > 1:
        return None
    if voice.head.start == before.head.start and prior.end <= voice.head.start < piece.start:
        return prior.start, prior.end
    return None


def _indirect(field: str, text: str, indirect: Sequence[tuple[Reported, Voice | None]]) -> Iterator[Quotation]:
    prior: tuple[int, int] | None = None
    for one, voice in indirect:
        continues = prior if one.goes_on else None
        quotation = _quotation(field, text, one.start, one.end, False, one.confidence, voice, continues)
        yield replace(quotation, cue=text[one.cue_start : one.cue_end])
        prior = one.start, one.end


def _turns(field: str, scene: Scene, turns: Sequence[Turn]) -> list[Quotation]:
    found = []
    prior: Turn | None = None
    for turn in turns:
        mention = turn.mention
        sure = surety("turn" if turn.is_labelled else "turn_goes_on")
        found.append(
            Quotation(
                field,
                turn.start,
                turn.end,
                scene.text[turn.start : turn.end],
                True,
                scene.text[turn.label_start : turn.label_end],
                turn.label_start,
                mention.entity_id if mention is not None else None,
                None,
                0.9 if turn.is_labelled else 0.8,
                sure if mention is not None else None,
                (prior.start, prior.end) if turn.goes_on and prior is not None else None,
            )
        )
        prior = turn
    return found


def _once(found: list[Quotation]) -> list[Quotation]:
    """By start, the longer first; one place once."""
    found.sort(key=lambda q: (q.start_char, -q.end_char, not q.is_direct))
    kept: list[Quotation] = []
    for quotation in found:
        if kept and (kept[-1].start_char, kept[-1].end_char) == (quotation.start_char, quotation.end_char):
            continue
        kept.append(quotation)
    return kept


def _quotation(
    field: str,
    text: str,
    start: int,
    end: int,
    is_direct: bool,
    confidence: float,
    voice: Voice | None,
    continues: tuple[int, int] | None,
) -> Quotation:
    head = voice.head if voice is not None and voice.sure >= LEAST_SURE else None
    told = round(voice.sure * voice.linked, 2) if voice is not None and head is not None else 0.0
    entity_id = voice.entity_id if voice is not None and told >= LEAST_TOLD else None
    return Quotation(
        field,
        start,
        end,
        text[start:end],
        is_direct,
        text[head.start : head.end] if head is not None else None,
        head.start if head is not None else None,
        entity_id,
        voice.cue if voice is not None else None,
        confidence,
        told if entity_id is not None else None,
        continues,
    )
