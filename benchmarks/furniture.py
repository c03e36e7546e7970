"""How well furniture is told from the article on saved web pages.

Takes the pages of trafilatura's evaluation (``--data DIR`` with ``extract/trafilatura-pages.tar.gz``, or DIR itself),
flattens each to plain text (tags away, a blank line between blocks, a line for each list item: all menus, comments
and footers stay in) and segments it as a plain text file. The evaluation names for each page strings that must be
kept and strings that must not.

Prints recall (share of the must-keep strings that are in title or body), precision (kept must-keep strings over all
kept strings), F1, and the same for keeping the whole page; writes them to ``benchmarks/results/furniture.json``.
"""

from __future__ import annotations

import argparse
import json
import tarfile
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

from transforms.model import Refusal
from transforms.normalize.characters import clean
from transforms.normalize.segments import segment

PAGES = "trafilatura-pages.tar.gz"
RESULT = Path(__file__).parent / "results" / "furniture.json"
DROPPED = frozenset(("script", "style", "noscript", "template", "svg", "head", "iframe", "select", "object"))
PARAGRAPHS = frozenset(
    """p div h1 h2 h3 h4 h5 h6 section article header footer nav aside main ul ol dl table blockquote pre form
    figure""".split()
)
LINES = frozenset("li br tr dt dd td th figcaption button label option address hr".split())


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


def flattened(page: bytes) -> str:
    """A page as the text that copying all of it would give."""
    try:
        source = page.decode("utf-8")
    except UnicodeDecodeError:
        source = page.decode("cp1252", errors="replace")
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
    path = next(place for place in (data / "extract" / PAGES, data / PAGES, data) if place.is_file())
    found: dict[str, bytes] = {}
    with tarfile.open(path) as archive:  # read in its own order: going back in a gzip stream costs a second a page
        for member in archive:
            opened = archive.extractfile(member)
            if opened:
                found[PurePosixPath(member.name).name] = opened.read()
    for url, entry in json.loads(found["evaldata.json"]).items():
        if entry["file"] in found:
            yield url, found[entry["file"]], entry["with"], entry["without"]


def flat(text: str) -> str:
    """White space made even, as the evaluation's strings have it."""
    return " ".join(text.split())


def measure(data: Path, misses: Path | None) -> dict[str, float | int]:
    """Counts and shares over all pages; strings that are not in the flattened page are left out."""
    kept = lost = dropped = left = 0
    page_count = char_count = refused_count = 0
    seconds = 0.0
    notes: list[str] = []
    for url, page, wanted, unwanted in pages(data):
        text, _ = clean(flattened(page))
        if not text.strip():
            continue
        page_count += 1
        char_count += len(text)
        start = time.perf_counter()
        parts = segment(text, title=None, lead=None, is_structured=False, keep_comments=False)
        seconds += time.perf_counter() - start
        if isinstance(parts, Refusal):
            refused_count += 1
            result = ""
        else:
            result = flat(f"{parts.title or ''}\n{parts.body or ''}")
        whole = flat(text)
        for strings, is_wanted in ((wanted, True), (unwanted, False)):
            for string in map(flat, strings):
                if string not in whole:
                    continue
                is_in = string in result
                if is_wanted:
                    kept += is_in
                    lost += not is_in
                else:
                    left += is_in
                    dropped += not is_in
                if is_wanted != is_in:
                    notes.append(f"{'LOST' if is_wanted else 'LEFT'}\t{url}\t{string}")
    if misses:
        misses.write_text("\n".join(notes), encoding="utf-8")
    recall = kept / (kept + lost)
    precision = kept / (kept + left)
    whole_precision = (kept + lost) / (kept + lost + left + dropped)
    return {
        "page_count": page_count,
        "refused_count": refused_count,
        "kept_count": kept,
        "lost_count": lost,
        "dropped_count": dropped,
        "left_count": left,
        "recall_ratio": round(recall, 4),
        "precision_ratio": round(precision, 4),
        "f1_ratio": round(2 * precision * recall / (precision + recall), 4),
        "dropped_ratio": round(dropped / (dropped + left), 4),
        "whole_page_precision_ratio": round(whole_precision, 4),
        "whole_page_f1_ratio": round(2 * whole_precision / (1 + whole_precision), 4),
        "ms_per_2500_chars": round(seconds * 1000 / (char_count / 2500), 4),
    }


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the saved pages")
    parser.add_argument("--misses", type=Path, help="write every string that went wrong to this file")
    arguments = parser.parse_args()
    result = measure(arguments.data, arguments.misses)
    for name, value in result.items():
        print(f"{name:28} {value}")
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
