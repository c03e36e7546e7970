"""Bringing in what others know: a list of names that the home then knows, or decisions that were made elsewhere."""

from __future__ import annotations

import csv
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final, cast

from flows.command import WrongCall
from flows.entities.desk import MOST_LABEL_CHARS, Desk, because, decider, entity_id, plain
from flows.output import count
from flows.own_knowledge import own_entities, own_files
from transforms.contracts.columns import DECISION_KINDS
from transforms.entities.knowledge import EntityType, load
from transforms.entities.knowledge.own import pack_own, united, with_own
from transforms.entities.lists import MOST_ENTITIES, MOST_NAMES, ListRead, ListRefused, read_list
from transforms.model import ReadLimits
from transforms.read.compression import StreamDamage, compression_of, inflate
from warehouse.decisions import Decision
from warehouse.own_names import keep_own_names

MOST_FILE_BYTES: Final = 2**30
MOST_UNPACKED_BYTES: Final = 2**32
MOST_LINE_BYTES: Final = 64 * 2**20
"""A JSON array may stand in one line; ``read_list`` skips other lines long before."""
MOST_DECISIONS: Final = 100_000
_CHUNK_BYTES: Final = 2**20
_PORTABLE: Final = ("merge", "split", "rename")


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a file: a sentence, and what was not taken as (reason, count, first line)."""

    sentence: str
    skipped: list[tuple[str, int, int]]


def bring(
    desk: Desk,
    path: Path,
    *,
    default_type: str | None = None,
    by: str | None = None,
    reason: str | None = None,
    is_dry: bool = False,
) -> Brought:
    """Import a list of names, or a table of decisions; importing the same once more changes nothing.

    With ``is_dry`` nothing is kept. Raises WrongCall for what is no such file, or of which nothing can be taken.
    """
    try:
        lines = _lines(path)
        first = next(lines, b"")
        if _is_decisions(first):
            return _bring_decisions(desk, path, first, lines, by, is_dry)
        found = read_list(_again(first, lines), cast("EntityType | None", default_type))
    except (ListRefused, StreamDamage) as error:
        raise WrongCall(f"{path.name} cannot be imported: {error}") from None
    skipped = sorted((reason, each.count, each.first_line) for reason, each in found.skipped.items())
    if not found.entities:
        why = f" ({skipped[0][0]})" if skipped else ""
        raise WrongCall(f"Nothing of {path.name} could be taken{why}.")
    return Brought(_bring_names(desk, path, found, by, reason, is_dry), skipped)


def _bring_names(desk: Desk, path: Path, found: ListRead, by: str | None, reason: str | None, is_dry: bool) -> str:
    files = own_files(desk.home, desk.catalog)
    together = united([*own_entities(files), *found.entities])
    names = sum(len(entity.names) for entity in together)
    if len(together) > MOST_ENTITIES or names > MOST_NAMES:
        raise WrongCall(
            f"With {path.name} the home would know {len(together):,} imported things under {names:,} names; "
            f"{MOST_ENTITIES:,} and {MOST_NAMES:,} are the most. Undo an import first, or cut the list."
        )
    same = len(with_own(load(), found.entities).same)
    things = f"{count(len(found.entities), 'thing')} with {count(found.name_count, 'name')}"
    known = f", {same:,} of them known already under another id, which stands" if same else ""
    told = f"{path.name} ({found.style}): {count(found.row_count, 'row')} give {things}{known}."
    if is_dry:
        return f"{told} Nothing is kept: this was a dry run."
    name = "".join(character if character.isprintable() else "\ufffd" for character in path.name)
    decision = Decision(
        "import",
        decider(by),
        label=name[:MOST_LABEL_CHARS],
        reason=because(reason),
        knowledge_sha256=keep_own_names(desk.home, desk.store, pack_own(found.entities)),
    )
    if not desk.decide([decision]):
        return f"{told} They were imported before."
    return f"{told} They are known from the next run on."


def _is_decisions(first: bytes) -> bool:
    header = {cell.strip().strip('"') for cell in first.decode("utf-8", "replace").split(",")}
    return {"kind", "entity_id", "other_entity_id", "decided_by"} <= header


def _bring_decisions(
    desk: Desk, path: Path, first: bytes, lines: Iterator[bytes], by: str | None, is_dry: bool
) -> Brought:
    """Decisions as ``export --decisions`` writes them, in their order; those that are here already change nothing."""
    skipped: dict[str, tuple[int, int]] = {}
    decisions: list[Decision] = []
    texts = (line.decode("utf-8", "replace") for line in _again(first, lines))
    for number, row in enumerate(csv.DictReader(texts), 1):
        if number > MOST_DECISIONS:
            raise WrongCall(f"{path.name} holds more than {MOST_DECISIONS:,} decisions.")
        try:
            decisions.append(_decision({key: _cell(value) for key, value in row.items() if key}, by))
        except WrongCall as error:
            many, where = skipped.get(str(error), (0, number + 1))
            skipped[str(error)] = (many + 1, where)
    rows = sorted((why, many, where) for why, (many, where) in skipped.items())
    if is_dry:
        return Brought(f"{path.name}: {count(len(decisions), 'decision')} could be taken; nothing is kept.", rows)
    added = desk.decide(decisions)
    return Brought(f"{path.name}: {count(len(added), 'new decision')} of {count(len(decisions), 'decision')}.", rows)


def _decision(row: dict[str, str], by: str | None) -> Decision:
    """A row of the contract's table. Raises WrongCall, with the reason alone, for one that cannot be taken."""
    kind = row.get("kind", "")
    if kind not in DECISION_KINDS:
        raise WrongCall("its kind is none of ours")
    if kind == "import":
        raise WrongCall("an import is no part of the table: import its list")
    given = {field.name: row[field.name] for field in fields(Decision) if row.get(field.name)}
    for name in ("sequence", "decided_utc", "knowledge_sha256"):
        given.pop(name, None)
    for name in ("entity_id", "other_entity_id"):
        if name in given:
            entity_id(given[name])
    for name in ("surface", "label", "reason"):
        if name in given:
            given[name] = plain(given[name], name, 2_000)
    if kind in _PORTABLE and "entity_id" not in given:
        raise WrongCall("it names no entity")
    for name, size in (("decision_id", 32), ("document_id", 32), ("article_id", 32), ("undoes_decision_id", 32)):
        if name in given and not (len(given[name]) == size and set(given[name]) <= set("0123456789abcdef")):
            raise WrongCall(f"its {name} is no id")
    return Decision(**{**given, "kind": kind, "decided_by": given.get("decided_by") or decider(by)})  # type: ignore[arg-type]


def _cell(value: str | None) -> str:
    text = value or ""
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@＝＋－＠" else text


def _again(first: bytes, lines: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from lines


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, unpacked, each with its line feed; a line beyond the limit is cut."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise WrongCall(f"{path} is no file.")
    if found.st_size > MOST_FILE_BYTES:
        raise WrongCall(f"{path.name} has more than {MOST_FILE_BYTES // 2**20:,} MiB; cut it to what you follow.")
    with path.open("rb") as file:
        compression = compression_of(file.read(8))
        file.seek(0)
        limits = ReadLimits(max_unpacked_bytes=MOST_UNPACKED_BYTES)
        yield from _split(inflate(iter(lambda: file.read(_CHUNK_BYTES), b""), compression, limits))


def _split(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest, is_cut = b"", False
    for chunk in chunks:
        lines = (rest + chunk).split(b"\n")
        rest = lines.pop()
        for line in lines:
            if not is_cut:
                yield line + b"\n"
            is_cut = False
        if len(rest) > MOST_LINE_BYTES:
            if not is_cut:
                yield rest + b"\n"
            rest, is_cut = b"", True
    if rest and not is_cut:
        yield rest
