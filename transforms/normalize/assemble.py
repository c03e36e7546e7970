"""From pieces with roles to the parts of an article: body, segments with offsets, and the lines that others read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from transforms.model import Refusal, Segment
from transforms.normalize.blocks import Block
from transforms.normalize.datelines import dateline_end
from transforms.normalize.headline import is_same_line
from transforms.normalize.roles import LIMITS, split_byline, split_credit

BODY_ROLES: Final = frozenset(("dateline", "lead", "heading", "paragraph", "caption", "question", "answer"))
SEPARATOR: Final = "\n\n"


@dataclass(frozen=True, slots=True)
class Segmented:
    """One article in parts. ``segments`` are in reading order; those of the body have offsets into ``body`` (code
    points, end exclusive), the title's into ``title``. ``lead`` is a substring of ``body``. ``body`` is None where
    nothing but a title is left. ``byline_lines``, ``dateline``, ``publication_line`` and ``copyright_line`` are
    the lines as they stand, for those who read names and dates from them. ``flags``: NO_BODY, COMMENTS_DROPPED."""

    title: str | None
    kicker: str | None
    lead: str | None
    body: str | None
    segments: tuple[Segment, ...]
    byline_lines: tuple[str, ...] = ()
    dateline: str | None = None
    publication_line: str | None = None
    copyright_line: str | None = None
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text with its role. ``is_run_on`` pieces are followed by the next one without a separator."""

    role: str
    text: str
    is_run_on: bool = False


def cut_pieces(blocks: Sequence[Block], roles: Sequence[str]) -> list[Piece]:
    """Blocks with roles → pieces: credits cut off captions, datelines off their paragraphs, a title off a
    paragraph that runs on."""
    pieces: list[Piece] = []
    is_dateline_open = "dateline" not in roles
    for block, role in zip(blocks, roles, strict=True):
        text = block.text
        if role in ("paragraph", "caption") and (block.is_ended or block.word_count <= LIMITS.most_caption_words):
            at = split_credit(text)
            if 0 < at < len(text) and text[:at].strip():
                is_caption = block.word_count <= LIMITS.most_caption_words and role != "lead"
                pieces.append(Piece("caption" if is_caption else role, text[:at].rstrip()))
                pieces.append(Piece("credit", text[at:].strip()))
                continue
        if role in ("paragraph", "lead") and is_dateline_open and block.word_count >= 8:
            is_dateline_open = False
            at = dateline_end(text)
            if at:
                pieces.append(Piece("dateline", text[:at], is_run_on=True))
                text = text[at:]
        pieces.append(Piece(role, text))
    return pieces


def with_lead(pieces: list[Piece], lead: str | None) -> tuple[list[Piece], str | None]:
    """The record's own lead set on its place: the block that says it, else a block before all others."""
    found = next((piece.text for piece in pieces if piece.role == "lead"), None)
    if lead is None or not lead.strip():
        return pieces, found
    flat = " ".join(lead.split())
    shortened = flat.rstrip(". …")
    bodies = [place for place, piece in enumerate(pieces) if piece.role in BODY_ROLES]
    for place in bodies[:3]:
        piece = pieces[place]
        if is_same_line(piece.text, flat):
            pieces[place] = Piece("lead", piece.text, piece.is_run_on)
            return pieces, piece.text
        if shortened and piece.text.startswith(shortened):
            return pieces, piece.text[: len(shortened)]
    at = bodies[0] if bodies else len(pieces)
    return [*pieces[:at], Piece("lead", flat), *pieces[at:]], flat


def assembled(
    pieces: Sequence[Piece],
    title: str | None,
    lead: str | None,
    keep_comments: bool,
    *,
    is_title_in_text: bool,
) -> Segmented | Refusal:
    segments: list[Segment] = []
    body: list[str] = []
    length = 0
    is_joined = True
    if title is not None and not is_title_in_text:
        segments.append(Segment("title", "title", 0, len(title)))
    has_dropped = False
    for piece in pieces:
        if piece.role == "title" and title is not None:
            segments.append(Segment("title", "title", 0, len(title)))
        elif piece.role in BODY_ROLES:
            if not is_joined:
                body.append(SEPARATOR)
                length += len(SEPARATOR)
            body.append(piece.text)
            segments.append(Segment(piece.role, "body", length, length + len(piece.text)))
            length += len(piece.text)
            is_joined = piece.is_run_on
        else:
            role = "furniture" if piece.role in ("publication", "copyright") else piece.role
            is_dropped = role == "comment" and not keep_comments
            has_dropped = has_dropped or is_dropped
            segments.append(Segment(role, None, None, None, None if is_dropped else piece.text))
    joined = "".join(body) or None
    if joined is None and title is None:
        return Refusal("TEXT_BOILERPLATE", "no title and no paragraph")
    dateline = next((piece.text for piece in pieces if piece.role == "dateline"), None)
    names, dates = split_byline([piece.text for piece in pieces if piece.role == "byline"])
    flags = {"NO_BODY"} if joined is None else set()
    if has_dropped:
        flags.add("COMMENTS_DROPPED")
    return Segmented(
        title=title,
        kicker=_first(pieces, "kicker"),
        lead=lead if joined is not None else None,
        body=joined,
        segments=tuple(segments),
        byline_lines=tuple(names),
        dateline=dateline.rstrip(" \u00a0—–-:") if dateline else None,
        publication_line=_first(pieces, "publication") or next(iter(dates), None),
        copyright_line=_first(pieces, "copyright"),
        flags=frozenset(flags),
    )


def _first(pieces: Sequence[Piece], role: str) -> str | None:
    return next((piece.text for piece in pieces if piece.role == role), None)
