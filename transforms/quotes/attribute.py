"""A paragraph's marked stretches → the cue and the speaker that its own sentences give each of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from transforms.quotes.heads import head_at, in_phrase, is_noun
from transforms.quotes.items import NAME, QUOTED, STOP, WORD, Cue, Paragraph, Scene
from transforms.quotes.lexicon import VERBS
from transforms.quotes.subjects import Subject, leftmost, subject_after, subject_before, subject_of

MOST_CUES: Final = 8
MOST_QUOTED: Final = 60
"""Cues on either side of a stretch, and stretches of a sentence, that are looked at: no sentence of prose has more."""
_MOST_BEFORE: Final = 6
"""Items before whom a sentence is about."""
_NO_VERB: Final = "prep and the a that who by after have he she it they him her".split()
_LEAST_VERB: Final = 4
"""Letters of a word that may be a verb that no file lists."""
_MOST_TAIL: Final = 16
"""Items between a stretch and a cue behind it that may still be its own."""
_PARTING: Final = frozenset(",–—-.…?!")


@dataclass(frozen=True, slots=True)
class Attribution:
    """How one stretch is tied to a speaker: ``how`` names the pattern; ``cue_*`` are the offsets of the cue's words."""

    how: str
    cue_start: int
    cue_end: int
    subject: Subject | None


def attributions(scene: Scene, paragraph: Paragraph) -> dict[int, Attribution]:
    """Index of a stretch → its attribution, for those that have a cue in their sentence."""
    found: dict[int, Attribution] = {}
    for number, (first, last) in enumerate(paragraph.sentences):
        quoted = [i for i in range(first, last) if paragraph.items[i].kind == QUOTED]
        if not quoted:
            continue
        cues = cues_in(paragraph, (first, last))
        for at in quoted[:MOST_QUOTED]:
            attribution = _attribution(scene, paragraph, (first, last), cues, at)
            if attribution is None and at == last - 1 and number + 1 < len(paragraph.sentences):
                attribution = _told_after(scene, paragraph, paragraph.sentences[number + 1])
            if attribution is not None:
                found[paragraph.items[at].index] = attribution
    return found


def cues_in(paragraph: Paragraph, sentence: tuple[int, int]) -> list[Cue]:
    """The cues of a sentence, in order."""
    cues = paragraph.cues
    first = bisect_left(cues, sentence[0], key=lambda c: c.first)
    return cues[first : bisect_left(cues, sentence[1], key=lambda c: c.first)]


def _attribution(
    scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], cues: Sequence[Cue], at: int
) -> Attribution | None:
    items = paragraph.items
    before = items[at - 1] if at > sentence[0] else None
    is_introduced = before is not None and before.kind == STOP and before.low == ":"
    parting = bisect_left(cues, at, key=lambda c: c.first)
    ahead, behind = cues[max(0, parting - MOST_CUES) : parting], cues[parting : parting + MOST_CUES]
    if is_introduced:
        told = _told_before(scene, paragraph, sentence, ahead, at) or _named_before(scene, paragraph, sentence, at)
        if told is None or told.subject is None:
            told = _about(scene, paragraph, sentence, at) or told
        if told is not None:
            return told
    told = _told_right_behind(scene, paragraph, sentence, behind, at)
    if told is not None and told.subject is not None:
        return told
    other = _told_before(scene, paragraph, sentence, ahead, at)
    if other is not None and other.subject is not None:
        return other
    return _told_at_end(scene, paragraph, sentence, behind, at) or told or other


def _named_before(scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], at: int) -> Attribution | None:
    """X: “…”, a name and nothing else."""
    if at - 2 < sentence[0] or at - 2 > sentence[0] + 3:
        return None
    head = head_at(scene, paragraph.items, at - 2)
    if head is None or head.kind not in ("person", "org", "office"):
        return None
    colon = paragraph.items[at - 1]
    return Attribution("colon", colon.start, colon.end, Subject(head, "name"))


def _about(scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], at: int) -> Attribution | None:
    """X has had enough: “…”, a sentence about one person that a colon ends."""
    items = paragraph.items
    subject = leftmost(scene, items, sentence[0], at - 1, "about")
    if (
        subject is None
        or subject.head.kind not in ("person", "he", "she")
        or subject.head.first - sentence[0] > _MOST_BEFORE
    ):
        return None
    names = {
        scene.mentions[items[i].index].entity_id
        for i in range(sentence[0], at)
        if items[i].kind == NAME and scene.mentions[items[i].index].entity_type == "PERSON"
    }
    if len(names) > 1:
        return None
    return Attribution("colon", items[at - 1].start, items[at - 1].end, subject)


def _told_right_behind(
    scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], cues: Sequence[Cue], at: int
) -> Attribution | None:
    """“…”, said X · “…,” X said · “…”, aldus X · « … », a déclaré X"""
    items = paragraph.items
    j = at + 1
    while j < sentence[1] and items[j].kind == STOP and items[j].low in _PARTING and j <= at + 2:
        j += 1
    lexicon = scene.lexicon
    if not cues or cues[0].first > j + 2:
        told = _told_by_unknown(scene, paragraph, sentence, at, j)
        if told is not None or not cues:
            return told
    cue = cues[0]
    if cue.first == j and cue.kind != "after":
        return _attributed(
            scene, paragraph, cue, subject_of(scene, paragraph, cue, sentence, inverted=True), "verb_behind"
        )
    stretch = scene.stretches[items[at].index]
    is_parted = j > at + 1 or (stretch.end > stretch.start and scene.text[stretch.end - 1] in ",.?!…–—")
    if cue.kind not in VERBS and cue.kind != "after":
        return None
    if any(items[k].kind == QUOTED for k in range(j, cue.first)) or cue.first - j > _MOST_TAIL:
        return None
    # The auxiliary stands between: « … », a-t-il déclaré.
    if cue.kind in ("said", "say") and any(items[k].low in lexicon.of("have") for k in range(j, min(j + 3, cue.first))):
        subject = _head_between(scene, paragraph, j, cue.first) or subject_after(
            scene, paragraph, cue, sentence, "inverted"
        )
        return _attributed(scene, paragraph, cue, subject, "verb_behind")
    if not is_parted:
        return None
    for k in range(j, min(j + 5, cue.first)):
        if items[k].kind == STOP:
            break
        head = head_at(scene, items, k)
        if head is not None:
            subject = subject_before(scene, paragraph, cue, (j, sentence[1]), "before")
            return _attributed(scene, paragraph, cue, subject, "subject_behind") if subject else None
    subject = subject_before(scene, paragraph, cue, (j, sentence[1]), "before")
    return _attributed(scene, paragraph, cue, subject, "tail") if subject else None


def _told_by_unknown(
    scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], at: int, j: int
) -> Attribution | None:
    """“…”, grumbled X: a word that no file lists, between a comma or the end of a sentence and a person.

    Not in English, whose subject comes first there ("…," aides to X said).
    """
    items, lexicon = paragraph.items, scene.lexicon
    stretch = scene.stretches[items[at].index]
    if not lexicon.has_cues or lexicon.language == "en" or (j == at + 1 and scene.text[stretch.end - 1] not in ",.?!…"):
        return None
    if j < sentence[1] and items[j].low in ("zo", "so"):
        j += 1
    if j + 1 >= sentence[1] or items[j].kind != WORD or not scene.text[items[j].start].islower():
        return None
    word = items[j]
    if (
        any(word.low in lexicon.of(kind) for kind in _NO_VERB)
        or is_noun(scene, word.low)
        or len(word.low) < _LEAST_VERB
    ):
        return None
    head = head_at(scene, items, j + 1)
    if head is None or head.kind != "person":
        return None
    return Attribution("verb_behind", word.start, word.end, Subject(head, "unknown"))


def _head_between(scene: Scene, paragraph: Paragraph, floor: int, ceiling: int) -> Subject | None:
    for k in range(floor, ceiling):
        head = head_at(scene, paragraph.items, k)
        if head is not None and not in_phrase(scene, paragraph.items, k, floor):
            return Subject(head, "inverted")
    return None


def _told_before(
    scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], cues: Sequence[Cue], at: int
) -> Attribution | None:
    """X said: “…” · X said “…” · X said that … “…” · according to X, … “…”"""
    items = paragraph.items
    best: Attribution | None = None
    for cue in reversed(cues):
        between = [items[k] for k in range(cue.last, at)]
        if any(i.kind == STOP and i.low == ";" for i in between):
            break
        subject = subject_of(scene, paragraph, cue, (sentence[0], at), inverted=_is_inverted(paragraph, sentence, cue))
        words = sum(1 for i in between if i.kind != STOP)
        own = subject is not None and subject.head.first >= cue.last
        if own and subject is not None:
            words -= subject.head.last - subject.head.first
        if between and between[-1].kind == STOP and between[-1].low == ":":
            how = "colon"
        elif any(i.kind == QUOTED for i in between):
            how = "before_chain"
        elif words <= 1:
            how = "right_before"
        else:
            how = "within"
        if (
            how in ("within", "before_chain")
            and cue.kind == "said"
            and not has_auxiliary(scene, paragraph, sentence, cue)
        ):
            continue
        attributed = _attributed(scene, paragraph, cue, subject, how)
        if subject is not None:
            return attributed
        best = best or attributed
    return best


def _is_inverted(paragraph: Paragraph, sentence: tuple[int, int], cue: Cue) -> bool:
    """Whether a stretch stands right before a cue, parted by no more than a comma."""
    j = cue.first - 1
    while j >= sentence[0] and paragraph.items[j].kind == STOP and paragraph.items[j].low in _PARTING:
        j -= 1
    return j >= sentence[0] and paragraph.items[j].kind == QUOTED


def has_auxiliary(scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], cue: Cue) -> bool:
    """Whether an auxiliary stands before a participle in its sentence."""
    have = scene.lexicon.of("have")
    return any(paragraph.items[k].low in have for k in range(sentence[0], cue.first))


def _told_at_end(
    scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], cues: Sequence[Cue], at: int
) -> Attribution | None:
    """The plan is “a disaster” for all, X said."""
    items = paragraph.items
    for cue in reversed(cues):
        between = range(at + 1, cue.first)
        if cue.first - at > 2 * _MOST_TAIL or any(items[k].kind == STOP and items[k].low in ";:" for k in between):
            continue
        commas = [k for k in between if items[k].kind == STOP and items[k].low in ",–—"]
        if not commas or cue.kind == "utter":
            continue
        rest = range(cue.last, sentence[1])
        subject = None
        if cue.first == commas[-1] + 1:
            subject = subject_after(scene, paragraph, cue, sentence, "by" if cue.kind == "by" else "inverted")
        elif (
            cue.kind in VERBS
            and not scene.lexicon.is_verb_second
            and all(items[k].kind != WORD or k - cue.last < 6 for k in rest)
        ):
            subject = subject_before(scene, paragraph, cue, (commas[-1] + 1, sentence[1]), "before")
            if subject is None and len(commas) > 1:
                subject = subject_before(scene, paragraph, cue, (commas[-2] + 1, sentence[1]), "before")
        if subject is not None:
            return _attributed(scene, paragraph, cue, subject, "end")
    return None


def told_in(scene: Scene, paragraph: Paragraph, sentence: tuple[int, int]) -> Attribution | None:
    """Who speaks by the last cue of a sentence that ends in a colon: X went on:"""
    cues = cues_in(paragraph, sentence)
    return _told_before(scene, paragraph, sentence, cues, sentence[1])


def _told_after(scene: Scene, paragraph: Paragraph, sentence: tuple[int, int]) -> Attribution | None:
    """“….” X said. — a sentence of its own, with nothing but who speaks."""
    if sentence[1] - sentence[0] > 9 or any(paragraph.items[k].kind == QUOTED for k in range(*sentence)):
        return None
    for cue in cues_in(paragraph, sentence):
        if cue.kind in VERBS:
            rest = [i for i in paragraph.items[cue.last : sentence[1]] if i.kind != STOP]
            if cue.first == sentence[0]:
                subject = subject_after(scene, paragraph, cue, sentence, "inverted")
            elif len(rest) <= 1:
                subject = subject_before(scene, paragraph, cue, sentence, "before")
            else:
                return None
            return _attributed(scene, paragraph, cue, subject, "sentence_behind") if subject else None
        if sentence[0] == cue.first and cue.kind == "by":
            subject = subject_after(scene, paragraph, cue, sentence, "by")
            return _attributed(scene, paragraph, cue, subject, "sentence_behind") if subject else None
    return None


def _attributed(scene: Scene, paragraph: Paragraph, cue: Cue, subject: Subject | None, how: str) -> Attribution:
    items = paragraph.items
    return Attribution(how, items[cue.first].start, items[cue.last - 1].end, subject)
