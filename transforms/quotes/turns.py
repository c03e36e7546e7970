"""Interviews: lines that open with who speaks ("Weekpost: … Quist: …").

A labelled line is its speaker's words. The one whose turns are questions asks; the others answer, and their answers run
on to the next turn. Where an interview names its speakers once and then goes on without names, a paragraph that ends in
a question mark is the next question, nobody's row, and what follows it the answer. A paragraph that names the answerer
is the writer's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from transforms.model import Mention

_LABEL: Final = re.compile(r"([^\W\d_][\w’'.\-]*(?: [\w’'.\-]+){0,4}) ?: +(?=[^\s])")
_LEAST_WORDS: Final = 3
_MOST_PARAGRAPHS: Final = 60
"""Paragraphs that one labelled turn may run on."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One paragraph of somebody's turn: text[start:end], and the label text[label_start:label_end] that says whose;
    ``mention`` is the name in it. ``goes_on``: the paragraph before is of the same turn."""

    start: int
    end: int
    paragraph: int
    label_start: int
    label_end: int
    mention: Mention | None
    goes_on: bool
    is_labelled: bool


def turns_of(
    text: str, paragraphs: Sequence[tuple[int, int]], mentions: Sequence[Mention], mention_at: Mapping[int, int]
) -> list[Turn]:
    """The labelled turns of an interview and what its answers run on to, by start; of other texts none."""
    labels: dict[int, tuple[str, int, Mention | None]] = {}
    for number, (start, end) in enumerate(paragraphs):
        match = _LABEL.match(text, start, end)
        if match is None:
            continue
        mention = mentions[mention_at[start]] if start in mention_at else None
        if mention is not None and (mention.end_char < match.end(1) - 1 or mention.entity_type == "LOCATION"):
            mention = None
        if len(text[match.end() : end].split()) >= _LEAST_WORDS:
            labels[number] = (match.group(1), match.end(), mention)
    counts = Counter(label for label, _, _ in labels.values())
    kept = {n: v for n, v in labels.items() if v[2] is not None or counts[v[0]] > 1}
    # A line that stands there twice is a teaser, not a turn.
    lines = Counter(text[slice(*paragraphs[n])] for n in kept)
    kept = {n: v for n, v in kept.items() if lines[text[slice(*paragraphs[n])]] == 1}
    askers = _askers(text, paragraphs, kept)
    if not _is_interview(kept, askers):
        return []
    return _answers(text, paragraphs, kept, askers, mentions)


def _is_interview(labels: Mapping[int, tuple[str, int, Mention | None]], askers: set[str]) -> bool:
    """Whether labels take turns: somebody asks, or two come back. A list of terms or of names does neither."""
    counts = Counter(label for label, _, _ in labels.values())
    has_person = any(m is not None and m.entity_type == "PERSON" for _, _, m in labels.values())
    often = sum(count > 1 for count in counts.values())
    if len(counts) < 2:
        return False
    return often == len(counts) if not has_person else bool(askers) or often > 1


def _askers(
    text: str, paragraphs: Sequence[tuple[int, int]], labels: Mapping[int, tuple[str, int, Mention | None]]
) -> set[str]:
    asked, all_turns = Counter[str](), Counter[str]()
    for number, (label, _, _) in labels.items():
        all_turns[label] += 1
        asked[label] += text[paragraphs[number][1] - 1] == "?"
    askers = {label for label, count in all_turns.items() if 2 * asked[label] >= count and asked[label]}
    return askers if len(askers) < len(all_turns) else set()


def _answers(
    text: str,
    paragraphs: Sequence[tuple[int, int]],
    labels: Mapping[int, tuple[str, int, Mention | None]],
    askers: set[str],
    mentions: Sequence[Mention],
) -> list[Turn]:
    found: list[Turn] = []
    speaker: tuple[int, int, Mention | None] | None = None
    answerer: tuple[int, int, Mention | None] | None = None
    is_lone = len(labels) == 2
    named = _places(mentions)
    since = 0
    for number, (start, end) in enumerate(paragraphs):
        if number in labels:
            label, opens, mention = labels[number]
            since = number
            if label in askers:
                speaker = None
                found.append(Turn(opens, end, number, start, start + len(label), mention, False, True))
                continue
            speaker = answerer = (start, start + len(label), mention)
            found.append(Turn(opens, end, number, start, start + len(label), mention, False, True))
            continue
        if answerer is None or not askers or number - since > _MOST_PARAGRAPHS:
            continue
        if text[end - 1] == "?" and askers:
            speaker = None if not is_lone else speaker
            continue
        turn = speaker or (answerer if is_lone else None)
        if turn is None or text[end - 1] not in '.!…”"»' or len(text[start:end].split()) < _LEAST_WORDS:
            continue
        mention = turn[2]
        if mention is not None and any(start <= p < end for p in named.get(mention.entity_id, ())):
            # The writer speaks, and goes on to until the next turn.
            speaker = None
            is_lone = False
            continue
        goes_on = bool(found) and found[-1].paragraph == number - 1
        found.append(Turn(start, end, number, turn[0], turn[1], mention, goes_on, False))
    return found


def _places(mentions: Sequence[Mention]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for mention in mentions:
        places.setdefault(mention.entity_id, []).append(mention.start_char)
    return places
