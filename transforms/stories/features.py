"""An article's texts and names → its evidence of the event that it tells."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from heapq import nsmallest
from typing import Final

from transforms.entities.knowledge import Knowledge
from transforms.model import Annotations, PublishedDate, StoryFeature
from transforms.stories.numbers import numbers_in_digits, scaled_numbers
from transforms.stories.skeleton import skeleton
from transforms.stories.words import SCALE, WORD, told_by

READ_CHARS: Final = 2_400
"""How far into the body words are read: news tells its event first."""
LEAD_CHARS: Final = 400
MOST_HEADLINE_CHARS: Final = 600
MOST_TAIL_CHARS: Final = 60
MOST_TAILS: Final = 2
LEAST_HEADLINE_WORDS: Final = 3
_TAIL: Final = re.compile(r"\s[-–—|·•]\s(?=[^-–—|·•]{2,50}\Z)")
_CUT: Final = re.compile(r"\[\+?\d{1,6} \w{3,10}\]\s*\Z")
TITLE_WEIGHT: Final = 6.0
LEAD_WEIGHT: Final = 2.0
MOST: Final = {"who": 16, "where": 10, "land": 6, "name": 20, "number": 12, "day": 6, "act": 20, "kin": 16, "word": 32}
"""Most features of a kind that are kept: the heaviest."""


def story_features(
    fields: Mapping[str, str],
    language: str,
    published: PublishedDate | None,
    named: Annotations,
    knowledge: Knowledge,
) -> tuple[StoryFeature, ...]:
    """Features by name, each once. Pure; no text raises."""
    base = language.partition("-")[0]
    heard: defaultdict[str, float] = defaultdict(float)
    ends = {name: _headline_end(text) if name == "title" else _told_end(text) for name, text in fields.items()}
    _names(named, base, ends, heard)
    day = published.value_utc.date() if published else None
    for name, text in fields.items():
        if name == "title":
            _texts(text[: ends["title"]].casefold(), TITLE_WEIGHT, base, day, heard)
            continue
        flat = text[: ends[name]].casefold()
        _texts(flat[:LEAD_CHARS], LEAD_WEIGHT, base, day, heard)
        _texts(flat[LEAD_CHARS:], 1.0, base, day, heard)
    if published and published.precision in ("day", "minute"):
        for each in _own_days(published.value_utc.date()):
            heard.pop(each, None)
    return _kept(heard)


def _own_days(day: date) -> Iterator[str]:
    """Features of the day of publication and of those beside it: they say when, not what."""
    for step in (-1, 0, 1):
        with suppress(OverflowError):
            own = day + timedelta(days=step)
            yield f"day:{own:%m-%d}"
            yield f"day:{own.year:04d}-{own:%m-%d}"


def _texts(text: str, weight: float, language: str, day: date | None, heard: defaultdict[str, float]) -> None:
    words = WORD.findall(text)
    for word, count in Counter(words).items():
        heavy = weight * count
        for feature in told_by(word, language):
            heard[feature] += heavy
    if heard.pop(SCALE, None):
        for feature in scaled_numbers(words, language):
            heard[feature] += weight
    for feature in numbers_in_digits(text, language, day):
        heard[feature] += weight


def _headline_end(title: str) -> int:
    """Where a headline ends: before the outlet's name that many feeds put behind a dash or bar."""
    end = min(len(title), MOST_HEADLINE_CHARS)
    for _ in range(MOST_TAILS):
        found = _TAIL.search(title, max(0, end - MOST_TAIL_CHARS), end)
        if not found or len(WORD.findall(title, 0, found.start())) < LEAST_HEADLINE_WORDS:
            break
        end = found.start()
    return end


def _told_end(body: str) -> int:
    """Where the words end that are read; "[+123 chars]" is an aggregator's own."""
    end = min(len(body), READ_CHARS)
    cut = _CUT.search(body, max(0, end - 40), end)
    return cut.start() if cut else end


def _names(named: Annotations, language: str, ends: Mapping[str, int], heard: dict[str, float]) -> None:
    known = {entity.entity_id: entity for entity in named.entities if entity.is_known}
    for mention in named.mentions:
        if mention.field == "title" and mention.start_char >= ends["title"]:
            continue
        weight = _weight(mention.field, mention.start_char)
        entity = known.get(mention.entity_id)
        if entity is None or entity.entity_type == "PERSON":
            words = (entity.label if entity else mention.surface).split()
            for word in words[-1:] if entity else words:
                key = skeleton(word, "en" if entity else language)
                if len(key) > 1:
                    heard[f"name:{key}"] += weight
        if entity is not None:
            heard[_thing(entity.entity_id, entity.entity_type)] += weight
    for allusion in named.allusions:
        heard[_thing(allusion.entity_id, "LOCATION")] += _weight(allusion.field, allusion.start_char)


def _thing(entity_id: str, entity_type: str) -> str:
    kind = "land" if entity_id.startswith("iso3166:") else "where" if entity_type == "LOCATION" else "who"
    return f"{kind}:{entity_id}"


def _weight(field: str, start_char: int) -> float:
    return TITLE_WEIGHT if field == "title" else LEAD_WEIGHT if start_char < LEAD_CHARS else 1.0


def _kept(heard: Mapping[str, float]) -> tuple[StoryFeature, ...]:
    by_kind: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    for feature, weight in heard.items():
        by_kind[feature[: feature.index(":")]].append((-weight, feature))
    kept: list[tuple[str, float]] = []
    for kind, found in by_kind.items():
        if len(found) > MOST[kind]:
            found = nsmallest(MOST[kind], found)
        kept += [(feature, -weight) for weight, feature in found]
    kept.sort()
    return tuple(StoryFeature(feature, round(1 + math.log(weight), 2)) for feature, weight in kept)
