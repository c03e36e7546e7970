"""What was found in an article, in its text and as tables: names, roles and allusions, quotations and credits.

Marks stand as colours with a key on a terminal, elsewhere as ``[Name]{P1}``, ``<office>{R1}``, ``<Russian>{~L1}``,
``<Reuters>{C1}``, ``⟦words⟧{Q1 P1}`` in the speaker's own words and ``⟨words⟩{Q2 P1}`` in others'.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from flows.article import Article
from flows.article_voices import quote_keys
from flows.output import grid, visible

TYPE_STYLES: Final = {"PERSON": "bold cyan", "ORGANIZATION": "bold magenta", "LOCATION": "bold green"}
ROLE_STYLE: Final = "yellow"
ALLUSION_STYLE: Final = "underline"
QUOTE_STYLE: Final = "italic"
CITATION_STYLE: Final = "underline"
TYPE_LETTERS: Final = {"PERSON": "P", "ORGANIZATION": "O", "LOCATION": "L"}


def entity_keys(mentions: Sequence[dict[str, Any]]) -> dict[str, str]:
    """A short key for each entity of the article, by type and first appearance: P1, P2, O1, L1."""
    keys: dict[str, str] = {}
    seen: dict[str, int] = {}
    for mention in mentions:
        if mention["entity_id"] not in keys:
            letter = TYPE_LETTERS.get(mention["entity_type"], "X")
            seen[letter] = seen.get(letter, 0) + 1
            keys[mention["entity_id"]] = f"{letter}{seen[letter]}"
    return keys


def marked_text(article: Article, keys: dict[str, str], is_plain: bool) -> RenderableType:
    """The text in reading order, its blocks by role, with everything found in it marked."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for role, block in _blocks(article, keys, is_plain):
        table.add_row(role, block)
    return table if table.row_count else Text("(no text)", style="dim")


def _blocks(article: Article, keys: dict[str, str], is_plain: bool) -> Iterator[tuple[str, Text]]:
    """The text in reading order as (role, block): what was cut stands dim in its place."""
    document, segments = article.document, article.segments
    shown = {segment["field"] for segment in segments}
    if "title" not in shown and document["title"]:
        yield "title", _marked(article, "title", 0, None, keys, is_plain)
    for segment in segments:
        role, field = segment["role"], segment["field"]
        if field is not None:
            yield role, _marked(article, field, segment["start_char"], segment["end_char"], keys, is_plain)
        elif segment["text"] is None:
            yield role, Text("(cut, its text is not kept)", style="dim italic")
        else:
            cut = visible(segment["text"]).strip()
            yield f"{role} −" if is_plain else role, Text(cut, style="dim")
    if "body" not in shown and document["body"]:
        yield "body", _marked(article, "body", 0, None, keys, is_plain)


def _marked(
    article: Article, field: str, start_char: int, end_char: int | None, keys: dict[str, str], is_plain: bool
) -> Text:
    """A stretch of a field with what was found in it marked; a quotation over several blocks is marked in each."""
    whole = article.document[field] or ""
    end = len(whole) if end_char is None else end_char
    marks = [
        replace(mark, start_char=max(start_char, mark.start_char), end_char=min(end, mark.end_char))
        for mark in _marks(article, keys)
        if mark.field == field and mark.start_char < end and start_char < mark.end_char
    ]
    text = _spans(whole, start_char, end, marks, is_plain)
    if field == "title":
        text.stylize("bold")
    text.rstrip()
    return text


@dataclass(frozen=True, slots=True)
class _Mark:
    """Something found in a field, and how it is shown, as ``[Name]{P1}`` by its brackets and its key."""

    field: str
    start_char: int
    end_char: int
    brackets: str
    key: str
    style: str


def _marks(article: Article, keys: dict[str, str]) -> list[_Mark]:
    """All that was found, outer before inner."""
    numbers = quote_keys(article.quotes)
    found = [
        _Mark(
            quote["field"],
            quote["start_char"],
            quote["end_char"],
            "⟦⟧" if quote["is_direct"] else "⟨⟩",
            " ".join([numbers[quote["quote_id"]], *_known(keys, quote["speaker_entity_id"])]),
            QUOTE_STYLE,
        )
        for quote in article.quotes
    ]
    found += [
        _Mark(citation["field"], citation["start_char"], citation["end_char"], "<>", f"C{number}", CITATION_STYLE)
        for number, citation in enumerate(article.citations, 1)
    ]
    found += [
        _Mark(m["field"], m["start_char"], m["end_char"], "[]", keys[m["entity_id"]], TYPE_STYLES[m["entity_type"]])
        for m in article.mentions
    ]
    found += [
        _Mark(role["field"], role["start_char"], role["end_char"], "<>", _role_key(role), ROLE_STYLE)
        for role in article.roles
    ]
    found += [
        _Mark(a["field"], a["start_char"], a["end_char"], "<>", f"~{keys[a['entity_id']]}", ALLUSION_STYLE)
        for a in article.allusions
    ]
    return sorted(found, key=lambda mark: (mark.start_char, -mark.end_char))


def _known(keys: dict[str, str], entity_id: str | None) -> list[str]:
    return [keys[entity_id]] if entity_id in keys else []


def _role_key(role: dict[str, Any]) -> str:
    return f"R{role['ordinal'] + 1}"


def _spans(whole: str, at: int, end: int, marks: Sequence[_Mark], is_plain: bool) -> Text:
    """A stretch of text with its marks; what crosses the mark before it is left out."""
    text = Text()
    for index, mark in enumerate(marks):
        if mark.start_char < at:
            continue
        text.append(visible(whole[at : mark.start_char]))
        inner = [one for one in marks[index + 1 :] if one.end_char <= mark.end_char]
        shown = _spans(whole, mark.start_char, mark.end_char, inner, is_plain)
        if is_plain:
            text.append(mark.brackets[0]).append_text(shown).append(f"{mark.brackets[1]}{{{mark.key}}}")
        else:
            shown.stylize_before(mark.style)
            text.append_text(shown).append(f" {mark.key}", style="dim")
        at = mark.end_char
    text.append(visible(whole[at : max(at, end)]))
    return text


def legend(article: Article, keys: dict[str, str], is_plain: bool) -> Table:
    """The things that an article names or alludes to, by key."""
    first: dict[str, dict[str, Any]] = {}
    numbers = Counter(mention["entity_id"] for mention in article.mentions)
    allusions = Counter(allusion["entity_id"] for allusion in article.allusions)
    for found in (*article.mentions, *article.allusions):
        first.setdefault(found["entity_id"], found)
    letters = "".join(TYPE_LETTERS.values())
    shown = sorted(first, key=lambda entity_id: (letters.find(keys[entity_id][0]), int(keys[entity_id][1:])))
    return grid(
        ("key", "type", "label", "entity", "mentions", "allusions"),
        [
            (
                Text(keys[entity_id], style="" if is_plain else TYPE_STYLES.get(first[entity_id]["entity_type"], "")),
                first[entity_id]["entity_type"],
                first[entity_id]["label"],
                entity_id,
                numbers[entity_id],
                allusions[entity_id],
            )
            for entity_id in shown
        ],
    )


def mentions_table(mentions: Sequence[dict[str, Any]], keys: dict[str, str]) -> Table:
    """Each mention with what found it, what linked it, and the candidates that lost."""
    return grid(
        ("key", "surface", "where", "method", "sure", "link", "why this one", "rather than"),
        [
            (
                keys[mention["entity_id"]],
                mention["surface"],
                _where(mention),
                mention["method"],
                mention["confidence"],
                mention["link_confidence"],
                mention["link_reason"],
                "; ".join(_named(rival["label"], rival["entity_id"]) for rival in mention["rivals"]),
            )
            for mention in mentions
        ],
    )


def roles_table(roles: Sequence[dict[str, Any]], keys: dict[str, str]) -> Table:
    """Each role with whose it is and the body or country that it belongs to."""
    return grid(
        ("key", "role", "where", "whose", "of", "sure"),
        [
            (
                _role_key(role),
                role["title"],
                _where(role),
                _keyed(keys, role["entity_id"], role["label"]) or "(nobody named)",
                _keyed(keys, role["organization_entity_id"], role["organization_label"]),
                role["confidence"],
            )
            for role in roles
        ],
    )


def allusions_table(allusions: Sequence[dict[str, Any]], keys: dict[str, str]) -> Table:
    """Each allusion with what it points to."""
    return grid(
        ("key", "surface", "where", "kind", "points to", "sure"),
        [
            (
                f"~{keys[allusion['entity_id']]}",
                allusion["surface"],
                _where(allusion),
                allusion["kind"],
                _named(allusion["label"], allusion["entity_id"]),
                allusion["confidence"],
            )
            for allusion in allusions
        ],
    )


def _where(found: dict[str, Any]) -> str:
    return f"{found['field']} {found['start_char']}–{found['end_char']}"


def _named(label: str | None, entity_id: str) -> str:
    return f"{label} ({entity_id})" if label else entity_id


def _keyed(keys: dict[str, str], entity_id: str | None, label: str | None) -> str:
    """An entity by its key in the article, where it has one, and its label."""
    if entity_id is None:
        return ""
    return f"{keys[entity_id]} {label or entity_id}" if entity_id in keys else _named(label, entity_id)
