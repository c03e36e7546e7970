"""A million signatures as an archive of news gives them, drawn by chance."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks._copy_archive import CopyArchive
from transforms.copies.sign import SKETCH_SIZE

CHUNK = 50_000
LANDED = ("documents", "signatures")
OUTLETS = 2_000
PHRASES = 1_000
"""Passages that stand in articles of all outlets, the commonest in one of 100, the next ones ever less often. Together
with the set phrases of outlets they make ten times the candidates that real articles give (0.6 a document)."""


def lists(values: np.ndarray, counts: np.ndarray) -> pa.Array:
    """A list column from all values in a row and the length of each list."""
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(values, pa.int64()))


def drawn(start: int, count: int, seed: int) -> tuple[pa.Table, pa.Table]:
    """Documents ``start`` to ``start + count``: 300 runs of words in the middle of them, some 24 bands; one
    is a phrase that all use, of every third outlet three are its set phrases, and every fifth document is a copy, cut,
    of another of the chunk, that shares two thirds with it."""
    chance = np.random.default_rng(seed)
    shingles = np.clip(chance.lognormal(5.7, 0.8, count), 20, 5_000).astype(np.int64)
    halvings = np.ceil(np.log2(np.maximum(shingles - 1, 0) // SKETCH_SIZE + 1)).astype(np.int64)
    sizes = np.maximum(1, shingles >> halvings)
    of = np.where(chance.random(count) < 0.2, chance.integers(0, count, count), np.arange(count))
    shingles, halvings, sizes = shingles[of], halvings[of], sizes[of]
    sketches, bands, band_counts = [], [], []
    outlets = chance.integers(0, OUTLETS, count)
    for place in range(count):
        text = np.random.default_rng((seed, int(of[place])))
        sketch = np.unique(text.integers(0, 1 << (32 - int(halvings[place])), int(sizes[place])))
        passages = text.integers(0, 1 << 62, 22)
        if of[place] != place:
            keep = chance.random(len(sketch)) < 0.67
            sketch = np.union1d(sketch[keep], chance.integers(0, 1 << (32 - int(halvings[place])), len(sketch) // 4))
            passages = np.concatenate([passages[:15], chance.integers(0, 1 << 62, 7)])
        own = 3 * outlets[place] + np.arange(3) if outlets[place] % 3 == 0 else np.empty(0, np.int64)
        phrases = 3 * OUTLETS + (PHRASES * chance.random(1) ** 1.5).astype(np.int64)
        common = np.concatenate([own, phrases])
        sketches.append(sketch)
        bands.append(np.unique(np.concatenate([passages, common])))
        band_counts.append(len(bands[-1]))
    ids = [hashlib.blake2b(b"%d" % (start + place), digest_size=16).hexdigest() for place in range(count)]
    hashes = [int(name[:15], 16) for name in ids]
    none = lists(np.empty(0, np.int64), np.zeros(count, np.int64))
    signatures = pa.table(
        {
            "document_id": ids,
            "text_hash": pa.array(hashes, pa.int64()),
            "shingle_count": shingles,
            "title_sketch": none,
            "sketch": lists(np.concatenate(sketches), np.array([len(sketch) for sketch in sketches])),
            "bands": lists(np.concatenate(bands), np.array(band_counts)),
        }
    ).sort_by("document_id")
    documents = pa.table(
        {
            "document_id": ids,
            "article_id": ids,
            "outlet_id": [f"outlet{outlet}" for outlet in outlets],
            "published_utc": pa.array(start + np.arange(count), pa.timestamp("us")),
        }
    ).sort_by("document_id")
    return documents, signatures


def measure(standing: int, new: int) -> dict[str, float | int]:
    """Seconds and memory of the run that brings ``new`` signatures to ``standing`` ones, in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = CopyArchive(folder)
        for start in range(0, standing, CHUNK):
            for table, rows in zip(LANDED, drawn(start, min(CHUNK, standing - start), start), strict=True):
                archive.files[table].append(archive.add(table, rows))
        size = sum(path.stat().st_size for path in archive.files["signatures"])
        fresh = [archive.add(f"new-{table}", rows) for table, rows in zip(LANDED, drawn(standing, new, 1), strict=True)]
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            figures = pool.apply(run_once, (folder, archive.files, fresh))
        return {"standing": standing, "new": new, "signature_bytes": size // standing, **figures}


def run_once(folder: Path, files: dict[str, list[Path]], new: list[Path]) -> dict[str, float | int]:
    """One run on top of these files."""
    archive = CopyArchive(folder)
    archive.files = files
    documents, signatures = (pq.read_table(path) for path in new)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    seconds, changed = archive.run(documents, signatures)
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(time.process_time() - began, 2),
        "load_of_the_machine": round(os.getloadavg()[0], 1),
        "changed_count": changed,
        "rss_before_mb": before // 1024,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "duckdb_limit_mb": archive.memory_bytes >> 20,
    }
