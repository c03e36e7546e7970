"""Reported speech with a cue that says so: the clause or sentence that is somebody's words in the writer's.

Three forms: behind a verb, with a word such as "that" or where the language leaves it out ("X said it would close");
behind or before a preposition of source ("according to X, it will close"); before a verb that ends the sentence ("it
will close, X said"). The word "that" belongs to what is reported, the mark that ends the sentence does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from transforms.quotes.attribute import MOST_CUES, cues_in, has_auxiliary
from transforms.quotes.heads import PRONOUNS, is_noun
from transforms.quotes.items import NAME, OFFICE, QUOTED, STOP, WORD, Cue, Item, Paragraph, Scene
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
    return _by_verb(scene, paragraph, sentence, cue) if cue.kind in ("say", "said") else []


def _by_verb(scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], cue: Cue) -> list[Reported]:
    if cue.kind == "said" and not has_auxiliary(scene, paragraph, sentence, cue):
        return []
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
        return []
    subject = subject_of(scene, paragraph, cue, (sentence[0], max(opened, cue.last)), inverted=False)
    has_that = items[opened].low in scene.lexicon.of("that")
    if subject is not None and subject.how.endswith("_far"):
        subject = None
    if subject is None and (not has_that or opened - cue.last > 1 or is_noun(scene, items[cue.first].low)):
        return []
    if subject is not None and not has_that and not _is_main(scene, paragraph, sentence, subject):
        return []
    confidence = 0.7 if subject is None else 0.9 if has_that else 0.8
    until = _next_verb(scene, paragraph, opened, sentence[1])
    one = _made(scene, paragraph, sentence, cue, subject, (opened, until), confidence)
    return [one] if one is not None else []


def _next_verb(scene: Scene, paragraph: Paragraph, first: int, last: int) -> int:
    """Where what is reported ends because its speaker goes on with another verb ("…, and added: “…”")."""
    joins = scene.lexicon.of("and")
    for cue in cues_in(paragraph, (first, last)):
        if cue.first - 1 > first and cue.kind in ("say", "utter") and paragraph.items[cue.first - 1].low in joins:
            return cue.first - 1
    return last


def _is_main(scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], subject: Subject) -> bool:
    """Whether a verb that leaves "that" out is no part of a clause on something else ("what Russia says is")."""
    before = subject.head.first - 1
    # "Voters who say it is over stayed at home": which voters, not what they said.
    if subject.how.endswith("_who") and paragraph.items[subject.head.last].low != ",":
        return False
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
    if _says_at_once(scene, paragraph, cue, sentence[1]):
        return cue.last
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
        if follows.kind == WORD and (follows.low in lexicon.of("prep") or follows.low in lexicon.of("and")):
            return None
        if follows.kind in (WORD, NAME, OFFICE):
            return _bare_clause(scene, paragraph, cue, sentence[1])
    return None


def _says_at_once(scene: Scene, paragraph: Paragraph, cue: Cue, last: int) -> bool:
    """Whether an English clause without "that" starts right behind the verb, by its first word."""
    items, lexicon = paragraph.items, scene.lexicon
    if lexicon.language != "en" or items[cue.first].low not in _SAYS or cue.last + 1 >= last:
        return False
    low = items[cue.last].low
    return low not in lexicon.of("that") and any(low in lexicon.of(k) for k in ("he", "she", "it", "they", "the"))


def _bare_clause(scene: Scene, paragraph: Paragraph, cue: Cue, last: int) -> int | None:
    """Where an English clause without "that" starts, past whom it is told and when; None where it is no clause."""
    items, lexicon = paragraph.items, scene.lexicon
    at, word = cue.last, items[cue.first].low
    starts = frozenset[str]().union(*(lexicon.of(kind) for kind in ("he", "she", "it", "they", "the", "a")))
    if word in _TELLS:
        while at < min(last, cue.last + 3) and (items[at].low in lexicon.articles or items[at].kind == OFFICE):
            at += 1
        at += 1
    while at < last and items[at].low in _TIMES:
        at += 1
    if at >= last:
        return None
    is_start = items[at].kind in (NAME, OFFICE) or items[at].low in starts
    if at > cue.last and not is_start:
        return None
    is_clause = word in _SAYS or any(items[i].low in _AUXILIARIES for i in range(at, last))
    return at if is_clause or any(items[at].low in lexicon.of(kind) for kind in ("he", "she", "it", "they")) else None


_SAYS: Final = frozenset("say says said saying think thinks thought believe believes believed".split())
_TELLS: Final = frozenset("tell tells told".split())
_TIMES: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday yesterday today tonight later earlier recently".split()
)
_AUXILIARIES: Final = frozenset(
    """is are was were be been isn’t aren’t wasn’t weren’t will would won’t wouldn’t has have had hasn’t haven’t hadn’t
    can could can’t couldn’t may might should must do does did don’t doesn’t didn’t""".split()
)
_WHEN: Final = frozenset("this last when while as because".split())
_PASSIVE: Final = frozenset("is are was were be been being".split())
"""English words, by which a clause is told from a thing ("announced his resignation")."""
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


def _before_verb(scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], cue: Cue, rest: int) -> list[Reported]:
    """It will close, X said · It will close, said X · By May, X said, it will close."""
    items, lexicon = paragraph.items, scene.lexicon
    commas = [i for i in range(sentence[0], cue.first) if items[i].kind == STOP and items[i].low in ",–—"]
    is_english = lexicon.language == "en"
    if items[cue.first].low not in lexicon.of("bare") or (is_english and items[cue.first - 1].low in _PASSIVE):
        return []
    told = _told_behind(scene, paragraph, sentence, cue, commas)
    if told is None:
        return []
    subject, comma = told
    behind = max(cue.last, subject.head.last)
    # "The mayor, X, said, it will close": what stands before is who speaks.
    is_inserted = lexicon.is_verb_second and subject.head.first < cue.first
    is_adverbial = is_inserted or _is_adverbial(scene, paragraph, sentence[0], comma)
    is_parted = behind < sentence[1] and items[behind].kind == STOP and items[behind].low == ","
    if is_parted and rest >= _LEAST_WORDS:
        after = items[behind + 1].low if behind + 1 < sentence[1] else ""
        is_apposition = after in lexicon.articles or after in lexicon.of("who")
        is_told = _is_subjunctive(paragraph, sentence[0], comma) and lexicon.has_noun_capitals
        if is_adverbial or subject.head.kind in PRONOUNS or not (is_apposition or is_told):
            second = _made(scene, paragraph, sentence, cue, subject, (behind + 1, sentence[1]), 0.8)
            return [second] if second is not None else []
    elif is_inserted:
        return []
    else:
        if is_english and not _may_end(scene, paragraph, behind, sentence[1], is_adverbial=is_adverbial):
            return []
        most = _MOST_ADDRESSED if not lexicon.is_verb_second else subject.head.last - cue.last + 3
        if rest > most or (behind < sentence[1] and items[behind].low in lexicon.of("a")):
            return []
    first = _made(scene, paragraph, sentence, cue, subject, (sentence[0], comma), 0.85)
    return [first] if first is not None else []


def _told_behind(
    scene: Scene, paragraph: Paragraph, sentence: tuple[int, int], cue: Cue, commas: Sequence[int]
) -> tuple[Subject, int] | None:
    """Who speaks by a cue behind a comma, and the comma that ends what they said."""
    items, lexicon = paragraph.items, scene.lexicon
    comma = commas[-1]
    if comma == cue.first - 1:
        subject = subject_after(scene, paragraph, cue, sentence, "inverted")
        if subject is None and len(commas) > 1:
            subject = subject_before(scene, paragraph, cue, sentence, "before")
            comma = next((c for c in reversed(commas) if subject is not None and c < subject.head.first), sentence[0])
    elif lexicon.is_verb_second:
        return None
    else:
        subject = subject_before(scene, paragraph, cue, (comma + 1, sentence[1]), "before")
    if subject is None or comma <= sentence[0] or subject.how.endswith("_far"):
        return None
    if subject.head.first < comma and subject.head.last > comma:
        return None
    parting = lexicon.of("and") | lexicon.of("who") | lexicon.of("that")
    if any(items[i].low in parting - lexicon.articles for i in range(comma + 1, min(subject.head.first, cue.first))):
        return None
    return subject, comma


def _is_adverbial(scene: Scene, paragraph: Paragraph, first: int, last: int) -> bool:
    """Whether what stands before a comma tells when, where or how, by its first words ("In a letter", "Later")."""
    items, lexicon = paragraph.items, scene.lexicon
    while first + 1 < last and items[first].low in lexicon.of("and"):
        first += 1
    low = items[first].low
    if low in lexicon.of("prep") or low in _TIMES:
        return True
    follows = items[first + 1].low if first + 1 < last else ""
    if lexicon.language == "en" and low.endswith("ing") and follows not in _AUXILIARIES:
        return True
    return low.endswith(("ly", "ck")) and follows in lexicon.of("prep")


def _may_end(scene: Scene, paragraph: Paragraph, behind: int, last: int, *, is_adverbial: bool) -> bool:
    """Whether what follows an English verb of speech and its subject only tells to whom, when and where."""
    items, lexicon = paragraph.items, scene.lexicon
    if any(items[i].kind == QUOTED for i in range(behind, last)):
        return False
    if behind >= last or items[behind].kind == STOP or items[behind].low in lexicon.of("prep"):
        return True
    low = items[behind].low
    if low in _TIMES or low in _WHEN or low.endswith("ly"):
        return True
    return not is_adverbial and not any(items[i].low in _AUXILIARIES for i in range(behind, last))


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


def _without_direct(scene: Scene, paragraph: Paragraph, first: int, last: int) -> tuple[int, int]:
    """What is reported without the whole sentences between marks at its end: these are quotations of their own. Nothing
    where it starts with one."""
    items = paragraph.items
    for i in range(first + 1, last):
        if items[i].kind == QUOTED and items[i - 1].kind == STOP and items[i - 1].low == ":":
            last = i - 1
            break
    # Behind a whole sentence stands who said it, not what.
    if first < last and items[first].kind == QUOTED and _is_whole(scene, items[first]):
        return last, last
    while last > first and items[last - 1].kind == QUOTED and _is_whole(scene, items[last - 1]):
        last -= 1
        while last > first and items[last - 1].kind == STOP and items[last - 1].low in ",–—":
            last -= 1
    return first, last


def _is_whole(scene: Scene, item: Item) -> bool:
    """Whether a stretch is a sentence rather than some words of one: a capital, an end and four words."""
    text, stretch = scene.text, scene.stretches[item.index]
    said = text[stretch.start : stretch.end]
    has_end = said[-1:] in _FINAL or said[-1:] == "," or text[stretch.outer_end : stretch.outer_end + 1] in (",", ".")
    return said[:1].isupper() and has_end and len(said.split()) >= _LEAST_WORDS


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
    whole = last
    first, last = _without_direct(scene, paragraph, first, last)
    # Before the verb, what leads to a direct quotation is the writer's.
    if last < whole and first < cue.first:
        return None
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
