"""The pure decisions of ``transforms`` in the shape in which the warehouse asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, cast

import pyarrow as pa

from transforms.copies.closure import groups
from transforms.copies.judge import judge as judge_copies
from transforms.entities.knowledge import EntityType, Knowledge, load
from transforms.entities.link import link as link_name
from transforms.entities.resolution.merging import Merge, Person, blocks, judge, merge
from transforms.entities.resolution.same_name import Decision, same_person
from transforms.entities.resolution.scripts import script_of
from transforms.entities.resolution.spelling import spelling_key
from transforms.entities.weighing import DocumentContext
from transforms.link import decide
from transforms.normalize.identity import identify, unlike
from transforms.stories.cluster import LINKED, clusters, loose_bar
from transforms.stories.evidence import Span
from transforms.stories.held import WINDOW_DAYS, held, held_loose
from warehouse.consolidate import LandingRules
from warehouse.copies import CopyRules
from warehouse.linking import LinkRules
from warehouse.namesakes import BLOCKS_SCHEMA, PAIRS_SCHEMA, SpellingRules
from warehouse.stories import StoryRules

_OBSERVED: Final = ("entity_type", "label", "country", "latitude", "longitude")
REDIRECT_SCHEMA = pa.schema(
    [
        ("from_entity_id", pa.string()),
        ("to_entity_id", pa.string()),
        ("reason", pa.string()),
        ("entity_type", pa.string()),
        ("label", pa.string()),
        ("country", pa.string()),
        ("latitude", pa.float64()),
        ("longitude", pa.float64()),
    ]
)


def identify_without_url(outlet_id: str | None, external_id: str | None, content_hash: str) -> tuple[str, str]:
    """Who an article is when its URL means nothing: (article_id, identity_basis)."""
    identity = identify(None, outlet_id, external_id, content_hash)
    return identity.article_id, identity.basis


LINK_RULES = LinkRules(decide=decide, are_unlike=unlike, identify=identify_without_url)
COPY_RULES = CopyRules(judge=judge_copies, groups=groups)


STORY_RULES = StoryRules(
    window_days=WINDOW_DAYS,
    linked_score=LINKED,
    held=lambda documents, spans: held(documents, [Span(*each) for each in spans]),
    held_loose=held_loose,
    loose_bar=loose_bar,
    clusters=clusters,
)
"""Which documents tell one event. Those without a day are held by themselves: see ``StoryRules``."""


def redirect(local_entities: pa.Table, knowledge: Knowledge | None = None) -> pa.Table:
    """Local entities of an older pipeline → those that the knowledge base (the packaged one when None) holds by now.

    One row per entity (entity_id, entity_type, label) → one row per entity that can be linked by its label alone,
    without an article around it; the others give none.
    """
    knowledge = knowledge or load()
    rows = []
    for row in local_entities.to_pylist():
        found = link_name(row["label"], cast(EntityType, row["entity_type"]), DocumentContext(), knowledge)
        entity = knowledge.entity(found.entity_id) if found else None
        if found is not None and entity is not None:
            rows.append(
                {
                    "from_entity_id": row["entity_id"],
                    "to_entity_id": entity.entity_id,
                    "reason": found.reason,
                    "entity_type": entity.entity_type,
                    "label": entity.label,
                    "country": entity.country,
                    "latitude": entity.latitude,
                    "longitude": entity.longitude,
                }
            )
    return pa.Table.from_pylist(rows, REDIRECT_SCHEMA)


def landing_rules(knowledge: Knowledge, *, transliterates: bool) -> LandingRules:
    """All that a commit asks, over this knowledge."""
    return LandingRules(
        redirect=lambda local: redirect(local, knowledge),
        spellings=spelling_rules(knowledge, transliterates=transliterates),
        copies=COPY_RULES,
        stories=STORY_RULES,
    )


def spelling_rules(knowledge: Knowledge, *, transliterates: bool) -> SpellingRules:
    """Who among the unknown persons is one, and who is a known one under another spelling.

    Unless ``transliterates``, only names in Latin letters are looked at.
    """

    def blocks_of(names: pa.Table) -> pa.Table:
        people = ((row["entity_id"], (row["label"],)) for row in names.to_pylist())
        return _block_rows(people, transliterates, is_listed=False)

    def same(pairs: pa.Table) -> pa.Table:
        ids, labels, other_ids, other_labels = (pairs[name].to_pylist() for name in PAIRS_SCHEMA.names)
        rows = zip(ids, labels, other_ids, other_labels, strict=True)
        return pairs.filter(pa.array([_is_same(*row, knowledge) for row in rows], pa.bool_()))

    def merge_pairs(pairs: pa.Table) -> pa.Table:
        persons: dict[str, Person] = {}
        near = []
        for row in pairs.to_pylist():
            two = (
                _person(row["entity_id"], row["label"], knowledge),
                _person(row["other_entity_id"], row["other_label"], knowledge),
            )
            persons |= {person.entity_id: person for person in two}
            near.append((two[0].entity_id, two[1].entity_id))
        found = merge(persons, near, lambda one, other: _judge(one, other, knowledge))
        return pa.Table.from_pylist([_redirect_row(row, knowledge) for row in found], REDIRECT_SCHEMA)

    return SpellingRules(
        known=lambda: _known_blocks(knowledge, transliterates), blocks=blocks_of, same=same, merge=merge_pairs
    )


@lru_cache(maxsize=2)
def _known_blocks(knowledge: Knowledge, transliterates: bool) -> pa.Table:
    """The blocks of every known person, worked out once a process."""
    return _block_rows(knowledge.names_of_people.items(), transliterates, is_listed=True)


def _block_rows(people: Iterable[tuple[str, Sequence[str]]], transliterates: bool, *, is_listed: bool) -> pa.Table:
    rows = {
        (entity_id, block, openness)
        for entity_id, names in people
        for name in names
        if transliterates or script_of(name) == "latin"
        for block, openness in blocks(name, is_listed=is_listed)
    }
    return pa.Table.from_pylist(
        [dict(zip(BLOCKS_SCHEMA.names, row, strict=True)) for row in sorted(rows)], BLOCKS_SCHEMA
    )


def _person(entity_id: str, label: str | None, knowledge: Knowledge) -> Person:
    """One side of a pair; one without a label is a known person."""
    if label is None:
        return Person(entity_id, knowledge.names_of_people[entity_id], is_known=True)
    return Person(entity_id, (label,))


def _is_same(one_id: str, one: str | None, other_id: str, other: str | None, knowledge: Knowledge) -> bool:
    """Whether a pair is one person; two unknown ones by their labels alone, which is what most pairs are."""
    if one is not None and other is not None:
        return same_person(one, other).verdict == "same"
    people = _person(one_id, one, knowledge), _person(other_id, other, knowledge)
    return _judge(*people, knowledge).verdict == "same"


def _judge(one: Person, other: Person, knowledge: Knowledge) -> Decision:
    """Two persons. Where an unknown one bears a known one's very name, an article has decided that it is not meant."""
    if one.is_known != other.is_known:
        local, known = (other, one) if one.is_known else (one, other)
        if known.entity_id in knowledge.people_by_spelling.get(spelling_key(local.names[0], "PERSON"), ()):
            return Decision("apart", 0.0, "not linked under this name")
    return judge(one, other)


def _redirect_row(row: Merge, knowledge: Knowledge) -> dict[str, object]:
    entity = knowledge.entity(row.to_entity_id)
    known = {name: getattr(entity, name) for name in _OBSERVED} if entity is not None else dict.fromkeys(_OBSERVED)
    return {"from_entity_id": row.from_entity_id, "to_entity_id": row.to_entity_id, "reason": row.reason} | known
