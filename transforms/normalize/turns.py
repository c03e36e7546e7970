"""Interviews: whose turn a block is, told by labels (``Outlet: …``, ``Name: …``) and question marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from transforms.normalize.blocks import CLOSING, Block


@dataclass(frozen=True, slots=True)
class TurnLimits:
    """When labelled blocks make an interview."""

    most_label_words: int = 4
    most_label_chars: int = 40
    most_answerers: int = 10
    """With more the labels are no people's names."""
    min_asked_ratio: float = 0.3
    """Share of the asker's labelled blocks that must end with a question mark; interviewers also state things."""


_LIMITS: Final = TurnLimits()


def turn_label(text: str) -> str | None:
    """The label before the first colon, if it has the form of a name or a role; None else."""
    at = text.find(":", 0, _LIMITS.most_label_chars + 1)
    if at < 1 or not text[at + 1 : at + 2].isspace():
        return None
    words = text[:at].split()
    if not 1 <= len(words) <= _LIMITS.most_label_words or not words[0][:1].isupper():
        return None
    if any(character in '"“”«»,;?!' or character.isdigit() for character in text[:at]):
        return None
    if not (words[-1][:1].isupper() or len(words) == 1):
        return None
    return text[:at].strip().casefold()


def is_question(text: str) -> bool:
    """Whether the block ends with a question mark, closing quotes and brackets apart."""
    return text.rstrip(CLOSING + " \u00a0").endswith(("?", "？", "؟"))


def interview_roles(blocks: Sequence[Block], is_open: Sequence[bool]) -> list[str | None]:
    """The role (question, answer) of each block, or None; all None where the text is no interview.

    ``is_open`` tells which blocks may be turns (paragraphs of the body). Two labels must stand there, and the blocks
    of one of them end with question marks more often than the others'. Blocks without a label after the first turn
    are questions if they end with a question mark and answers if not.
    """
    roles: list[str | None] = [None] * len(blocks)
    labels = [turn_label(block.text) if may else None for block, may in zip(blocks, is_open, strict=True)]
    counts = Counter(label for label in labels if label)
    if len(counts) < 2:
        return roles
    asked = Counter(label for label, block in zip(labels, blocks, strict=True) if label and is_question(block.text))
    if not asked:
        return roles
    asker = max(counts, key=lambda label: (asked[label] / counts[label], counts[label], label))
    answerers = {label for label in counts if label != asker and asked[label] * 2 <= counts[label]}
    if asked[asker] < _LIMITS.min_asked_ratio * counts[asker] or not answerers:
        return roles
    first = labels.index(asker)
    if not _is_answered(labels, first, asker):
        return roles
    askers = {asker} | {label for label in counts if asked[label] * 2 > counts[label]}
    is_begun = False
    for place, (label, block, may) in enumerate(zip(labels, blocks, is_open, strict=True)):
        is_begun = is_begun or label in askers or label in answerers
        if not may or not is_begun:
            continue
        if label in askers or label in answerers:
            roles[place] = "question" if label in askers else "answer"
        else:
            roles[place] = "question" if is_question(block.text) else "answer"
    if len(answerers) <= _LIMITS.most_answerers:
        _open_questions(roles, labels, blocks, answerers)
    return roles


def _open_questions(
    roles: list[str | None], labels: Sequence[str | None], blocks: Sequence[Block], answerers: set[str]
) -> None:
    """Who answers does not speak of himself by name: such a paragraph above a question opens that question."""
    for place in range(1, len(blocks)):
        if roles[place] == "question" and roles[place - 1] == "answer" and labels[place - 1] is None:
            lowered = blocks[place - 1].text.casefold()
            if any(label in lowered for label in answerers):
                roles[place - 1] = "question"


def _is_answered(labels: Sequence[str | None], first: int, asker: str) -> bool:
    """Whether another label takes the turn after the first question."""
    return any(label is not None and label != asker for label in labels[first + 1 :])
