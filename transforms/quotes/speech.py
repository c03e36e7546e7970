"""Which marked stretches are speech: told apart from scare quotes, titles of works, and single words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from transforms.quotes.attribute import Attribution
from transforms.quotes.dashes import DASH
from transforms.quotes.indirect import SUBJUNCTIVE
from transforms.quotes.items import QUOTED, STOP, WORD, Item, Paragraph, Scene

_MOST_NAME: Final = 6
"""Words of a title or name."""
_MOST_AROUND: Final = 25
_MOST_TERM: Final = 7
"""Words of a stretch that, marked again elsewhere, is a title or a term."""
LEAST: Final = 0.5
"""Confidence from which a stretch is a quotation."""
_SURE_HOW: Final = frozenset("verb_behind subject_behind colon right_before sentence_behind".split())
_ENDS: Final = frozenset(".!?…,")


@dataclass(slots=True)
class Piece:
    """One stretch that is taken for speech: text[start:end]. ``sentence`` is the index of its sentence in the
    paragraph, ``is_alone`` whether it is the whole of it."""

    start: int
    end: int
    paragraph: int
    sentence: int
    confidence: float
    attribution: Attribution | None
    goes_on: bool
    is_alone: bool
    is_first: bool
    stretch: int


def spoken(scene: Scene, paragraph: Paragraph, told: Mapping[int, Attribution], is_title: bool) -> list[Piece]:
    """The stretches of a paragraph that are speech, by start."""
    found: list[Piece] = []
    for number, (first, last) in enumerate(paragraph.sentences):
        is_alone = all(i.kind in (QUOTED, STOP) for i in paragraph.items[first:last])
        for at in range(first, last):
            item = paragraph.items[at]
            if item.kind != QUOTED:
                continue
            stretch = scene.stretches[item.index]
            attribution = told.get(item.index)
            words = _words(scene.text, stretch.start, stretch.end)
            confidence = _confidence(scene, paragraph.items, at, words, attribution, is_alone, is_title)
            if stretch.goes_on and confidence < LEAST and words:
                confidence = 0.8
            if confidence < LEAST:
                continue
            if not stretch.is_closed:
                confidence *= 0.8
            found.append(
                Piece(
                    stretch.start,
                    stretch.end,
                    paragraph.number,
                    number,
                    round(confidence, 2),
                    attribution,
                    stretch.goes_on,
                    is_alone,
                    at == 0,
                    item.index,
                )
            )
    return found


def _words(text: str, start: int, end: int) -> list[str]:
    return [w for w in text[start:end].split() if any(c.isalnum() for c in w)]


def _confidence(
    scene: Scene,
    items: Sequence[Item],
    at: int,
    words: Sequence[str],
    attribution: Attribution | None,
    is_alone: bool,
    is_title: bool,
) -> float:
    """Shares of such stretches that are speech, in round figures; below LEAST they are something else more often."""
    lexicon = scene.lexicon
    stretch = scene.stretches[items[at].index]
    count = len(words)
    if count == 0:
        return 0.0
    before = items[at - 1] if at and items[at - 1].kind == WORD else None
    is_called = before is not None and before.low in lexicon.of("called")
    is_name = _is_name(words)
    has_end = scene.text[stretch.end - 1] in _ENDS
    if is_name and count <= _MOST_NAME and before is not None and before.low not in lexicon.first and not has_end:
        return 0.3
    has_speaker = attribution is not None and attribution.subject is not None
    if attribution is not None and attribution.how in _SURE_HOW and has_speaker:
        if is_called and is_name:
            return 0.2
        if attribution.how == "right_before" and count <= 2 and (is_name or count == 1):
            return 0.45 if count == 1 else 0.3
        return 0.97 if count > 2 else 0.85
    if (is_called and (is_name or count <= _MOST_NAME)) or (is_name and count <= 8):
        return 0.2
    if count <= _MOST_TERM and scene.is_repeated(stretch.start, stretch.end):
        return 0.2
    if has_speaker:
        return 0.85 if count >= 4 else 0.75 if count >= 2 else 0.45
    if attribution is not None:
        return 0.8 if count >= 5 else 0.6 if count >= 3 else 0.3
    if is_title and not is_called and count >= (2 if stretch.opener == DASH else 3):
        return 0.75
    if lexicon.has_noun_capitals and count >= 2 and words[0][:1].islower() and is_reported(items, at):
        return 0.6
    follows = scene.text[stretch.outer_end : stretch.outer_end + 1]
    return _by_shape(words, has_end or follows in (",", "."), is_alone)


def _by_shape(words: Sequence[str], has_end: bool, is_alone: bool) -> float:
    """The same of stretches in whose sentence nothing speaks of speech."""
    count = len(words)
    is_fragment = words[0][:1].islower()
    is_sentence = words[0][:1].isupper() and has_end
    if is_alone and is_sentence and count >= 3:
        return 0.85
    if count >= 12:
        return 0.8
    if count >= 6:
        return 0.7 if is_sentence else 0.55 if is_fragment else 0.45
    return 0.55 if count >= 4 and (is_sentence or is_fragment) else 0.3


def is_reported(items: Sequence[Item], at: int) -> bool:
    """Whether German words around a stretch stand in the mood of reported speech: somebody's words are being told."""
    first, last = max(0, at - _MOST_AROUND), at + _MOST_AROUND
    for j in range(at - 1, first - 1, -1):
        if items[j].kind == STOP and items[j].low in ".!?":
            break
        if items[j].low in SUBJUNCTIVE:
            return True
    for item in items[at + 1 : last]:
        if item.kind == STOP and item.low in ".!?":
            break
        if item.low in SUBJUNCTIVE:
            return True
    return False


def _is_name(words: Sequence[str]) -> bool:
    """Whether every word of weight has a capital, as in a title or name."""
    heavy = [w for w in words if len(w) > 3]
    if not heavy:
        return all(w[:1].isupper() for w in words) and len(words) > 1
    if words[-1][-1:] in ".,?!" and len(words) > 5:
        return False
    return all(w[:1].isupper() or w[:1].isdigit() for w in heavy)
