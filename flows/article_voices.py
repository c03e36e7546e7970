"""What an article says with the words of others, as tables: quotations with their speakers, credits, and copies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from flows.article import Article
from flows.output import console, grid, printable

COPIES_SHOWN: Final = 20
TABLE_CELLS: Final = 150
"""Least width of a terminal that has room for tables of nine columns and a sentence."""
ID_CHARS: Final = 8
NAME_CELLS: Final = 26
LEAST_TEXT_CELLS: Final = 20
_BAR: Final = "│ "
_GAP: Final = "  "


def is_narrow() -> bool:
    """Whether wide tables are to be printed in lines instead."""
    return console().width < TABLE_CELLS


def stacked(entries: Iterable[tuple[str, str, str, Sequence[str]]]) -> Table:
    """Rows for a narrow terminal: a mark, what it stands for, and beside them a text with its facts in lines below.

    A bar leads every line of the text: what an article says must not look like a line of the program's own.
    """
    rows = [(mark, _shortened(name), text, facts) for mark, name, text, facts in entries]
    columns = ([row[0] for row in rows], [row[1] for row in rows])
    taken = sum(max(map(cell_len, column), default=0) + len(_GAP) for column in columns)
    width = max(LEAST_TEXT_CELLS, console().width - taken - len(_BAR))
    table = Table.grid(padding=(0, len(_GAP)))
    for _ in range(3):
        table.add_column(no_wrap=True)
    for mark, name, text, facts in rows:
        told = Text(text)
        for line in facts:
            told.append(f"\n{line}", style="dim")
        lines = told.wrap(console(), width, overflow="fold")
        table.add_row(mark, name, Text("\n").join(Text.assemble((_BAR, "dim"), line) for line in lines))
    return table


def _shortened(name: str) -> str:
    return name if cell_len(name) <= NAME_CELLS else set_cell_size(name, NAME_CELLS - 1).rstrip() + "…"


def joined(*facts: object) -> str:
    """Facts on a line; what is not known is left out."""
    return " · ".join(printable(fact) for fact in facts if fact not in (None, ""))


def quote_keys(quotes: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """A short key for each quotation in reading order: Q1, Q2; the pieces of a broken one share theirs."""
    keys: dict[str, str] = {}
    for quote in quotes:
        before = keys.get(quote["continues_quote_id"] or "")
        keys[quote["quote_id"]] = before or f"Q{len(set(keys.values())) + 1}"
    return keys


def quotes_table(article: Article, keys: Mapping[str, str]) -> RenderableType:
    """Each quotation with who speaks, and how sure both are; the pieces of a broken one are joined."""
    by_quote = quote_keys(article.quotes)
    pieces: dict[str, list[dict[str, Any]]] = {}
    for quote in article.quotes:
        pieces.setdefault(by_quote[quote["quote_id"]], []).append(quote)
    shown = []
    for key, parts in pieces.items():
        first = parts[0]
        said = max(parts, key=lambda part: part["speaker_confidence"] or 0)
        shown.append(
            (
                key,
                _speaker(said, keys),
                next((part["speaker_surface"] for part in parts if part["speaker_surface"]), ""),
                next((part["cue"] for part in parts if part["cue"]), ""),
                "direct" if first["is_direct"] else "reported",
                first["confidence"],
                said["speaker_confidence"],
                f"{first['field']} {first['start_char']}–{parts[-1]['end_char']}",
                " … ".join(part["quote_text"] for part in parts),
            )
        )
    names = ("key", "who", "said by", "cue", "how", "sure", "who sure", "where", "words")
    if not is_narrow():
        return grid(names, shown)
    return stacked(
        (
            str(row[0]),
            printable(row[1]),
            printable(row[-1]),
            [joined(*row[2:5], f"sure {row[5]:.2g}", row[6] and f"who {row[6]:.2g}", row[7])],
        )
        for row in shown
    )


def _speaker(quote: Mapping[str, Any], keys: Mapping[str, str]) -> str:
    entity_id = quote["speaker_entity_id"]
    if entity_id is None:
        return "(not told)"
    label = quote["speaker"] or entity_id
    return f"{keys[entity_id]} {label}" if entity_id in keys else f"{label} ({entity_id})"


def credits_table(article: Article) -> Table:
    """Whom the article credits: other media where it names them, agencies and a translation for the whole of it."""
    shown: list[tuple[object, ...]] = [
        (
            f"C{number}",
            citation["kind"].replace("_", " "),
            citation["cited_surface"],
            citation["cue"],
            f"{citation['field']} {citation['start_char']}–{citation['end_char']}",
            " · ".join(
                dict.fromkeys(
                    value for value in (citation["outlet"], citation["label"], citation["cited_outlet_id"]) if value
                )
            ),
            citation["confidence"],
        )
        for number, citation in enumerate(article.citations, 1)
    ]
    document = article.document
    if document["wire"]:
        shown.append(("", "agency", document["wire"], document["wire_evidence"], "", "", None))
    if document["translation_credit"]:
        shown.append(("", "translation", "", document["translation_credit"], "", "", None))
    return grid(("key", "kind", "credited", "by the words", "where", "who that is", "sure"), shown)


def has_credits(article: Article) -> bool:
    """Whether there is anything for ``credits_table`` to show."""
    return bool(article.citations or article.document["wire"] or article.document["translation_credit"])


def copies_table(copies: Sequence[Mapping[str, Any]]) -> RenderableType:
    """What the article copies, and what copies it or the same text."""
    shown = copies[:COPIES_SHOWN]
    if is_narrow():
        table = stacked(
            (
                "",
                row["relation"],
                printable(row["title"]),
                [
                    joined(row["published_utc"], row["outlet"] or row["outlet_id"], row["language"], row["role"]),
                    joined(row["document_id"][:ID_CHARS], *_likeness(row)),
                ],
            )
            for row in shown
        )
    else:
        names = ("this is", "role", "similarity", "containment", "published_utc", "outlet", "language", "title")
        keys = ("relation", *names[1:])
        table = grid((*names, "document_id"), [[*(row[key] for key in keys), row["document_id"]] for row in shown])
    more = f"and {len(copies) - COPIES_SHOWN} more"
    return Group(table, Text(more, style="dim")) if len(copies) > COPIES_SHOWN else table


def _likeness(row: Mapping[str, Any]) -> Iterable[str]:
    return [f"{name} {row[name]:.2g}" for name in ("similarity", "containment") if row[name] is not None]
