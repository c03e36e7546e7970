"""How well furniture is told from the article on saved web pages that are flattened to text.

Takes the pages of trafilatura's evaluation (``--data DIR`` with ``extract/trafilatura-pages.tar.gz``, or DIR itself),
flattens each to plain text (tags away, a blank line between blocks, a line for each list item: all menus, comments
and footers stay in) and segments it as a plain text file. Two measures:

Two hundred pages whose main text is known (``benchmarks/_known_pages.py``), by words of their blocks: precision (words
kept that are the article's), recall, F1, and the share of the article that is lost; for both halves, of which the
second is held out from training and tuning, and as a mean over pages.

All pages, by the strings that the evaluation says must be kept or must not: recall, precision, F1, and the same for
keeping the whole page.

Prints both and writes them to ``benchmarks/results/furniture.json``.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks._known_pages import KnownPage, chosen, flat, known_pages
from transforms.model import Refusal
from transforms.normalize.assemble import Segmented
from transforms.normalize.blocks import Block
from transforms.normalize.segments import segment

RESULT = Path(__file__).parent / "results" / "furniture.json"


def _length(text: str) -> int:
    return sum(not character.isspace() for character in text)


def kept_shares(blocks: Sequence[Block], parts: Segmented | Refusal) -> list[float]:
    """For each block the share of its characters that is in title or body. The segments hold every block in order,
    so both are walked side by side."""
    if isinstance(parts, Refusal):
        return [0.0] * len(blocks)
    fields = {"title": parts.title or "", "body": parts.body or ""}
    rest = [
        (_length(fields[piece.field][piece.start_char : piece.end_char] if piece.field else piece.text or ""), piece)
        for piece in parts.segments
    ]
    shares: list[float] = []
    at = 0
    open_count = rest[0][0] if rest else 0
    for block in blocks:
        size = need = _length(block.text)
        kept = 0
        while need and at < len(rest):
            taken = min(need, open_count)
            need -= taken
            open_count -= taken
            kept += taken * (rest[at][1].field is not None)
            if not open_count:
                at += 1
                open_count = rest[at][0] if at < len(rest) else 0
        shares.append(kept / size if size else 0.0)
    return shares


@dataclass(slots=True)
class Words:
    """Words of the article kept and lost, and of furniture left in, over pages."""

    kept: float = 0.0
    lost: float = 0.0
    left: float = 0.0
    page_f1: list[float] = field(default_factory=list)

    def add(self, page: KnownPage, shares: Sequence[float], notes: list[str]) -> None:
        kept = lost = left = 0.0
        for block, label, share in zip(page.blocks, page.labels, shares, strict=True):
            if label == 1:
                kept += block.word_count * share
                lost += block.word_count * (1 - share)
            elif label == 0:
                left += block.word_count * share
            if label is not None and abs(label - share) > 0.1:
                what = "LOST" if label else "LEFT"
                notes.append(f"{what}\t{page.url}\t{block.word_count}\t{block.text[:200]}")
        self.kept += kept
        self.lost += lost
        self.left += left
        self.page_f1.append(2 * kept / (2 * kept + lost + left))

    def result(self) -> dict[str, float | int]:
        recall, precision = self.kept / (self.kept + self.lost), self.kept / (self.kept + self.left)
        return {
            "page_count": len(self.page_f1),
            "word_count": round(self.kept + self.lost),
            "precision_ratio": round(precision, 4),
            "recall_ratio": round(recall, 4),
            "f1_ratio": round(2 * precision * recall / (precision + recall), 4),
            "lost_ratio": round(1 - recall, 5),
            "mean_page_f1_ratio": round(sum(self.page_f1) / len(self.page_f1), 4),
        }


@dataclass(slots=True)
class Strings:
    """Strings that must be kept and were, or were not; that must not, and were not, or were."""

    kept: int = 0
    lost: int = 0
    dropped: int = 0
    left: int = 0

    def add(self, page: KnownPage, result: str, notes: list[str]) -> None:
        whole = flat(page.text)
        for strings, is_wanted in ((page.wanted, True), (page.unwanted, False)):
            for string in strings:
                if string not in whole:
                    continue
                is_in = string in result
                if is_wanted:
                    self.kept += is_in
                    self.lost += not is_in
                else:
                    self.left += is_in
                    self.dropped += not is_in
                if is_wanted != is_in:
                    notes.append(f"{'LOST' if is_wanted else 'LEFT'} STRING\t{page.url}\t{string}")

    def result(self) -> dict[str, float | int]:
        recall = self.kept / (self.kept + self.lost)
        precision = self.kept / (self.kept + self.left)
        whole = (self.kept + self.lost) / (self.kept + self.lost + self.left + self.dropped)
        return {
            "kept_count": self.kept,
            "lost_count": self.lost,
            "dropped_count": self.dropped,
            "left_count": self.left,
            "recall_ratio": round(recall, 4),
            "precision_ratio": round(precision, 4),
            "f1_ratio": round(2 * precision * recall / (precision + recall), 4),
            "dropped_ratio": round(self.dropped / (self.dropped + self.left), 4),
            "whole_page_precision_ratio": round(whole, 4),
            "whole_page_f1_ratio": round(2 * whole / (1 + whole), 4),
        }


def measure(data: Path, misses: Path | None) -> dict[str, dict[str, float | int]]:
    """Counts and shares; strings that are not in the flattened page are left out."""
    found = list(known_pages(data))
    picked = {page.url for page in chosen(found)}
    words = {"first half": Words(), "second half, held out": Words(), "both halves": Words()}
    strings = Strings()
    notes: list[str] = []
    char_count = refused_count = 0
    seconds = 0.0
    for page in found:
        char_count += len(page.text)
        start = time.process_time()
        parts = segment(page.text, title=None, lead=None, is_structured=False, keep_comments=True)
        seconds += time.process_time() - start
        refused_count += isinstance(parts, Refusal)
        result = "" if isinstance(parts, Refusal) else flat(f"{parts.title or ''}\n{parts.body or ''}")
        strings.add(page, result, notes)
        if page.url in picked:
            shares = kept_shares(page.blocks, parts)
            words["second half, held out" if page.is_held_out else "first half"].add(page, shares, notes)
            words["both halves"].add(page, shares, [])
    if misses:
        misses.write_text("\n".join(notes), encoding="utf-8")
    results = {f"words, {name}": count.result() for name, count in words.items()}
    results["strings, all pages"] = {
        "page_count": len(found),
        "known_count": sum(page.is_known for page in found),
        "refused_count": refused_count,
        **strings.result(),
        "ms_per_2500_chars": round(seconds * 1000 / (char_count / 2500), 4),
    }
    return results


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the saved pages")
    parser.add_argument("--misses", type=Path, help="write every block and string that went wrong to this file")
    arguments = parser.parse_args()
    results = measure(arguments.data, arguments.misses)
    for title, result in results.items():
        print(title)
        for name, value in result.items():
            print(f"  {name:28} {value}")
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
