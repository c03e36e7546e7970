"""What people decided about entities: an append-only list in the catalog, and what the list says as a whole.

Rows of the lake keep the ids that the pipeline gave. The views show what a fold over the decisions, in their sequence,
makes of these: so a decision holds for rows that land later, for rows made anew, and for any snapshot, and taking it
back is one more decision. A later decision overrides an earlier one; an id that nobody shows any more just waits.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from warehouse.database import DECISIONS, Database
from warehouse.store import Store

MAX_TRIES: Final = 20
"""Tries to get the next place in the list; each failure means that another decision got it."""

_PART_ID_HEX_CHARS: Final = 20


class DecisionRefused(Exception):
    """The decision contradicts what has been decided; the message says how, in one sentence."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of ``decisions``, see the contract. ``sequence`` is 0 until it is recorded; times are naive UTC."""

    kind: str
    decided_by: str
    entity_id: str | None = None
    other_entity_id: str | None = None
    surface: str | None = None
    document_id: str | None = None
    article_id: str | None = None
    label: str | None = None
    reason: str | None = None
    knowledge_sha256: str | None = None
    undoes_decision_id: str | None = None
    decision_id: str = ""
    sequence: int = 0
    decided_utc: datetime | None = None

    @property
    def is_part(self) -> bool:
        """Whether it splits off some mentions, not an id as a whole."""
        return self.kind == "split" and (self.surface is not None or self.document_id is not None)


@dataclass(frozen=True, slots=True)
class Part:
    """Mentions that show ``entity_id`` under this surface, in this document's article (None: any), show
    ``part_entity_id`` instead. Of several that fit, the one of the highest ``sequence`` counts."""

    sequence: int
    entity_id: str
    part_entity_id: str
    surface: str | None
    document_id: str | None
    article_id: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a list of decisions says as a whole.

    ``redirects``: id → the id that stands for it. ``held``: ids that stand by themselves, whatever the machine says.
    ``apart``: pairs (held id, the id that it must not stand for either). ``labels``: id → the label to show and the
    place of the decision that said so. ``knowledge``: SHA-256 of imported names, in their order, each once.
    """

    redirects: dict[str, str] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    apart: set[tuple[str, str]] = field(default_factory=set)
    parts: list[Part] = field(default_factory=list)
    labels: dict[str, tuple[str, int]] = field(default_factory=dict)
    knowledge: list[str] = field(default_factory=list)

    def stands_for(self, entity_id: str) -> str:
        """Where the decided redirects lead from an id; they never run in a ring."""
        return self.chain(entity_id)[-1]

    def chain(self, entity_id: str) -> list[str]:
        """The id and those that stand for it, one after the other."""
        chain = [entity_id]
        while chain[-1] in self.redirects:
            chain.append(self.redirects[chain[-1]])
        return chain


def part_id(entity_id: str, surface: str | None, document_id: str | None) -> str:
    """The id of mentions that were split off: a hash of what was split off, so that splitting twice gives one id."""
    key = "\x1f".join(("part", entity_id, surface or "", document_id or ""))
    return "local:" + hashlib.sha256(key.encode("utf-8")).hexdigest()[:_PART_ID_HEX_CHARS]


def in_force(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions that count, in their sequence: not those that an undo takes back, unless it was taken back itself.
    Undos are among them."""
    undone: set[str] = set()
    counting = []
    for decision in sorted(decisions, key=lambda each: each.sequence, reverse=True):
        if decision.decision_id in undone:
            continue
        if decision.kind == "undo" and decision.undoes_decision_id is not None:
            undone.add(decision.undoes_decision_id)
        counting.append(decision)
    return counting[::-1]


def fold(decisions: Sequence[Decision]) -> Standing:
    """What these decisions say as a whole; a function of the list in its sequence, defined for every list."""
    standing = Standing()
    for decision in in_force(decisions):
        _apply(standing, decision)
    return standing


def _apply(standing: Standing, decision: Decision) -> None:
    """One more decision, later than those before; an undo changes nothing here."""
    one, other = decision.entity_id, decision.other_entity_id
    if decision.kind == "import" and decision.knowledge_sha256 is not None:
        if decision.knowledge_sha256 not in standing.knowledge:
            standing.knowledge.append(decision.knowledge_sha256)
    elif one is None:
        return
    elif decision.kind == "merge" and other is not None and one != other:
        _merge(standing, one, other)
    elif decision.kind == "rename" and decision.label is not None:
        standing.labels[one] = (decision.label, decision.sequence)
    elif decision.is_part and other is not None:
        standing.parts.append(
            Part(decision.sequence, one, other, decision.surface, decision.document_id, decision.article_id)
        )
        if decision.label is not None:
            standing.labels[other] = (decision.label, decision.sequence)
    elif decision.kind == "split" and not decision.is_part:
        standing.redirects.pop(one, None)
        standing.held.add(one)
        if other is not None:
            standing.apart.add((one, other))


def _merge(standing: Standing, one: str, other: str) -> None:
    if other in standing.chain(one):
        standing.redirects.pop(one, None)  # the ring would close here: the one that was named now stands
    standing.redirects[other] = one
    standing.held.discard(other)
    standing.apart.difference_update({(one, other), (other, one)})


def load_decisions(connection: Connection) -> list[Decision]:
    """All decisions, in their sequence."""
    names = [DECISIONS.c[name] for name in Decision.__slots__]
    return [Decision(**row._mapping) for row in connection.execute(sa.select(*names).order_by(DECISIONS.c.sequence))]


def latest(connection: Connection) -> int:
    """Place of the last decision; 0 without any."""
    return int(connection.execute(sa.select(sa.func.max(DECISIONS.c.sequence))).scalar() or 0)


def record(
    database: Database, store: Store, decisions: Sequence[Decision], now: Callable[[], datetime]
) -> list[Decision]:
    """Add decisions to the list, all or none, in one transaction; the added ones with their id, place and time.

    One whose id the list holds is left out, and so is one that says what holds already. Raises DecisionRefused for a
    merge that would close a ring, and for an undo of what is not there.
    """
    for attempt in range(MAX_TRIES):
        try:
            with store.operation("catalog.decide") as middle, database.writing() as connection:
                added = _added(load_decisions(connection), decisions, now())
                if added:
                    rows = [{name: getattr(each, name) for name in Decision.__slots__} for each in added]
                    connection.execute(DECISIONS.insert(), rows)
                middle("stated, not committed")
            return added
        except IntegrityError:
            if attempt == MAX_TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _added(known: list[Decision], given: Sequence[Decision], moment: datetime) -> list[Decision]:
    added: list[Decision] = []
    ids = {decision.decision_id for decision in known}
    sequence = max((decision.sequence for decision in known), default=0)
    standing = fold(known)
    for decision in given:
        if decision.decision_id in ids or _is_idle(decision, standing, known, added):
            continue
        sequence += 1
        new = replace(
            decision,
            decision_id=decision.decision_id or uuid.uuid4().hex,
            sequence=sequence,
            decided_utc=decision.decided_utc or moment,
        )
        added.append(new)
        ids.add(new.decision_id)
        if new.kind == "undo":
            standing = fold([*known, *added])
        else:
            _apply(standing, new)
    return added


def _is_idle(decision: Decision, standing: Standing, known: list[Decision], added: list[Decision]) -> bool:
    """Whether the decisions known so far say so already. Raises DecisionRefused where they say the contrary."""
    one, other = decision.entity_id, decision.other_entity_id
    if decision.kind == "merge" and one is not None and other is not None:
        if other in standing.chain(one)[1:]:
            raise DecisionRefused(f"{one} shows as {other} already, and a ring stands for nothing: split {one} first.")
        return one == other or one in standing.chain(other)
    if decision.kind == "rename" and one is not None:
        return standing.labels.get(one, ("", 0))[0] == decision.label
    if decision.is_part:
        # the last word about these mentions must be the same one
        same = [p for p in standing.parts if (p.surface, p.document_id) == (decision.surface, decision.document_id)]
        last = next((part for part in reversed(same) if part.entity_id == one), None)
        is_labelled = decision.label is None or standing.labels.get(other or "", ("", 0))[0] == decision.label
        return last is not None and last.part_entity_id == other and is_labelled
    if decision.kind == "split" and one is not None:
        return (
            one in standing.held and one not in standing.redirects and (other is None or (one, other) in standing.apart)
        )
    if decision.kind == "import":
        return decision.knowledge_sha256 in standing.knowledge
    if decision.kind == "undo":
        if decision.undoes_decision_id in {each.decision_id for each in in_force([*known, *added])}:
            return False
        raise DecisionRefused("There is no such decision in force; `presswatch entities decisions` lists them.")
    return False
