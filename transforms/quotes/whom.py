"""The words that name a speaker → the entity: names at once, pronouns and titles by whom was spoken of before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

from transforms.model import Mention, Role
from transforms.quotes.heads import Head
from transforms.quotes.items import Scene

PERSON: Final = "PERSON"
_NEAR: Final = 700
"""Characters before a pronoun in which a rival of its own gender makes it unsure: about three sentences."""
_GLUED: Final = frozenset("nb nn no da sv".split())
_MOST_MENTIONS: Final = 60
_REACH: Final = 1_500
SURE: Final = 0.97
"""A name that stands there."""


@dataclass(slots=True)
class Known:
    """Whom an article has named so far. ``gender`` is m, f or nothing; ``offices`` are the titles it gives them."""

    entity_id: str
    gender: str = ""
    offices: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)


@dataclass(slots=True)
class People:
    """The persons of one field, and who spoke last."""

    known: dict[str, Known] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    last_speaker: str | None = None
    last_spoke: int = -1
    last_unnamed: int = -1
    """Where somebody without a name spoke last: a pronoun behind may mean them."""


@cache
def given_names() -> Mapping[str, str]:
    """A given name in small letters → m or f."""
    text = (files("transforms.quotes.data") / "given_names.tsv").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            gender, _, names = line.partition("\t")
            for name in names.lower().split():
                found[name] = gender if found.get(name, gender) == gender else ""
    return found


def people_of(scene: Scene, labels: Mapping[str, str], offices: Sequence[Role]) -> People:
    """The persons that a field names, with what tells their gender. ``labels`` are the entities' full names,
    ``offices`` the roles of all fields."""
    people = People()
    names = given_names()
    mister, miss = scene.lexicon.of("mister"), scene.lexicon.of("miss")
    for mention in scene.mentions:
        if mention.entity_type != PERSON:
            continue
        people.mentions.append(mention)
        known = people.known.get(mention.entity_id)
        if known is None:
            known = people.known[mention.entity_id] = Known(mention.entity_id)
            label = labels.get(mention.entity_id, mention.surface).lower().split()
            if label:
                known.gender = _by_name(label, names)
        known.places.append(mention.start_char)
        if mister or miss:
            courtesy = scene.text[max(0, mention.start_char - 9) : mention.start_char].lower().split()
            first = mention.surface.lower().split()
            word = courtesy[-1] if courtesy else ""
            for said in (word, first[0] if first else ""):
                if said in miss:
                    known.gender = "f"
                elif said in mister:
                    known.gender = "m"
    for role in offices:
        if role.entity_id in people.known:
            known = people.known[role.entity_id]
            known.offices.append(role.title.lower())
            if not known.gender:
                known.gender = _gender_of(scene, role.title.lower().split())
    return people


def _by_name(label: Sequence[str], names: Mapping[str, str]) -> str:
    first = label[0]
    known = names.get(first, "") or names.get(first.partition("-")[0], "")
    # Given names in -a that no list has are women's, in all languages of the files.
    return known or ("f" if len(label) > 1 and len(first) > 3 and first[-1] in "aая" else "")


def _gender_of(scene: Scene, words: Sequence[str]) -> str:
    for word in words:
        if word in scene.lexicon.of("person_m"):
            return "m"
        if word in scene.lexicon.of("person_f"):
            return "f"
    return ""


def whom(scene: Scene, people: People, head: Head) -> tuple[str | None, float]:
    """The entity that a head names and how sure that is; (None, 0) where it names nobody known, or two may be meant."""
    if head.mention is not None:
        return head.mention.entity_id, SURE
    if head.kind == "he":
        return _before(scene, people, head.start, "m")
    if head.kind == "she":
        return _before(scene, people, head.start, "f")
    if head.kind in ("office", "noun"):
        return _by_office(scene, people, head)
    return None, 0.0


def _before(scene: Scene, people: People, at: int, gender: str) -> tuple[str | None, float]:
    """The person of a gender whom a pronoun means: the only one near, or the one who spoke last."""
    seen: dict[str, int] = {}
    last = bisect_left(people.mentions, at, key=lambda m: m.start_char)
    for mention in reversed(people.mentions[max(0, last - _MOST_MENTIONS) : last]):
        if at - mention.start_char > _REACH and seen:
            break
        if people.known[mention.entity_id].gender in (gender, ""):
            seen.setdefault(mention.entity_id, mention.start_char)
        if len(seen) > 6:
            break
    if not seen or (0 <= people.last_unnamed < at and max(seen.values()) < people.last_unnamed > people.last_spoke):
        return None, 0.0
    if _brings_in(scene, max(*seen.values(), people.last_spoke), at, gender):
        return None, 0.0
    if people.last_speaker is not None and at - people.last_spoke <= _NEAR:
        told = _last_speaker(people, people.last_speaker, seen, gender)
        if told:
            return people.last_speaker, told
    return _near_by(people, seen, at, gender)


def _last_speaker(people: People, speaker: str, seen: Mapping[str, int], gender: str) -> float:
    """How sure it is that a pronoun means who spoke last; 0 where it is not."""
    if speaker not in people.known or people.known[speaker].gender not in (gender, ""):
        return 0.0
    since = [e for e, start in seen.items() if start > people.last_spoke and e != speaker]
    if not since:
        return 0.95
    is_only = people.known[speaker].gender == gender and all(people.known[e].gender != gender for e in since)
    return 0.9 if is_only else 0.0


def _near_by(people: People, seen: Mapping[str, int], at: int, gender: str) -> tuple[str | None, float]:
    """The person named last before a pronoun, where no other near may be meant."""
    newest = next(iter(seen))
    near = [e for e, start in seen.items() if at - start <= _NEAR]
    certain = [e for e in near if people.known[e].gender == gender]
    is_told = people.known[newest].gender == gender
    if len(near) <= 1 or (len(near) == 2 and is_told and len(certain) == 1):
        return newest, 0.93 if is_told else 0.75
    return (certain[0], 0.88) if len(certain) == 1 and is_told else (None, 0.0)


def _brings_in(scene: Scene, start: int, end: int, gender: str) -> bool:
    """Whether a stretch brings in somebody without a name whom a pronoun may mean ("a neighbour")."""
    lexicon = scene.lexicon
    nouns = lexicon.of("person") | lexicon.of("person_m" if gender == "m" else "person_f")
    words = scene.text[max(start, end - _NEAR) : end].lower().split()
    for i, word in enumerate(words):
        if word in lexicon.of("a") and any(w.strip(".,:;") in nouns for w in words[i + 1 : i + 3]):
            return True
    return False


def _by_office(scene: Scene, people: People, head: Head) -> tuple[str | None, float]:
    """The one person of the article who has the office, if the words speak of somebody known."""
    text, lexicon = scene.text, scene.lexicon
    words = text[head.start : head.end].lower().split()
    if not words or (words[0] in lexicon.of("a") and words[0] not in lexicon.of("the")):
        return None, 0.0
    nouns = lexicon.of("person") | lexicon.of("person_m") | lexicon.of("person_f")
    noun = next((w for w in reversed(words) if w in lexicon.stands), words[-1] if head.kind == "noun" else "")
    asked = {noun, *lexicon.stands.get(noun, ())} if noun else set()
    title = head.role.title.lower() if head.role is not None else ""
    gender = _gender_of(scene, words)
    is_definite = words[0] in lexicon.of("the") or not lexicon.of("the") or noun in lexicon.stands or bool(title)
    if not is_definite and noun not in nouns:
        return None, 0.0
    fitting = []
    for known in people.known.values():
        if not known.places or known.places[0] >= head.start or (gender and known.gender and gender != known.gender):
            continue
        for office in known.offices:
            if (
                office == title
                or (title and _shares_head(title, office))
                or any(_names(scene, office, w) for w in asked)
            ):
                fitting.append(known)
                break
    if len(fitting) == 1:
        return fitting[0].entity_id, 0.93
    if len(fitting) > 1:
        near = max(fitting, key=lambda k: max((p for p in k.places if p < head.start), default=-1))
        place = max(p for p in near.places if p < head.start)
        others = [k for k in fitting if k is not near and any(head.start - _NEAR <= p < head.start for p in k.places)]
        if not others and head.start - place <= _NEAR:
            return near.entity_id, 0.85
        spoke = people.last_speaker == near.entity_id and head.start - people.last_spoke <= _NEAR
        if spoke and not any(p > people.last_spoke for k in others for p in k.places if p < head.start):
            return near.entity_id, 0.85
    return None, 0.0


def _names(scene: Scene, office: str, word: str) -> bool:
    # The article is an ending: politiadvokat, politiadvokaten.
    if scene.language in _GLUED and word.startswith(office) and len(word) - len(office) <= 2:
        return True
    return office == word or office.startswith(word + " ") or office.endswith((" " + word, "-" + word))


def _shares_head(title: str, office: str) -> bool:
    """Foreign minister · Russian foreign minister."""
    return (
        title.endswith(" " + office)
        or office.endswith(" " + title)
        or title.startswith(office + " ")
        or office.startswith(title + " ")
    )
