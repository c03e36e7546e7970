"""The same articles give the same rows, whatever the order, the split over files and runs, or the repetition."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.flows.harness import books, published_rows, run_once

SAMPLES = Path(__file__).parents[2] / "samples" / "inbox"


@pytest.fixture(scope="module")
def files() -> list[Path]:
    return sorted(SAMPLES.iterdir())


@pytest.fixture(scope="module")
def golden(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("golden")
    run_once(home, files)
    return home


def test_the_samples_land_as_their_page_says(golden: Path) -> None:
    assert books(golden) == (57, 53, 2, 2)


def test_again_lands_nothing_new(golden: Path, files: list[Path]) -> None:
    before = published_rows(golden)
    outcome = run_once(golden, files)
    assert outcome.landed.count("accepted_count") == 0
    assert outcome.landed.count("duplicate_count") == 57
    assert published_rows(golden) == before


def test_another_order_gives_the_same_rows(golden: Path, files: list[Path], tmp_path: Path) -> None:
    run_once(tmp_path, files[::-1])
    assert published_rows(tmp_path) == published_rows(golden)


def test_three_runs_give_the_same_rows_as_one(golden: Path, files: list[Path], tmp_path: Path) -> None:
    shuffled = random.Random(4).sample(files, len(files))
    for part in range(3):
        run_once(tmp_path, shuffled[part::3])
    assert published_rows(tmp_path) == published_rows(golden)


def test_small_shards_give_the_same_rows(golden: Path, files: list[Path], tmp_path: Path) -> None:
    run_once(tmp_path, files, shard_records=3)
    assert published_rows(tmp_path) == published_rows(golden)


def test_shuffled_lines_over_other_files_give_the_same_rows(files: list[Path], tmp_path: Path) -> None:
    delivered = [file for file in files if file.name.endswith(".jsonl")]
    lines = [line for file in delivered for line in file.read_bytes().splitlines(keepends=True)]
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    whole = inputs / "whole.jsonl"
    whole.write_bytes(b"".join(lines))
    random.Random(7).shuffle(lines)
    parts = [inputs / f"part{number}.jsonl" for number in range(3)]
    for number, part in enumerate(parts):
        part.write_bytes(b"".join(lines[number::3]))
    run_once(tmp_path / "one", [whole])
    for part in parts:
        run_once(tmp_path / "three", [part])
    assert published_rows(tmp_path / "three") == published_rows(tmp_path / "one")
