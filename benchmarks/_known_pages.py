"""Saved web pages whose main text is known: flattened to text, with a label for each block.

The main text of a page is what extractors that work in different ways agree on: trafilatura, newspaper4k and
readability read the page's markup, and a block of the flattened text is the article's where two of them have it and
furniture where none has. Blocks that one of them has, lines that say the title, and short lines far from any paragraph
of the article stay without a label.
"""

from __future__ import annotations

import hashlib
import logging
import re
import warnings
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from benchmarks._pages import evaluation_pages, flat
from transforms.normalize.blocks import Block, split_blocks
from transforms.normalize.characters import clean
from transforms.normalize.headline import is_same_line

DROPPED = frozenset(("script", "style", "noscript", "template", "svg", "head", "iframe", "select", "object"))
PARAGRAPHS = frozenset(
    """p div h1 h2 h3 h4 h5 h6 section article header footer nav aside main ul ol dl table blockquote pre form
    figure""".split()
)
LINES = frozenset("li br tr dt dd td th figcaption button label option address hr".split())
LEAST_READING_WORDS = 60
"""An extractor that returns less found nothing."""
LEAST_KEY_CHARS = 25
"""A shorter block must be a whole line of what an extractor returns."""
LEAST_SHARED_RATIO = 0.8
"""Share of a block's runs of four words that must be an extractor's, where the block is broken in another way there."""
MOST_APART_BLOCKS = 12
LEAST_LONG_WORDS = 12
LEAST_AGREEMENT = 0.95
"""The main text is known where trafilatura and another agree on so much: twice the shared words over all words."""
LEAST_ARTICLE_WORDS = 100
CHOSEN_COUNT = 200


class _Flattener(HTMLParser):
    """Collects the text of a page with a mark before and after every block; unclosed tags do no harm."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._dropping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._dropping.clear()
        if tag in DROPPED:
            self._dropping.append(tag)
        self._separate(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._dropping:
            del self._dropping[self._dropping.index(tag) :]
        self._separate(tag)

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self.pieces.append(data)

    def _separate(self, tag: str) -> None:
        if not self._dropping:
            self.pieces.append("\x00\x00" if tag in PARAGRAPHS else "\x00" if tag in LINES else "")


def decoded(page: bytes) -> str:
    """The markup of a page: UTF-8, else Windows-1252."""
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        return page.decode("cp1252", errors="replace")


def flattened(source: str) -> str:
    """A page as the text that copying all of it would give."""
    parser = _Flattener()
    parser.feed(source)
    parser.close()
    lines = (" ".join(part.split()) for part in "".join(parser.pieces).split("\x00"))
    text = "\n".join(lines)
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip("\n")


def pages(data: Path) -> Iterator[tuple[str, bytes, list[str], list[str]]]:
    """(url, page, must keep, must not keep) of every page that the evaluation names, in the order of its list."""
    for url, entry, page in evaluation_pages(data):
        yield url, page, entry["with"], entry["without"]


def _key(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + 4]) for at in range(len(words) - 3)}


class Reading:
    """What one extractor returns for a page."""

    def __init__(self, text: str) -> None:
        cleaned, _ = clean(text)
        self._lines = {_key(line) for line in cleaned.split("\n")}
        self._joined = _key(cleaned)
        self._runs = _runs(cleaned)

    def has(self, block: str) -> bool:
        """Whether a block of the flattened page is in it."""
        key = _key(block)
        if len(key) < LEAST_KEY_CHARS:
            return key in self._lines
        runs = _runs(block)
        return key in self._joined or (len(runs) >= 6 and len(runs & self._runs) >= LEAST_SHARED_RATIO * len(runs))


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page with its flattened text, its blocks and their ``labels`` (1 article, 0 furniture, None unsaid).
    ``is_known``: the extractors agree on nearly all, and with every string that the evaluation names."""

    url: str
    text: str
    blocks: list[Block]
    labels: list[int | None]
    is_known: bool
    agreement: float
    wanted: list[str]
    unwanted: list[str]
    title: str
    readings: dict[str, Reading] = field(repr=False, default_factory=dict)

    @property
    def order(self) -> int:
        """Where the page stands in an order that nobody chose."""
        return int(hashlib.sha256(self.url.encode()).hexdigest()[:8], 16)

    @property
    def is_held_out(self) -> bool:
        """The second half: nothing is trained or tuned on those of the chosen pages that are in it."""
        return self.order % 2 == 1


def _readings(url: str, source: str) -> tuple[dict[str, Reading], str]:
    import newspaper
    import trafilatura
    from lxml import html
    from trafilatura.readability_lxml import Document

    texts: dict[str, str] = {}
    title = ""
    texts["trafilatura"] = trafilatura.extract(source, include_comments=False, include_tables=True) or ""
    try:
        article = newspaper.Article(url, fetch_images=False)
        article.download(input_html=source)
        article.parse()
        texts["newspaper"], title = article.text or "", article.title or ""
    except Exception as error:  # whatever a page does to it, the others stand
        logging.debug("newspaper: %s", error)
    try:
        tree = html.fromstring(source.encode(), parser=html.HTMLParser(encoding="utf-8"))
        texts["readability"] = flattened(str(Document(tree).summary()))
    except Exception as error:
        logging.debug("readability: %s", error)
    return {name: Reading(text) for name, text in texts.items() if len(text.split()) >= LEAST_READING_WORDS}, title


def labels_of(blocks: Sequence[Block], readings: dict[str, Reading], title: str) -> list[int | None]:
    """A label for each block of a page, however its text is broken into blocks."""
    found: list[int | None] = []
    for block in blocks:
        votes = sum(reading.has(block.text) for reading in readings.values())
        is_open = not _key(block.text) or votes == 1 or (title and is_same_line(block.text, title))
        found.append(None if is_open else int(votes > 1))
    long = [place for place, label in enumerate(found) if label and blocks[place].word_count >= LEAST_LONG_WORDS]
    for place, label in enumerate(found):
        if label and long and blocks[place].word_count < LEAST_LONG_WORDS:
            at = bisect(long, place)
            if min(abs(other - place) for other in long[max(0, at - 1) : at + 1]) > MOST_APART_BLOCKS:
                found[place] = None
    return found


def _agreement(blocks: Sequence[Block], one: Reading, other: Reading) -> float:
    first = second = both = 0
    for block in blocks:
        is_first, is_second = one.has(block.text), other.has(block.text)
        first += block.word_count * is_first
        second += block.word_count * is_second
        both += block.word_count * (is_first and is_second)
    return 2 * both / (first + second) if both else 0.0


def known_pages(data: Path) -> Iterator[KnownPage]:
    """Every page that holds text, in the order of the evaluation's list."""
    warnings.filterwarnings("ignore")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    for url, page, with_strings, without_strings in pages(data):
        source = decoded(page)
        text, _ = clean(flattened(source))
        blocks = split_blocks(text)
        if not blocks:
            continue
        readings, title = _readings(url, source)
        labels = labels_of(blocks, readings, title)
        wanted, unwanted = list(map(flat, with_strings)), list(map(flat, without_strings))
        shares = {
            name: _agreement(blocks, readings["trafilatura"], reading)
            for name, reading in readings.items()
            if name != "trafilatura" and "trafilatura" in readings
        }
        agreement = max(shares.values(), default=0.0)
        whole = flat(text)
        article = flat(" ".join(block.text for block, label in zip(blocks, labels, strict=True) if label))
        possible = flat(" ".join(block.text for block, label in zip(blocks, labels, strict=True) if label != 0))
        count = sum(block.word_count for block, label in zip(blocks, labels, strict=True) if label)
        is_known = (
            agreement >= LEAST_AGREEMENT
            and count >= LEAST_ARTICLE_WORDS
            and all(string in possible for string in wanted if string in whole)
            and not any(string in article for string in unwanted)
        )
        yield KnownPage(url, text, blocks, labels, is_known, agreement, wanted, unwanted, title, readings)


def chosen(found: Sequence[KnownPage]) -> list[KnownPage]:
    """Two hundred of the pages whose main text is known, by the hash of their addresses."""
    return sorted((page for page in found if page.is_known), key=lambda page: page.order)[:CHOSEN_COUNT]
