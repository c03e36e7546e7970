"""The same article in every format is one document."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.flows.formats import COMPRESSIONS, FORMATS, PARAGRAPHS, TITLE, URL, tarred, zipped
from tests.flows.harness import books, run_once


def test_one_article_in_every_format_and_packing_lands_once(tmp_path: Path) -> None:
    folder = tmp_path / "delivery"
    folder.mkdir()
    plain = {name: write() for name, write in FORMATS.items()}
    for name, content in plain.items():
        (folder / name).write_bytes(content)
    for suffix, compress in COMPRESSIONS.items():
        for name in ("page.html", "lines.jsonl", "array.json", "table.csv", "feed.rss", "crawl.warc"):
            (folder / f"packed-{name}{suffix}").write_bytes(compress(plain[name]))
    (folder / "all.zip").write_bytes(zipped(plain))
    (folder / "all.tar").write_bytes(tarred(plain))
    (folder / "all.tar.gz").write_bytes(tarred(plain, "w:gz"))
    (folder / "all.tar.xz").write_bytes(tarred(plain, "w:xz"))
    copies = len(FORMATS) + 6 * len(COMPRESSIONS) + 4 * len(FORMATS)

    run_once(tmp_path / "home", [folder])

    with duckdb.connect(str(tmp_path / "home" / "presswatch.duckdb"), read_only=True) as con:
        documents = con.execute(
            "SELECT title, body, canonical_url, published_utc::DATE::VARCHAR FROM documents"
        ).fetchall()
        refused = con.execute("SELECT source_path, member, reason, detail FROM rejects").fetchall()
    assert refused == []
    assert documents == [(TITLE, "\n\n".join(PARAGRAPHS), URL, "2026-03-13")]
    assert books(tmp_path / "home") == (copies, 1, copies - 1, 0)
