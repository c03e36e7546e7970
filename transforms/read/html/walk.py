"""A tree of HTML → its blocks of text in reading order, each with what stands around it.

A block is what one box of the page says: the text between two edges of block elements. Tags that only style text are
passed through, line breaks stay, and what no reader sees (scripts, forms' choices, drawings) is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

DROPPED: Final = frozenset(
    """script style template rt rp svg math head iframe frame frameset select option optgroup datalist object
    embed applet canvas video audio map input textarea progress meter dialog title link meta base param source
    track""".split()
)
"""Elements whose text is no text of the page."""
BLOCKS: Final = frozenset(
    """html body p div h1 h2 h3 h4 h5 h6 section article header footer nav aside main ul ol dl li dt dd table thead
    tbody tfoot tr td th caption blockquote pre form fieldset legend figure figcaption address hr details summary menu
    center dir hgroup button label listing xmp noscript""".split()
)
"""Elements that begin and end a box."""
HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SPACE: Final = re.compile(r"[ \t\n\r\f\v\u00a0\u2028\u2029]+")
_BREAK: Final = "\x1e"
_LINK: Final = "\x1c"
_LINK_END: Final = "\x1d"
"""Stand for line breaks and the edges of links until a block is whole; no tree holds control characters."""
_PARAGRAPH: Final = re.compile("\x1e[\\s\x1c\x1d]*\x1e[\\s\x1c\x1d\x1e]*")
"""Two line breaks and more part blocks as an edge does."""
_LINKED: Final = re.compile("\x1c([^\x1d]*)\x1d?")


@dataclass(slots=True)
class Place:
    """An open element as its blocks see it. ``parent`` is the place of the next block element outside."""

    element: HtmlElement
    tag: str
    parent: Place | None
    is_link: bool = False
    is_verbatim: bool = False
    number: int = 0
    """Places count from 0 in the order in which they open."""


@dataclass(slots=True)
class PageBlock:
    """One block: its text (white space folded, line breaks as line feeds), where it stands, and how many of its
    characters are in links."""

    text: str
    place: Place
    link_chars: int

    @property
    def tag(self) -> str:
        """The tag of the block element that holds it."""
        return self.place.tag


def folded(text: str) -> str:
    """Runs of white space as one blank, none at the ends; line breaks as line feeds."""
    if _BREAK not in text:
        return " ".join(text.split()) if text.isascii() else _SPACE.sub(" ", text).strip()
    lines = (_SPACE.sub(" ", line).strip() for line in text.split(_BREAK))
    return "\n".join(line for line in lines if line)


class _Walker:
    """Collects the blocks of one tree; no recursion, so that depth costs nothing."""

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self._pieces: list[str] = []
        self._place_count = 0

    def run(self, root: HtmlElement) -> list[PageBlock]:
        place = Place(root, "body", None)
        todo: list[tuple[HtmlElement, Place, bool]] = [(root, place, False)]
        while todo:
            element, outer, is_exit = todo.pop()
            tag = element.tag
            if is_exit:
                self._leave(element, tag, outer, is_root=element is root)
            elif not isinstance(tag, str) or tag in DROPPED:
                self._add(element.tail, outer)
            elif tag == "br":
                self._pieces.append(_BREAK)
                self._add(element.tail, outer)
            else:
                inner = self._entered(element, tag, outer) if tag in BLOCKS or tag == "a" else outer
                self._add(element.text, inner)
                last = inner if tag in BLOCKS else outer
                if len(element):
                    todo.append((element, last, True))
                    todo.extend([(child, inner, False) for child in reversed(element)])
                else:
                    self._leave(element, tag, last, is_root=element is root)
        self._flush(place)
        return self.blocks

    def _entered(self, element: HtmlElement, tag: str, outer: Place) -> Place:
        if tag in BLOCKS:
            self._flush(outer)
            self._place_count += 1
            is_verbatim = outer.is_verbatim or tag in ("pre", "listing", "xmp")
            if outer.is_link:
                self._pieces.append(_LINK)
            return Place(element, tag, outer, outer.is_link, is_verbatim, self._place_count)
        if tag == "a" and not outer.is_link:
            self._pieces.append(_LINK)
            return Place(outer.element, outer.tag, outer.parent, True, outer.is_verbatim, outer.number)
        return outer

    def _leave(self, element: HtmlElement, tag: str, place: Place, *, is_root: bool) -> None:
        if tag in BLOCKS:
            self._flush(place)
            if place.parent is not None:
                place = place.parent
                if place.is_link:
                    self._pieces.append(_LINK)
        elif tag == "a" and not place.is_link:
            self._pieces.append(_LINK_END)
        if not is_root:
            self._add(element.tail, place)

    def _add(self, text: str | None, place: Place) -> None:
        if text:
            self._pieces.append(text.replace("\n", _BREAK) if place.is_verbatim else text)

    def _flush(self, place: Place) -> None:
        if not self._pieces:
            return
        joined = "".join(self._pieces)
        self._pieces.clear()
        # Most of what stands between two edges is white space; breaks and the edges of links count as such.
        if joined.isspace():
            return
        is_linked = place.is_link
        for part in _PARAGRAPH.split(joined) if _BREAK in joined and not place.is_verbatim else (joined,):
            text = folded(part.replace(_LINK, "").replace(_LINK_END, ""))
            if text:
                linked = len(text) if is_linked else _linked_chars(part)
                self.blocks.append(PageBlock(text, place, min(linked, len(text))))


def _linked_chars(part: str) -> int:
    link_count = part.count(_LINK)
    if link_count <= 1:
        return len(part.partition(_LINK)[2].partition(_LINK_END)[0].strip()) if link_count else 0
    return sum([len(run.strip()) for run in _LINKED.findall(part)])


def page_blocks(root: HtmlElement) -> list[PageBlock]:
    """Every block of text below ``root``, in reading order. Linear in the tree."""
    return _Walker().run(root)


def body_blocks(root: HtmlElement) -> list[PageBlock]:
    """Every block of a page's body, or of the whole tree where it has none."""
    body = root.find("body")
    return page_blocks(root if body is None else body)
