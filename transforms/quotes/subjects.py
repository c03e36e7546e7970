"""A cue in its sentence → the words that name who speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from transforms.entities.role_words import RoleWords, role_words
from transforms.model import Mention, Role
from transforms.quotes.items import NAME, OFFICE, QUOTED, STOP, WORD, Cue, Item, Paragraph, Scene

PERSON: Final = "PERSON"
PRONOUNS: Final = ("he", "she", "they", "it")
PARTICLES: Final = frozenset("van von de der den ter ten te la le du da di dos del al el bin".split())
_MOST_AHEAD: Final = 12
_MOST_BACK: Final = 40
_MOST_GAP: Final = 3
_BREAKS: Final = frozenset(";:")
_COMMAS: Final = frozenset(",–—-(")


@dataclass(frozen=True, slots=True)
class Head:
    """What may speak: items first..last (last exclusive), text[start:end]; ``kind`` is person, org, place, office,
    noun, np, name or a kind of pronoun."""

    first: int
    last: int
    start: int
    end: int
    kind: str
    mention: Mention | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A head as a cue's subject, and how it was found."""

    head: Head
    how: str


@cache
def _nouns(language: str) -> RoleWords:
    return role_words({"no": "nb"}.get(language, language))


def head_at(scene: Scene, items: Sequence[Item], i: int) -> Head | None:
    """The head that starts at an item, if one does."""
    item = items[i]
    lexicon = scene.lexicon
    if item.kind == NAME:
        mention = scene.mentions[item.index]
        if _is_possessor(scene.text, mention.end_char) or _is_compound(scene, items, i):
            return None
        # A name that the recogniser began too early: "Zum Rücktritt".
        if mention.surface.partition(" ")[0].lower() in scene.lexicon.of("prep"):
            return None
        kind = {"PERSON": "person", "ORGANIZATION": "org"}.get(mention.entity_type, "place")
        return Head(i, i + 1, item.start, item.end, kind, mention)
    if item.kind == OFFICE:
        role = scene.roles[item.index]
        if role.mention_start_char is not None and role.mention_start_char in scene.mention_at:
            named = scene.mentions[scene.mention_at[role.mention_start_char]]
            return Head(i, i + 1, item.start, item.end, "office", named, role)
        return Head(i, i + 1, item.start, item.end, "office", None, role)
    if item.kind == WORD:
        low = item.low
        words = lexicon.words
        for kind in PRONOUNS:
            if kind in words and low in words[kind]:
                if _is_article(scene, items, i):
                    return None
                return Head(i, i + 1, item.start, item.end, kind)
        if is_noun(scene, low) and (not lexicon.has_noun_capitals or scene.text[item.start].isupper()):
            return Head(i, i + 1, item.start, item.end, "noun")
    return None


def _is_article(scene: Scene, items: Sequence[Item], i: int) -> bool:
    """Whether a word that may be a pronoun stands before a noun ("den russiske utenriksministeren")."""
    lexicon = scene.lexicon
    low = items[i].low
    if i + 1 >= len(items) or (low not in lexicon.of("the") and low not in lexicon.of("a")):
        return False
    follows = items[i + 1]
    if follows.kind in (OFFICE, NAME):
        return True
    if follows.kind != WORD or follows.low in lexicon.first or follows.low in lexicon.of("have"):
        return False
    return follows.low not in lexicon.of("prep") and follows.low not in lexicon.of("that")


def _is_compound(scene: Scene, items: Sequence[Item], i: int) -> bool:
    """Whether a name is the first part of a longer word that is nobody who speaks ("Istanbul-dokumentet")."""
    end = items[i].end
    if scene.text[end : end + 1] not in ("-", "‑") or not scene.text[end + 1 : end + 2].isalpha():
        return False
    return i + 2 >= len(items) or not is_noun(scene, items[i + 2].low)


def is_noun(scene: Scene, low: str) -> bool:
    """Whether a word in small letters names people or bodies that speak."""
    lexicon = scene.lexicon
    for kind in ("person", "person_m", "person_f", "body"):
        if low in lexicon.words.get(kind, ()):
            return True
    return low in lexicon.stands or (len(low) > 3 and _nouns(scene.language).is_head(low))


def _is_possessor(text: str, end: int) -> bool:
    return text[end : end + 2] in ("’s", "'s") and not text[end + 2 : end + 3].isalpha()


def in_phrase(scene: Scene, items: Sequence[Item], i: int, floor: int) -> bool:
    """Whether the head at item i hangs on a preposition or on a noun before it, down to item ``floor``."""
    lexicon = scene.lexicon
    prep, articles = lexicon.of("prep"), lexicon.of("the") | lexicon.of("a")
    passed = False
    j = i - 1
    while j >= floor and i - j <= 6:
        item = items[j]
        if item.kind == WORD:
            if item.low in prep:
                return True
            if passed:
                return _is_genitive(scene, items, j)
            if item.low in lexicon.of("and"):
                return j > floor and head_at(scene, items, j - 1) is not None and in_phrase(scene, items, j - 1, floor)
            if item.low in lexicon.of("who") and item.low not in articles:
                return False
            if item.low in lexicon.first and any(k in ("say", "said", "utter") for _, k in lexicon.cues[item.low]):
                return False
            if lexicon.has_bare_nouns and is_noun(scene, item.low) and items[i].kind != NAME:
                return True
            passed = item.low in articles
        elif item.kind == OFFICE:
            role = scene.roles[item.index]
            if items[i].kind == NAME and role.mention_start_char == items[i].start:
                i = j
            elif passed and lexicon.has_noun_capitals:
                return True
            else:
                return False
        elif item.kind == NAME and (scene.text[item.end - 1] == "s" or _is_possessor(scene.text, item.end)):
            passed = False
        elif item.kind == STOP and item.low in "’'":
            pass
        else:
            return False
        j -= 1
    return False


def _is_genitive(scene: Scene, items: Sequence[Item], j: int) -> bool:
    """German "der Sprecher der Polizei": a noun right before the article of another."""
    return scene.lexicon.has_noun_capitals and items[j].kind == WORD and is_noun(scene, items[j].low)


def _widened(scene: Scene, items: Sequence[Item], head: Head, floor: int) -> Head:
    """A noun or office with its article and what stands between."""
    if head.kind not in ("noun", "office"):
        return head
    lexicon = scene.lexicon
    articles = lexicon.of("the") | lexicon.of("a")
    for j in range(head.first - 1, max(floor, head.first - 5) - 1, -1):
        item = items[j]
        if item.kind in (STOP, QUOTED) or item.low in lexicon.of("prep") or item.low in lexicon.of("and"):
            break
        if item.kind == WORD and item.low in lexicon.first:
            break
        if item.kind == WORD and item.low in articles:
            return Head(j, head.last, item.start, head.end, head.kind, head.mention, head.role)
    return head


def _settled(scene: Scene, items: Sequence[Item], head: Head, floor: int, ceiling: int) -> Head:
    """A head that names its person right beside it becomes that person."""
    if head.kind == "office" and head.mention is not None:
        start = head.mention.start_char
        for j in range(floor, ceiling):
            if items[j].kind == NAME and items[j].start == start:
                return Head(j, j + 1, items[j].start, items[j].end, "person", head.mention, head.role)
    if head.kind in ("noun", "office", "org", "place") and head.last < ceiling:
        follows = items[head.last]
        if follows.kind == NAME and scene.mentions[follows.index].entity_type == PERSON:
            named = head_at(scene, items, head.last)
            if named is not None and scene.text[head.end : named.start].strip() == "":
                return named
        if head.kind in ("org", "place") and scene.text[head.end : follows.start].strip() in ("", "-"):
            behind = head_at(scene, items, head.last)
            if behind is not None and behind.kind in ("noun", "office"):
                return _widened(scene, items, _settled(scene, items, behind, floor, ceiling), floor)
    return _widened(scene, items, head, floor)


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
    settled = _settled(scene, paragraph.items, head, cue.last, sentence[1])
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
            settled = _settled(scene, items, head, floor, ceiling)
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
    who = lexicon.of("who")
    prior = items[i]
    if prior.kind == WORD and prior.low in lexicon.of("and"):
        return leftmost(scene, items, floor, i, how + "_and")
    if lexicon.language == "en" and items[cue.first].low.endswith("ing"):
        return leftmost(scene, items, floor, cue.first, how + "_ing")
    ceiling = cue.first
    if prior.kind == WORD and prior.low in who and prior.low not in lexicon.of("she"):
        ceiling, how = i, how + "_who"
    elif prior.kind == STOP and prior.low in _COMMAS | {")"}:
        inserted = _insertion(scene, items, floor, i)
        if inserted is not None:
            return inserted if how == "before" else Subject(inserted.head, how)
    gap = 0
    j = ceiling - 1
    while j >= floor:
        item = items[j]
        head = head_at(scene, items, j)
        if head is not None and not in_phrase(scene, items, j, floor):
            if head.kind in PRONOUNS and gap > 1:
                return None
            settled = _settled(scene, items, head, floor, ceiling)
            return Subject(settled, how if gap <= _MOST_GAP else how + "_far")
        if item.kind == WORD and item.low in lexicon.of("prep"):
            gap = 0
        elif head is None and item.kind == WORD:
            gap += 1
        j -= 1
    return _name_before(scene, items, floor, ceiling, how)


def leftmost(scene: Scene, items: Sequence[Item], floor: int, ceiling: int, how: str) -> Subject | None:
    """The first head that hangs on no preposition: whom a sentence is about."""
    for j in range(floor, ceiling):
        head = head_at(scene, items, j)
        if head is not None and not in_phrase(scene, items, j, floor):
            return Subject(_settled(scene, items, head, floor, ceiling), how)
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
            outer = _settled(scene, items, head, floor, opening)
            break
        if items[j].kind == STOP and items[j].low in _COMMAS and outer is None and not is_clause:
            continue
    people = [h for h in heads if h.kind == "person"]
    if not is_clause and people and (outer is None or outer.kind != "person"):
        return Subject(people[0], "before")
    if outer is not None:
        return Subject(outer, "before_comma")
    if heads and not is_clause:
        return Subject(_settled(scene, items, heads[0], opening + 1, comma), "before_comma")
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
