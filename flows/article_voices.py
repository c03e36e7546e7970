"""What an article says with the words of others, as tables: quotations with their speakers, credits, and copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.table import Table

from flows.article import Article
from flows.output import grid

COPIES_SHOWN: Final = 20


def quote_keys(quotes: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """A short key for each quotation in reading order: Q1, Q2; the pieces of a broken one share theirs."""
    keys: dict[str, str] = {}
    for quote in quotes:
        before = keys.get(quote["continues_quote_id"] or "")
        keys[quote["quote_id"]] = before or f"Q{len(set(keys.values())) + 1}"
    return keys


def quotes_table(article: Article, keys: Mapping[str, str]) -> Table:
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
    return grid(("key", "who", "said by", "cue", "how", "sure", "who sure", "where", "words"), shown)


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


def copies_table(copies: Sequence[Mapping[str, Any]]) -> Table:
    """What the article copies, and what copies it or the same text."""
    table = grid(
        ("this is", "role", "similarity", "containment", "published", "outlet", "language", "title", "document_id"),
        [
            (
                row["relation"],
                row["role"],
                row["similarity"],
                row["containment"],
                row["published_utc"],
                row["outlet"] or row["outlet_id"],
                row["language"],
                row["title"],
                row["document_id"],
            )
            for row in copies[:COPIES_SHOWN]
        ],
    )
    if len(copies) > COPIES_SHOWN:
        table.caption = f"and {len(copies) - COPIES_SHOWN} more"
        table.caption_justify = "left"
    return table
