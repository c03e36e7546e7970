"""Reported speech with a cue that says so: the clause or sentence that is somebody's words in the writer's.

Three forms: behind a verb, with a word such as "that" or where the language leaves it out ("X said it would close");
behind or before a preposition of source ("according to X, it will close"); before a verb that ends the sentence ("it
will close, X said"). The word "that" belongs to what is reported, the mark that ends the sentence does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from transforms.quotes.attribute import MOST_CUES, cues_in, has_auxiliary
from transforms.quotes.heads import is_noun
from transforms.quotes.items import NAME, OFFICE, QUOTED, STOP, WORD, Cue, Paragraph, Scene
from transforms.quotes.subjects import Subject, subject_after, subject_before, subject_of

_LEAST_WORDS: Final = 4
_MOST_ADDRESSED: Final = 8
"""Items between a verb and "that": to whom, when, where."""
_MOST_MARKED: Final = 0.7
"""Share of reported speech that may stand between marks."""
_FINAL: Final = frozenset(".!?…")


@dataclass(frozen=True, slots=True)
class Reported:
    """One stretch of reported speech: text[start:end], who said so (None: nobody that its sentence names), and
    the cue's offsets. ``goes_on``: the other part stands before the cue."""

    start: int
    end: int
    subject: Subject | None
    cue_start: int
    cue_end: int
    confidence: float
    goes_on: bool = False


def reported(scene: Scene, paragraph: Paragraph) -> list[Reported]:
    """Reported speech of a paragraph, by start; at most one a sentence, perhaps in two parts."""
    found = []
    for first, last in paragraph.sentences:
        cues = cues_in(paragraph, (first, last))
        for cue in cues[:MOST_CUES]:
            parts = _reported(scene, paragraph, (first, last), cue)
            if parts:
                found += parts
                break
    return found


def _reported(scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], cue: Cue) -> list[Reported]:
    if cue.kind == "by":
        return _by_source(scene, paragraph, sentence, cue)
    one = _by_verb(scene, paragraph, sentence, cue) if cue.kind in ("say", "said") else None
    return [one] if one is not None else []


def _by_verb(scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], cue: Cue) -> Reported | None:
    if cue.kind == "said" and not has_auxiliary(scene, paragraph, sentence, cue):
        return None
    items = paragraph.items
    rest = [i for i in range(cue.last, sentence[1]) if items[i].kind != STOP]
    is_participle = scene.language == "en" and items[cue.first].low.endswith("ing")
    if (
        not is_participle
        and _stands_behind(paragraph, sentence, cue)
        and not any(items[i].low in scene.lexicon.of("that") for i in rest[:4])
    ):
        return _before_verb(scene, paragraph, sentence, cue, len(rest))
    opened = _opening(scene, paragraph, sentence, cue)
    if opened is None:
        return None
    subject = subject_of(scene, paragraph, cue, (sentence[0], max(opened, cue.last)), inverted=False)
    has_that = items[opened].low in scene.lexicon.of("that")
    if subject is not None and subject.how.endswith("_far"):
        subject = None
    if subject is None and not (has_that and opened - cue.last <= 1):
        return None
    if subject is not None and not has_that and not _is_main(scene, paragraph, sentence, subject):
        return None
    confidence = 0.7 if subject is None else 0.9 if has_that else 0.8
    return _made(scene, paragraph, sentence, cue, subject, (opened, sentence[1]), confidence)


def _is_main(scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], subject: Subject) -> bool:
    """Whether a verb that leaves "that" out is no part of a clause on something else ("what Russia says is")."""
    before = subject.head.first - 1
    if before < sentence[0]:
        return True
    item = paragraph.items[before]
    if item.low in scene.lexicon.of("who") or item.low in scene.lexicon.of("that") or item.low == "what":
        return False
    return scene.language == "en" or before - sentence[0] <= 3


def _opening(scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], cue: Cue) -> int | None:
    """The item that what is reported starts with."""
    items, lexicon = paragraph.items, scene.lexicon
    that, bare = lexicon.of("that"), lexicon.of("bare")
    word = items[cue.first].low
    for i in range(cue.last, min(sentence[1], cue.last + _MOST_ADDRESSED)):
        item = items[i]
        if item.kind == QUOTED or (item.kind == STOP and item.low in ";:"):
            return None
        if item.kind == WORD and item.low in that:
            return None if i > cue.last and items[i - 1].low in lexicon.of("prep") else i
        if item.kind == STOP and item.low == "," and i > cue.last and lexicon.language == "en":
            return None
        if item.kind == STOP and item.low == "," and lexicon.has_noun_capitals and word in bare and i + 3 < sentence[1]:
            if items[i + 1].low in that and items[i + 1].low not in lexicon.of("the"):
                return i + 1
            is_clause = items[i + 1].low not in lexicon.of("and") and _is_subjunctive(paragraph, i, sentence[1])
            return i + 1 if is_clause else None
    if word in bare and lexicon.language in _LEAVES_OUT and cue.last < sentence[1]:
        follows = items[cue.last]
        if lexicon.is_verb_second:
            pronouns = ("he", "she", "they", "it")
            is_clause = any(follows.low in lexicon.of(kind) for kind in pronouns) and cue.last + 1 < sentence[1]
            return cue.last if is_clause and items[cue.last + 1].kind == WORD else None
        if follows.kind in (NAME, OFFICE):
            return cue.last
        if follows.kind == WORD and follows.low not in lexicon.of("prep") and follows.low not in lexicon.of("and"):
            return cue.last
    return None


_LEAVES_OUT: Final = frozenset("en nb nn no da sv".split())
"""Languages that leave "that" out."""
SUBJUNCTIVE: Final = frozenset(
    """sei seien habe hätte hätten wäre wären werde würde würden könne könnte könnten müsse müsste müssten solle sollte
    sollten wolle wollte dürfe dürfte gebe gäbe komme gehe stehe bleibe liege mache sehe""".split()
)
"""Forms in which German reports."""


def _is_subjunctive(paragraph: Paragraph, first: int, last: int) -> bool:
    """German reports without "dass" in a mood of its own."""
    return any(paragraph.items[i].low in SUBJUNCTIVE for i in range(first, last))


def _stands_behind(paragraph: Paragraph, sentence: tuple[int, int], cue: Cue) -> bool:
    """Whether a comma parts the cue's clause from a longer one before it."""
    items = paragraph.items
    for i in range(cue.first - 1, max(sentence[0], cue.first - 12) - 1, -1):
        if items[i].kind == STOP and items[i].low in ",–—":
            return i - sentence[0] >= _LEAST_WORDS
    return False


def _before_verb(scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], cue: Cue, rest: int) -> Reported | None:
    """It will close, X said · It will close, said X · By May, X said, it will close."""
    items, lexicon = paragraph.items, scene.lexicon
    commas = [i for i in range(sentence[0], cue.first) if items[i].kind == STOP and items[i].low in ",–—"]
    comma = commas[-1]
    word = items[cue.first].low
    if word not in lexicon.of("bare"):
        return None
    if comma == cue.first - 1:
        subject = subject_after(scene, paragraph, cue, sentence, "inverted")
        if subject is None and len(commas) > 1:
            subject = subject_before(scene, paragraph, cue, sentence, "before")
            comma = next((c for c in reversed(commas) if subject is not None and c < subject.head.first), sentence[0])
    else:
        if lexicon.is_verb_second:
            return None
        subject = subject_before(scene, paragraph, cue, (comma + 1, sentence[1]), "before")
    if subject is None or comma <= sentence[0] or subject.how.endswith("_far"):
        return None
    if subject.head.first < comma and subject.head.last > comma:
        return None
    behind = max(cue.last, subject.head.last)
    if behind < sentence[1] and items[behind].kind == STOP and items[behind].low == "," and rest >= _LEAST_WORDS:
        return _made(scene, paragraph, sentence, cue, subject, (behind + 1, sentence[1]), 0.8)
    most = _MOST_ADDRESSED if not lexicon.is_verb_second else subject.head.last - cue.last + 3
    if rest > most or (behind < sentence[1] and items[behind].low in lexicon.of("a")):
        return None
    return _made(scene, paragraph, sentence, cue, subject, (sentence[0], comma), 0.85)


def _by_source(scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], cue: Cue) -> list[Reported]:
    """According to X, it will close · It will close, according to X · It will, according to X, close."""
    items, lexicon = paragraph.items, scene.lexicon
    subject = subject_after(scene, paragraph, cue, sentence, "by")
    if subject is None or subject.how.endswith("_far"):
        return []
    behind = _past_complement(scene, paragraph, subject.head.last, sentence[1])
    is_parted = behind < sentence[1] and items[behind].kind == STOP and items[behind].low in ",–—"
    if is_parted:
        behind += 1
        if behind < sentence[1] and items[behind].low in lexicon.of("who"):
            behind = next((i + 1 for i in range(behind, sentence[1]) if items[i].low == ","), sentence[1])
    is_first = cue.first <= sentence[0] + 1
    if is_first and not is_parted and not lexicon.is_verb_second:
        comma = next((i for i in range(behind, sentence[1]) if items[i].kind == STOP and items[i].low == ","), None)
        if comma is None:
            return []
        behind = comma + 1
    before = cue.first
    while before > sentence[0] and items[before - 1].kind == STOP and items[before - 1].low in ",–—":
        before -= 1
    words = [sum(i.kind != STOP for i in items[a:b]) for a, b in ((sentence[0], before), (behind, sentence[1]))]
    if is_first:
        one = _made(scene, paragraph, sentence, cue, subject, (behind, sentence[1]), 0.85)
        return [one] if one is not None else []
    if words[0] + words[1] < _LEAST_WORDS or words[0] == 0:
        return []
    if words[1] == 0 or (not lexicon.is_verb_second and not is_parted):
        one = _made(scene, paragraph, sentence, cue, subject, (sentence[0], before), 0.85)
        return [one] if one is not None else []
    first = _made(scene, paragraph, sentence, cue, subject, (sentence[0], before), 0.8, 1)
    second = _made(scene, paragraph, sentence, cue, subject, (behind, sentence[1]), 0.8, 1)
    if first is None or second is None:
        return [one for one in (first, second) if one is not None and words[0 if one is first else 1] >= _LEAST_WORDS]
    return [first, replace(second, goes_on=True)]


def _past_complement(scene: Scene, paragraph: Paragraph, at: int, last: int) -> int:
    """The item behind what a speaker is a speaker of, or is joined with ("a spokesman of the town", "X and Y")."""
    items, lexicon = paragraph.items, scene.lexicon
    for _ in range(2):
        if at >= last or items[at].kind != WORD:
            return at
        low = items[at].low
        if low not in lexicon.of("and") and low not in lexicon.of("prep"):
            return at
        after = at + 1
        while after < last and (items[after].low in lexicon.of("the") or items[after].low in lexicon.of("a")):
            after += 1
        if after >= last or (items[after].kind not in (NAME, OFFICE) and not is_noun(scene, items[after].low)):
            return at if low in lexicon.of("and") else min(after + 1, last)
        at = after + 1
    return at


def _made(
    scene: Scene,
    paragraph: Paragraph,
    sentence: tuple[int, int],
    cue: Cue,
    subject: Subject | None,
    place: tuple[int, int],
    confidence: float,
    least: int = _LEAST_WORDS,
) -> Reported | None:
    items = paragraph.items
    first, last = place
    while last > first and items[last - 1].kind == STOP and items[last - 1].low in _FINAL | {",", "–", "—"}:
        last -= 1
    # Behind a dash it is direct.
    if first < last and items[first].kind == STOP and items[first].low in "–—-―":
        return None
    words = sum(1 for i in range(first, last) if items[i].kind != STOP)
    quoted = [i for i in range(first, last) if items[i].kind == QUOTED]
    if first >= last or (not quoted and words < least):
        return None
    # What is marked for the most part is no reported speech.
    marked = sum(items[i].end - items[i].start for i in quoted)
    if quoted and (words - len(quoted) < 2 or marked > _MOST_MARKED * (items[last - 1].end - items[first].start)):
        return None
    return Reported(
        items[first].start,
        items[last - 1].end,
        subject,
        items[cue.first].start,
        items[cue.last - 1].end,
        confidence,
    )
