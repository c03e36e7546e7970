"""Tags of an article → tags in which a name is of one type throughout: what its places say is added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from transforms.entities.knowledge import EntityType
from transforms.entities.tagger.model import Tag
from transforms.entities.tokens import Field

TYPES: Final[tuple[EntityType, ...]] = ("PERSON", "ORGANIZATION", "LOCATION")
_PERSON: Final = 0


def agreed(fields: Sequence[Field], tags: Sequence[Sequence[Tag]], *, has_genitive: bool) -> list[list[Tag]]:
    """The same tags, each with the type that the scores of all tags of its name add up to. A person's full name speaks
    for its last word too. A genitive -s is put aside where the name also stands without. Margins become the mean of the
    name's."""
    names = [[_name(field, tag) for tag in of_field] for field, of_field in zip(fields, tags, strict=True)]
    seen = {name for of_field in names for name in of_field}
    if has_genitive:
        names = [[_without_s(name, seen) for name in of_field] for of_field in names]
    totals: dict[str, list[int]] = {}
    counts: dict[str, int] = {}
    surnames: dict[str, int] = {}
    for of_names, of_tags in zip(names, tags, strict=True):
        for name, tag in zip(of_names, of_tags, strict=True):
            total = totals.setdefault(name, [0, 0, 0])
            for kind, score in enumerate(tag.scores):
                total[kind] += score
            counts[name] = counts.get(name, 0) + 1
            if tag.entity_type == "PERSON" and tag.last > tag.first:
                lead = tag.scores[_PERSON] - max(tag.scores[1:])
                surname = name.rpartition(" ")[2]
                surnames[surname] = max(surnames.get(surname, 0), lead)
    for name, total in totals.items():
        total[_PERSON] += surnames.get(name, 0) * counts[name]
    made: list[list[Tag]] = []
    for of_names, of_tags in zip(names, tags, strict=True):
        made.append([])
        for name, tag in zip(of_names, of_tags, strict=True):
            total = totals[name]
            best = max(range(3), key=lambda kind: (total[kind], tag.scores[kind], -kind))
            rest = max(0, *(score for kind, score in enumerate(total) if kind != best))
            margin = (total[best] - rest) // counts[name]
            made[-1].append(replace(tag, entity_type=TYPES[best], margin=margin))
    return made


def _name(field: Field, tag: Tag) -> str:
    last = tag.last
    if last > tag.first and field.tokens.words[last] in ("s", "S"):
        last -= 1
    return " ".join(field.tokens.words[tag.first : last + 1])


def _without_s(name: str, seen: set[str]) -> str:
    return name[:-1] if name[-1] == "s" and name[:-1] in seen else name
