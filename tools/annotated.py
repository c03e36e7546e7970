"""List and check articles whose names are marked in the text: ``python -m tools.annotated FILE|FOLDER …``.

The format and its reader are ``flows.evaluation.annotated``, for what ships scores such articles too.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from flows.evaluation.annotated import (
    AnnotatedArticle,
    MarkedAllusion,
    MarkedMention,
    MarkedRole,
    MarkError,
    Sentence,
    parse,
    read,
    read_folder,
    sentences,
)

__all__ = [
    "AnnotatedArticle",
    "MarkError",
    "MarkedAllusion",
    "MarkedMention",
    "MarkedRole",
    "Sentence",
    "count_rows",
    "parse",
    "read",
    "read_folder",
    "sentences",
]


def count_rows(folder: Path) -> list[str]:
    """Rows of a Markdown table, one per subfolder by name: language, articles, words of their bodies, names."""
    rows = []
    for part in sorted(path for path in folder.iterdir() if path.is_dir()):
        found = read_folder(part)
        words = sum(len(article.body.split()) for article in found)
        names = sum(len(article.mentions) for article in found)
        if found:
            rows.append(f"| {part.name} | {len(found)} | {words:,} | {names:,} |")
    return rows


def _main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--check", action="store_true", help="only say what is wrong, and how much there is")
    parser.add_argument("--count", action="store_true", help="print the rows of the folders' README")
    arguments = parser.parse_args()
    if arguments.count:
        print("\n".join(row for path in arguments.paths for row in count_rows(path)))
        return
    count = names = words = 0
    for path in arguments.paths:
        for article in read_folder(path) if path.is_dir() else [read(path)]:
            count += 1
            names += len(article.mentions)
            words += len(article.body.split())
            if arguments.check:
                continue
            print(f"== {article.language} {article.name} ({len(article.body.split())} words): {article.title}")
            for mention in article.mentions:
                text = article.text(mention.field)
                before, after = text[max(0, mention.start - 25) : mention.start], text[mention.end : mention.end + 25]
                around = f"{before}[{mention.surface}]{after}".replace("\n", " ")
                print(f"  {mention.entity_type[:3]} {mention.surface} | {mention.identity or ''} | …{around}…")
            for role in article.roles:
                print(f"  role {role.title} | {role.identity or ''} | {role.organization or ''}")
            for allusion in article.allusions:
                print(f"  {allusion.kind} {allusion.surface} | {allusion.identity}")
    print(f"{count} articles, {words} words, {names} names")


if __name__ == "__main__":
    _main()
