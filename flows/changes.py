"""``presswatch show ID --changes``: what an article said before, and what it says now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from rich.text import Text

from flows.output import Format, console, count, printable, visible, write_json

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_WORDS_COMPARED: Final = 4_000
"""Words of two paragraphs together that are compared one by one; comparing costs their square. Longer ones are shown
whole, as removed and added."""

_PARTS: Final = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Change:
    """One place where a revision differs from the one before. ``before`` is None for what was added, ``after`` for what
    was removed."""

    from_document_id: str
    to_document_id: str
    field: str
    before: str | None
    after: str | None


def changes(revisions: Sequence[dict[str, Any]]) -> list[Change]:
    """The differences between each revision (with document_id, title, lead, body) and the next, in order: of title and
    lead as a whole, of the body by paragraphs."""
    found = []
    for older, newer in pairwise(revisions):
        for field in ("title", "body"):
            for before, after in _differences(_blocks(older[field]), _blocks(newer[field])):
                found.append(Change(older["document_id"], newer["document_id"], field, before, after))
    return found


def show_changes(con: DuckDBPyConnection, article_id: str, format: Format) -> None:
    """Print what changed between the revisions of an article, oldest first."""
    rows = con.execute(
        """
        SELECT document_id, revision, first_seen_utc, is_latest, title, body
        FROM documents WHERE article_id = ? ORDER BY revision, document_id
        """,
        [article_id],
    )
    names = [column[0] for column in rows.description or ()]
    revisions = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
    found = changes(revisions)
    if format is Format.JSON:
        write_json({"article_id": article_id, "changes": [asdict(change) for change in found]})
        return
    out = console()
    out.print(Text(printable(revisions[-1]["title"] or article_id), style="bold"), soft_wrap=True)
    out.print(Text(count(len(revisions), "revision")), soft_wrap=True)
    for newer in revisions[1:]:
        latest = ", the latest" if newer["is_latest"] else ""
        seen = f"revision {newer['revision']}, landed {printable(newer['first_seen_utc'])} UTC{latest}"
        out.print()
        out.print(Text(f"{seen} ({newer['document_id']})", style="bold"), soft_wrap=True)
        for change in found:
            if change.to_document_id == newer["document_id"]:
                out.print(_marked(change), soft_wrap=True)


def _blocks(text: str | None) -> list[str]:
    return [block for block in (text or "").split("\n\n") if block.strip()]


def _differences(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for place in range(max(b - a, d - c)):
            yield before[a + place] if a + place < b else None, after[c + place] if c + place < d else None


def _marked(change: Change) -> Text:
    text = Text(f"{change.field}: ", style="dim")
    for kind, words in _words(change.before or "", change.after or ""):
        shown = visible(words)
        if kind == "removed":
            text.append(f"[-{shown}-]", style="red")
        elif kind == "added":
            text.append(f"{{+{shown}+}}", style="green")
        else:
            text.append(shown, style="not dim")
    return text


def _words(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The words of both in order, as kept, removed or added."""
    old, new = _PARTS.findall(before), _PARTS.findall(after)
    if len(old) + len(new) > MOST_WORDS_COMPARED:
        old, new = [before], [after]
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "kept", "".join(old[a:b])
            continue
        if b > a:
            yield "removed", "".join(old[a:b])
        if d > c:
            yield "added", "".join(new[c:d])
