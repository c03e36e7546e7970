"""A cue in its sentence → the words that name who speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from transforms.quotes.heads import PRONOUNS, Head, head_at, in_phrase, is_noun, settled_head
from transforms.quotes.items import QUOTED, STOP, WORD, Cue, Item, Paragraph, Scene

PARTICLES: Final = frozenset("van von de der den ter ten te la le du da di dos del al el bin".split())
_MOST_AHEAD: Final = 12
_MOST_BACK: Final = 40
_MOST_GAP: Final = 3
_BREAKS: Final = frozenset(";:")
_COMMAS: Final = frozenset(",–—-(")
_CLOSES_INSERTION: Final = _COMMAS | {")"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A head as a cue's subject, and how it was found."""

    head: Head
    how: str


def subject_of(
    scene: Scene, paragraph: Paragraph, cue: Cue, sentence: tuple[int, int], *, inverted: bool
) -> Subject | None:
    """Who speaks by a cue. ``inverted``: its quotation stands right before it, so the subject follows."""
    if cue.kind == "by":
        return subject_after(scene, paragraph, cue, sentence, "by")
    if cue.kind == "after":
        return subject_before(scene, paragraph, cue, sentence, "after")
    if cue.kind == "cites":
        return subject_after(scene, paragraph, cue, sentence, "cited")
    if inverted:
        return subject_after(scene, paragraph, cue, sentence, "inverted")
    found = subject_before(scene, paragraph, cue, sentence, "before")
    if found is not None and scene.lexicon.is_verb_second and found.how == "before":
        found = _behind_verb(scene, paragraph, cue, sentence, found) or found
    if found is None and (scene.lexicon.is_verb_second or cue.first == sentence[0] or scene.language not in ("en",)):
        found = subject_after(scene, paragraph, cue, sentence, "second")
    return found


def _behind_verb(
    scene: Scene, paragraph: Paragraph, cue: Cue, sentence: tuple[int, int], before: Subject
) -> Subject | None:
    """Of a verb-second language: the subject right behind the verb, where what stands before it is its object ("der
    Zeitung sagte Quist", "die Regierung nannte er")."""
    if cue.last >= sentence[1]:
        return None
    head = head_at(scene, paragraph.items, cue.last)
    if head is None or (head.kind == "office" and head.mention is None):
        return None
    settled = settled_head(scene, paragraph.items, head, cue.last, sentence[1])
    is_pronoun = settled.kind in ("he", "she") and before.head.kind not in ("he", "she")
    is_person = settled.kind == "person" and before.head.kind in ("noun", "org", "place", "np", "name")
    return Subject(settled, "second") if is_pronoun or is_person else None


def subject_after(scene: Scene, paragraph: Paragraph, cue: Cue, sentence: tuple[int, int], how: str) -> Subject | None:
    """The first head behind a cue that hangs on no preposition."""
    items, ceiling = paragraph.items, sentence[1]
    floor = cue.last
    lexicon = scene.lexicon
    skipped = 0
    i = floor
    while i < min(ceiling, floor + _MOST_AHEAD):
        item = items[i]
        if item.kind == QUOTED or (item.kind == STOP and item.low not in "-’'."):
            break
        if item.kind == WORD and item.low in lexicon.of("that") and item.low not in lexicon.of("the"):
            break
        head = head_at(scene, items, i)
        if head is not None and head.kind == "it" and how != "inverted":
            head = None
        if how == "by" and i == floor and item.kind == WORD:
            head = _bent(scene, items, i) or head
        if head is not None and not in_phrase(scene, items, i, floor):
            settled = settled_head(scene, items, head, floor, ceiling)
            if settled.kind in PRONOUNS and skipped > 1:
                return None
            return Subject(settled, how if skipped <= _MOST_GAP else how + "_far")
        if head is None and item.kind == WORD:
            skipped += 1
        i += 1
    return _phrase_after(scene, items, floor, ceiling, how)


def _bent(scene: Scene, items: Sequence[Item], i: int) -> Head | None:
    """A pronoun in the case that a preposition takes ("according to her")."""
    for kind, pronoun in (("him", "he"), ("her", "she")):
        if items[i].low in scene.lexicon.of(kind):
            follows = items[i + 1] if i + 1 < len(items) else None
            if follows is None or follows.kind != WORD or not is_noun(scene, follows.low):
                return Head(i, i + 1, items[i].start, items[i].end, pronoun)
    return None


def _phrase_after(scene: Scene, items: Sequence[Item], floor: int, ceiling: int, how: str) -> Subject | None:
    """A noun phrase of unknown words right behind a cue: an article and what follows, or capitalised words."""
    lexicon = scene.lexicon
    if floor >= ceiling or items[floor].kind != WORD:
        return None
    first = items[floor]
    is_the = first.low in lexicon.of("the")
    is_article = how == "inverted" and (is_the or first.low in lexicon.of("a"))
    is_capital = scene.text[first.start].isupper() and not lexicon.has_noun_capitals
    if not is_article:
        is_function = is_the or first.low in lexicon.of("that") or first.low in lexicon.of("prep")
        if not is_capital or (is_function and first.low not in PARTICLES):
            return None
    last = floor + 1
    while last < min(ceiling, floor + 5):
        item = items[last]
        if item.kind != WORD:
            break
        if not is_article and item.low in PARTICLES:
            last += 1
            continue
        if any(item.low in lexicon.of(kind) for kind in ("prep", "who", "that")):
            break
        if not is_article and not scene.text[item.start].isupper():
            break
        last += 1
    if is_article and last in (floor + 1, floor + 5):
        return None
    if not is_article and not scene.text[items[last - 1].start].isupper():
        return None
    return Subject(Head(floor, last, first.start, items[last - 1].end, "np" if is_article else "name"), how)


def subject_before(scene: Scene, paragraph: Paragraph, cue: Cue, sentence: tuple[int, int], how: str) -> Subject | None:
    """The nearest head before a cue that hangs on no preposition, with regard to what is put in between commas."""
    items, lexicon = paragraph.items, scene.lexicon
    floor = max(sentence[0], cue.first - _MOST_BACK)
    for j in range(cue.first - 1, floor - 1, -1):
        if items[j].kind == QUOTED or (items[j].kind == STOP and items[j].low in _BREAKS):
            floor = j + 1
            break
    i = cue.first - 1
    if i < floor:
        return None
    prior = items[i]
    if prior.kind == WORD and prior.low in lexicon.of("and"):
        return leftmost(scene, items, floor, i, how + "_and")
    if lexicon.language == "en" and items[cue.first].low.endswith("ing"):
        return leftmost(scene, items, floor, cue.first, how + "_ing")
    if prior.kind == WORD and prior.low in lexicon.of("who") and prior.low not in lexicon.of("she"):
        return _nearest(scene, items, floor, i, how + "_who")
    if prior.kind == STOP and prior.low in _CLOSES_INSERTION:
        inserted = _insertion(scene, items, floor, i)
        if inserted is not None:
            return inserted if how == "before" else Subject(inserted.head, how)
    return _nearest(scene, items, floor, cue.first, how)


def _nearest(scene: Scene, items: Sequence[Item], floor: int, ceiling: int, how: str) -> Subject | None:
    """The last head before an item that hangs on no preposition."""
    gap = 0
    for j in range(ceiling - 1, floor - 1, -1):
        item = items[j]
        head = head_at(scene, items, j)
        if head is not None and not in_phrase(scene, items, j, floor):
            if head.kind in PRONOUNS and gap > 1:
                return None
            settled = settled_head(scene, items, head, floor, ceiling)
            return Subject(settled, how if gap <= _MOST_GAP else how + "_far")
        if item.kind == WORD:
            gap = 0 if item.low in scene.lexicon.of("prep") else gap + (head is None)
    return _name_before(scene, items, floor, ceiling, how)


def leftmost(scene: Scene, items: Sequence[Item], floor: int, ceiling: int, how: str) -> Subject | None:
    """The first head that hangs on no preposition: whom a sentence is about."""
    for j in range(floor, ceiling):
        head = head_at(scene, items, j)
        if head is not None and not in_phrase(scene, items, j, floor):
            return Subject(settled_head(scene, items, head, floor, ceiling), how)
    return None


def _insertion(scene: Scene, items: Sequence[Item], floor: int, comma: int) -> Subject | None:
    """Whoever stands before or in a part between commas that ends right before the verb."""
    opening = None
    depth = 0
    for j in range(comma - 1, floor - 1, -1):
        if items[j].kind == STOP and items[j].low in _COMMAS:
            opening = j
            if items[j].low != "," or depth or comma - j > 1:
                break
    if opening is None:
        return None
    who = scene.lexicon.of("who")
    inside = range(opening + 1, comma)
    heads = [
        h for j in inside if (h := head_at(scene, items, j)) is not None and not in_phrase(scene, items, j, opening + 1)
    ]
    is_clause = any(items[j].kind == WORD and items[j].low in who for j in range(opening + 1, min(opening + 4, comma)))
    outer = None
    for j in range(opening - 1, floor - 1, -1):
        head = head_at(scene, items, j)
        if head is not None and not in_phrase(scene, items, j, floor):
            outer = settled_head(scene, items, head, floor, opening)
            break
        if items[j].kind == STOP and items[j].low in _COMMAS and outer is None and not is_clause:
            continue
    people = [h for h in heads if h.kind == "person"]
    if not is_clause and people and (outer is None or outer.kind != "person"):
        return Subject(people[0], "before")
    if outer is not None:
        return Subject(outer, "before_comma")
    if heads and not is_clause:
        return Subject(settled_head(scene, items, heads[0], opening + 1, comma), "before_comma")
    return None


def _name_before(scene: Scene, items: Sequence[Item], floor: int, ceiling: int, how: str) -> Subject | None:
    """Capitalised words right before the verb, in languages where a capital says something."""
    if scene.lexicon.has_noun_capitals:
        return None
    first = ceiling
    while first > floor and items[first - 1].kind == WORD and scene.text[items[first - 1].start].isupper():
        first -= 1
        if ceiling - first >= 3:
            break
    while first < ceiling and (
        items[first].low in scene.lexicon.of("prep") or items[first].low in scene.lexicon.of("the")
    ):
        first += 1
    if first == ceiling or (first == floor and ceiling - first == 1):
        return None
    return Subject(Head(first, ceiling, items[first].start, items[ceiling - 1].end, "name"), how)
