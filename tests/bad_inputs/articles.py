"""Invented news for the catalogue: every key gives another article, always the same one for the same key."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_STARTS = ("Bran", "Dor", "Elm", "Fal", "Gren", "Hav", "Kel", "Lun", "Mor", "Nes", "Os", "Pel", "Ran", "Sol", "Tor")
_MIDDLES = ("a", "e", "i", "o", "u", "ar", "el", "in", "or", "und")
_ENDS = ("berg", "by", "dal", "ford", "ham", "holm", "mark", "stad", "ton", "vik", "wick", "worth")
_THINGS = ("bridge", "ferry", "harbour", "library", "lighthouse", "market hall", "mill", "railway", "sluice", "theatre")
_FIRST = ("Ada", "Bengt", "Cora", "Dirk", "Elin", "Frits", "Greta", "Henk", "Ida", "Joris", "Karin", "Lars")
_LAST = ("Aldervik", "Bomhoff", "Carlsund", "Dwarsma", "Eskelund", "Fennema", "Gravdal", "Hoekstein", "Ibsgard")
OUTLET = "The Wharf Gazette"
SITE = "https://wharf-gazette.example"
PUBLISHED = "2024-03-05T08:30:00+01:00"


@dataclass(frozen=True, slots=True)
class Article:
    """One article. ``paragraphs`` are in reading order; ``url`` is of an outlet that does not exist."""

    url: str
    title: str
    paragraphs: tuple[str, ...]
    author: str
    published: str = PUBLISHED

    @property
    def text(self) -> str:
        """The body, paragraphs apart by blank lines."""
        return "\n\n".join(self.paragraphs)

    @property
    def plain(self) -> str:
        """The article as a text file: title first."""
        return f"{self.title}\n\n{self.text}\n"

    def row(self, **changes: Any) -> dict[str, Any]:
        """The article as a record with Presswatch's own keys; a change to None leaves the key out."""
        row = {
            "url": self.url,
            "title": self.title,
            "author": self.author,
            "outlet": OUTLET,
            "published": self.published,
            "text": self.text,
            **changes,
        }
        return {key: value for key, value in row.items() if value is not None}

    def line(self, **changes: Any) -> bytes:
        """The record as one line of JSON in UTF-8."""
        return json.dumps(self.row(**changes), ensure_ascii=False).encode() + b"\n"

    def page(self, head: str = "", before: str = "", after: str = "", body: str | None = None) -> str:
        """The article as a page of a news site, with marks of the catalogue's cases where they are given."""
        inner = body if body is not None else "\n".join(f"<p>{html.escape(p)}</p>" for p in self.paragraphs)
        title = html.escape(self.title)
        return (
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title} | {OUTLET}</title>\n'
            f'<link rel="canonical" href="{html.escape(self.url)}">\n<meta property="og:title" content="{title}">\n'
            f'<meta property="og:site_name" content="{OUTLET}">\n<meta name="author" content="{self.author}">\n'
            f'<meta property="article:published_time" content="{self.published}">\n{head}</head>\n<body>\n'
            f'<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>\n{before}<article><h1>{title}</h1>\n{inner}\n'
            f"</article>\n{after}<footer>All rights reserved.</footer>\n</body></html>\n"
        )

    def item(self, **changes: str) -> str:
        """The article as an item of an RSS channel; changes replace whole elements by name, "" leaves one out."""
        elements = {
            "title": f"<title>{html.escape(self.title)}</title>",
            "link": f"<link>{html.escape(self.url)}</link>",
            "guid": f"<guid>{html.escape(self.url)}</guid>",
            "pubDate": "<pubDate>Tue, 05 Mar 2024 08:30:00 +0100</pubDate>",
            "description": f"<description>{html.escape(self.text)}</description>",
            **changes,
        }
        return f"<item>{''.join(elements.values())}</item>\n"


def article(key: str) -> Article:
    """The article of a key. Title and every paragraph are unlike those of any other key."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:12])

    def pick(choices: Sequence[str]) -> str:
        nonlocal number
        number, place = divmod(number, len(choices))
        return choices[place]

    place = pick(_STARTS) + pick(_MIDDLES) + pick(_ENDS)
    other = pick(_STARTS) + pick(_MIDDLES) + pick(_ENDS)
    thing = pick(_THINGS)
    person = f"{pick(_FIRST)} {pick(_LAST)}"
    critic = f"{pick(_FIRST)} {pick(_LAST)}"
    number, months = divmod(number, 37)
    number, cost = divmod(number, 9_000)
    number, votes = divmod(number, 40)
    slug = re.sub(r"[^a-z0-9]+", "-", key.lower())
    return Article(
        url=f"{SITE}/{place.lower()}/{slug}",
        title=f"{place} opens its {thing} again after {months + 3} months of repairs near {other}",
        paragraphs=(
            f"The town of {place} has opened its old {thing} again after {months + 3} months of repairs, and the first "
            f"visitors from {other} stood in line before sunrise.",
            f"The work cost {cost + 700} thousand crowns, which is more than the council had planned when it voted for "
            f"it with {votes + 41} to {votes + 3} votes two years ago.",
            f"{person}, who led the repairs in {place}, said on Monday that the {thing} should now last for another "
            f"century if the people of {other} look after it.",
            f"Not everybody is pleased. {critic} of the shopkeepers' union in {other} believes that the money would "
            f"have been better spent on the road between {place} and the coast.",
        ),
        author=person,
    )


def feed(*items: str, head: str = "", end: str = "</channel></rss>\n") -> bytes:
    """An RSS channel of items; ``head`` stands between the XML declaration and the first element."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<rss version="2.0"><channel><title>{OUTLET}</title>'
        f"<link>{SITE}/</link><description>News of the coast</description>\n{''.join(items)}{end}"
    ).encode()
