"""One story as a page for the terminal, and a story as a section of an article's page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from flows.article_voices import ID_CHARS, is_narrow, joined, stacked
from flows.output import Format, console, count, grid, printable, visible, write_json
from flows.story import Story, load_story

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMBERS_SHOWN: Final = 40
NAMES_SHOWN: Final = 8
EVIDENCE_SHOWN: Final = 8
REDIRECT_WORDS: Final = {
    "merge": "{from_} went into {to}",
    "split": "{to} left {from_}",
    "earlier": "{from_} became {to}: an earlier document landed",
}


def show_story(con: DuckDBPyConnection, story_id: str, wanted: str, format: Format) -> None:
    """Print the story of that id; ``wanted`` is the id as it was asked for."""
    story = load_story(con, story_id)
    if format is Format.JSON:
        told = asdict(story)
        write_json({**told.pop("story"), **told})
        return
    out = console()
    out.print(Text(printable(story.story["label"]) or "(no headline)", style="bold"), soft_wrap=True)
    if not story_id.startswith(wanted):
        out.print(Text(f"{wanted} leads to {story_id}"), soft_wrap=True)
    out.print(story_facts(story))
    out.print()
    out.print(_timeline(story.members))
    if len(story.story["languages"] or ()) > 1:
        out.print()
        out.print(_languages(story.members))
    for line in _redirects(story):
        out.print(Text(line, style="dim"), soft_wrap=True)


def story_facts(story: Story) -> Table:
    """How big a story is, when it was told, in which languages, and whom it names."""
    row = story.story
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    outlets = {member["outlet_id"] for member in story.members if member["outlet_id"]}
    copies = sum(member["copy_role"] is not None for member in story.members)
    told = [count(row["document_count"], "document"), f"{row['independent_count']:,} net of copies and revisions"]
    told += [count(len(outlets), "outlet")] if outlets else []
    told += [count(copies, "copy", "copies")] if copies else []
    languages = Counter(member["language"] for member in story.members)
    names = [printable(name["label"]) for name in story.names[:NAMES_SHOWN]]
    for name, value in (
        ("story", row["story_id"]),
        ("told in", ", ".join(told)),
        ("published", _extent(row["first_utc"], row["last_utc"])),
        ("languages", " · ".join(f"{language} {number}" for language, number in languages.most_common())),
        ("names", " · ".join(names)),
    ):
        if value:
            table.add_row(name, Text(visible(value)))
    return table


def of_article(story: Story, document_id: str) -> RenderableType:
    """The story of an article: the others in it, and what each has in common with the article."""
    if len(story.members) == 1:
        return Text(f"{story.story['story_id']}: no other document tells it", style="dim")
    return Group(story_facts(story), Text(), _timeline(story.members, document_id))


def _timeline(members: Sequence[dict[str, Any]], own: str | None = None) -> RenderableType:
    """Members in the order of publication; from the view of one of them, ``own``, with the evidence."""
    shown = members[:MEMBERS_SHOWN]
    more = f"and {len(members) - MEMBERS_SHOWN} more: presswatch query story_timeline"
    timeline = _lines(shown, own) if is_narrow() else _table(shown, own)
    return Group(timeline, Text(more, style="dim")) if len(members) > MEMBERS_SHOWN else timeline


def _table(members: Sequence[dict[str, Any]], own: str | None) -> Table:
    names: tuple[str, ...] = ("", "published", "outlet", "language", "title", "copy", "fits")
    names += () if own is None else ("one event", "shared evidence")
    shown = [
        (
            "▸" if member["document_id"] == own else "",
            _when(member),
            member["outlet"] or member["outlet_id"],
            member["language"],
            member["title"],
            member["copy_role"] or "",
            member["score"],
            *(() if own is None else (member["pair_score"], _evidence(member["shared"]))),
            member["document_id"],
        )
        for member in members
    ]
    return grid((*names, "document_id"), shown)


def _lines(members: Sequence[dict[str, Any]], own: str | None) -> Table:
    """The same for a terminal too narrow for so many columns."""
    entries = []
    for member in members:
        facts = [
            joined(
                member["outlet"] or member["outlet_id"],
                member["language"],
                member["copy_role"],
                member["document_id"][:ID_CHARS],
                f"fits {member['score']:.2g}",
            )
        ]
        if own is not None and member["pair_score"] is not None:
            facts.append(f"one event {member['pair_score']:.2g}: {_evidence(member['shared'])}")
        mark = "▸" if member["document_id"] == own else ""
        entries.append((mark, _when(member), printable(member["title"]) or "(no headline)", facts))
    return stacked(entries)


def _when(member: dict[str, Any]) -> str:
    """When it was published, as finely as is known."""
    value: datetime | None = member["published_utc"]
    if value is None:
        return "(no date)"
    forms = {"year": f"{value:%Y}", "month": f"{value:%Y-%m}", "day": f"{value:%Y-%m-%d}"}
    return forms.get(member["published_precision"], f"{value:%Y-%m-%d %H:%M}")


def _evidence(shared: Sequence[dict[str, Any]]) -> str:
    told = [f"{each['feature'].partition(':')[0]} {_value(each)}" for each in shared[:EVIDENCE_SHOWN]]
    more = f" · and {len(shared) - EVIDENCE_SHOWN} more" if len(shared) > EVIDENCE_SHOWN else ""
    return " · ".join(told) + more


def _value(shared: dict[str, Any]) -> str:
    return printable(shared["label"] or shared["feature"].partition(":")[2])


def _languages(members: Sequence[dict[str, Any]]) -> Table:
    """For each language how much of the story it has, and its first headline."""
    by_language: dict[str, list[dict[str, Any]]] = {}
    for member in members:
        by_language.setdefault(member["language"], []).append(member)
    return grid(
        ("language", "documents", "copies", "first published", "first headline"),
        [
            (
                language,
                len(told),
                sum(member["copy_role"] is not None for member in told),
                _when(told[0]),
                next((member["title"] for member in told if member["title"]), ""),
            )
            for language, told in by_language.items()
        ],
    )


def _redirects(story: Story) -> list[str]:
    return [
        REDIRECT_WORDS.get(row["kind"], "{from_} → {to}").format(from_=row["from_story_id"], to=row["to_story_id"])
        for row in story.redirects
    ]


def _extent(first: datetime | None, last: datetime | None) -> str:
    if first is None or last is None:
        return "unknown"
    return printable(first) if first == last else f"{printable(first)} to {printable(last)}"
