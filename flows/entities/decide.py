"""Deciding who is who: each function records one decision and gives the sentence that tells of it."""

from __future__ import annotations

import re
from typing import Any, Final

from flows.article import rows
from flows.command import NotFound, WrongCall
from flows.entities.desk import MOST_LABEL_CHARS, Desk, because, decider, entity_id, plain
from flows.entities.page import LOCAL_START, said, standing_id
from flows.output import count, printable
from flows.own_knowledge import joined_knowledge, own_files
from transforms.entities.knowledge import Entity
from warehouse.decisions import Decision, in_force, part_id

LEADING_SHOWN: Final = 5
_DOCUMENT_START: Final = re.compile(r"[0-9a-f]{4,32}")
_WHOLE_DOCUMENT_ID: Final = 32


def merge(desk: Desk, one: str, other: str, *, by: str | None, reason: str | None, is_forced: bool) -> str:
    """Two entities are one: what shows ``other`` shows ``one`` from now on. Ids are taken with what they show as.

    Raises WrongCall where their types differ (unless ``is_forced``), or where the first shows as the second already.
    """
    first, second = (_standing(desk, given) for given in (one, other))
    if first == second:
        if entity_id(one) == first or entity_id(other) != first:
            return f"{_named(desk, first)} stands for both already."
        raise WrongCall(f"{one} shows as {first} already; for it to stand, split it first, then merge again.")
    types = [_type(desk, each) for each in (first, second)]
    if None not in types and types[0] != types[1] and not is_forced:
        raise WrongCall(f"{first} is a {types[0]}, {second} a {types[1]}; --force merges them all the same.")
    decisions = [Decision("merge", decider(by), first, second, reason=because(reason))]
    known = _known(desk, first) if _entity(desk, first) is None else None
    if known is not None:
        decisions.append(Decision("rename", decider(by), first, label=known.label, reason="its name where it is known"))
    desk.decide(decisions)
    return f"{_named(desk, second)} shows as {_named(desk, first)} from now on.{_waiting(desk, second)}"


def split(
    desk: Desk,
    given: str,
    *,
    surface: str | None,
    document: str | None,
    label: str | None,
    by: str | None,
    reason: str | None,
) -> str:
    """An id that was merged stands by itself again; or, with a surface or document, these mentions get an id of their
    own.

    Raises WrongCall for an id that stands by itself while others show as it, NotFound for a document that is not here.
    """
    if surface is None and document is None:
        if label is not None:
            raise WrongCall("--label goes with --surface or --document; `presswatch entities rename` names an id.")
        return _split_off(desk, entity_id(given), by, reason)
    one = _standing(desk, given)
    surface = None if surface is None else plain(surface, "surface", MOST_LABEL_CHARS)
    document_id, article_id = (None, None) if document is None else _document(desk, document)
    other = part_id(one, surface, document_id)
    decision = Decision(
        "split",
        decider(by),
        one,
        other,
        surface=surface,
        document_id=document_id,
        article_id=article_id,
        label=None if label is None else plain(label, "label", MOST_LABEL_CHARS),
        reason=because(reason),
    )
    number = desk.con.execute(
        "SELECT count(*) FROM mentions WHERE entity_id = $1 AND ($2 IS NULL OR surface = $2) AND ($3 IS NULL OR "
        "document_id = $3)",
        [one, surface, document_id],
    ).fetchall()[0][0]
    desk.decide([decision])
    what = f"{surface or 'what is named'}{f' in {document_id}' if document_id else ''}"
    waits = "" if number else " No name fits it now; the decision waits."
    return f"{printable(what)} is not {_named(desk, one)} but {other}: {count(number, 'mention')}.{waits}"


def _split_off(desk: Desk, given: str, by: str | None, reason: str | None) -> str:
    one = _changed_id(desk, given)
    shown = desk.con.execute("SELECT to_entity_id FROM internal.redirects WHERE from_entity_id = ?", [one]).fetchall()
    other = str(shown[0][0]) if shown else None
    if other is None:
        leading = rows(desk.con, "SELECT from_entity_id FROM internal.redirects WHERE to_entity_id = ? ORDER BY 1", one)
        if leading:
            ids = ", ".join(_observed(desk, row["from_entity_id"]) for row in leading[:LEADING_SHOWN])
            more = ", …" if len(leading) > LEADING_SHOWN else ""
            raise WrongCall(
                f"{one} stands by itself, and these show as it: {ids}{more}. Split one of them, or some of its names "
                "with --surface or --document."
            )
    desk.decide([Decision("split", decider(by), one, other, reason=because(reason))])
    was = f" and not as {_named(desk, other)}" if other else ""
    return f"{_observed(desk, one)} shows as itself{was} from now on."


def rename(desk: Desk, given: str, label: str, *, by: str | None, reason: str | None) -> str:
    """The label to show for an entity."""
    one = _standing(desk, given)
    words = plain(label, "label", MOST_LABEL_CHARS)
    before = _named(desk, one)
    desk.decide([Decision("rename", decider(by), one, label=words, reason=because(reason))])
    return f"{before} is shown as {words} from now on.{_waiting(desk, one)}"


def undo(desk: Desk, given: str, *, by: str | None, reason: str | None) -> str:
    """A decision, by its number or the start of its id, no longer counts. Raises NotFound where there is none."""
    decisions = in_force(desk.catalog.decisions())
    wanted = given.strip()
    found = [each for each in desk.catalog.decisions() if wanted.isdecimal() and str(each.sequence) == wanted]
    found = found or [each for each in decisions if len(wanted) >= 4 and each.decision_id.startswith(wanted)]
    if len(found) != 1:
        raise NotFound(f"There is no decision {wanted!r}; `presswatch entities decisions` lists them.")
    target = found[0]
    desk.decide([Decision("undo", decider(by), reason=because(reason), undoes_decision_id=target.decision_id)])
    told = said({name: getattr(target, name) for name in Decision.__slots__})
    return f"Decision {target.sequence} no longer counts: {target.kind}{f', {printable(told)}' if told else ''}."


def _standing(desk: Desk, given: str) -> str:
    """The id that stands for an id as a user wrote it; an imported one may be known under another."""
    wanted = standing_id(desk.con, entity_id(given))
    if _entity(desk, wanted) is not None:
        return wanted
    return joined_knowledge(own_files(desk.home, desk.catalog)).same.get(wanted, wanted)


def _changed_id(desk: Desk, given: str) -> str:
    """An id that shows as another one, or stands; the start of a local id is completed."""
    if not LOCAL_START.fullmatch(given):
        return given
    found = desk.con.execute(
        """
        SELECT from_entity_id FROM internal.redirects WHERE starts_with(from_entity_id, $1)
        UNION SELECT entity_id FROM entities WHERE starts_with(entity_id, $1)
        """,
        [given],
    ).fetchall()
    if len(found) > 1 and (given,) not in found:
        raise WrongCall(f"{given} is the start of {len(found)} ids: {', '.join(sorted(row[0] for row in found))}.")
    return str(found[0][0]) if len(found) == 1 else given


def _document(desk: Desk, given: str) -> tuple[str, str | None]:
    """A document by its id or the start of it, and its article."""
    wanted = given.strip().rstrip("…").lower()
    if not _DOCUMENT_START.fullmatch(wanted):
        raise WrongCall(f"{given!r} is no id of a document.")
    found = rows(
        desk.con, "SELECT document_id, article_id FROM documents WHERE starts_with(document_id, ?) LIMIT 2", wanted
    )
    if len(found) == 1:
        return found[0]["document_id"], found[0]["article_id"]
    if found:
        raise WrongCall(f"{given} is the start of several documents' ids.")
    if len(wanted) < _WHOLE_DOCUMENT_ID:
        raise NotFound(f"No document's id begins with {given!r}.")
    return wanted, None


def _entity(desk: Desk, id: str) -> dict[str, Any] | None:
    found = rows(desk.con, "SELECT entity_type, label FROM entities WHERE entity_id = ?", id)
    return found[0] if found else None


def _type(desk: Desk, id: str) -> str | None:
    """What kind of thing an id is, by what is named here, else by what is known; None where nobody knows."""
    entity = _entity(desk, id)
    if entity is not None:
        return str(entity["entity_type"])
    known = _known(desk, id)
    return known.entity_type if known is not None else None


def _known(desk: Desk, id: str) -> Entity | None:
    return joined_knowledge(own_files(desk.home, desk.catalog)).knowledge.entity(id)


def _named(desk: Desk, id: str) -> str:
    entity = _entity(desk, id)
    return id if entity is None else f"{printable(entity['label'])} ({id})"


def _observed(desk: Desk, id: str) -> str:
    """An id that shows as another one, with the name that it had."""
    found = rows(desk.con, "SELECT label FROM internal.best_observations WHERE entity_id = ?", id)
    return id if not found else f"{printable(found[0]['label'])} ({id})"


def _waiting(desk: Desk, id: str) -> str:
    return "" if _entity(desk, id) is not None else f" Nothing names {id} now; the decision waits."
