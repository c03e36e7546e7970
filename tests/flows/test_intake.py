"""From admitted files to shards, and back from spans to bytes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.intake import Intake, read_slice
from flows.settings import SetupError, load_settings
from flows.steps import Steps
from tests.flows.formats import tarred, zipped
from tests.flows.harness import prepared
from warehouse.staging import run_folder

LINES = [json.dumps({"title": f"Bericht {number}", "text": "Tekst. " * number}) + "\n" for number in range(1, 26)]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("shard_records", [1, 7, 100])
def test_spans_give_back_their_bytes(tmp_path: Path, packed: bool, shard_records: int) -> None:
    content = "".join(LINES).encode()
    delivered = tmp_path / ("news.jsonl.gz" if packed else "news.jsonl")
    delivered.write_bytes(gzip.compress(content) if packed else content)
    run = prepared(tmp_path / "home", [delivered], shard_records=shard_records)
    with run_folder(run.home, run.store, run.run_id):
        intake = Intake(run, frozenset())
        shards = list(intake.shards(Steps().admit(run)))
        read = [data for shard in shards for part in shard.slices for data in read_slice(run, shard, part)]
    assert [data.decode().strip() for data in read] == [line.strip() for line in LINES]
    assert max(shard.record_count for shard in shards) <= shard_records
    assert [reading.record_count for reading in intake.readings] == [len(LINES)]


def test_a_file_that_has_landed_is_only_acknowledged(tmp_path: Path) -> None:
    delivered = tmp_path / "news.jsonl"
    delivered.write_text("".join(LINES))
    run = prepared(tmp_path / "home", [delivered])
    with run_folder(run.home, run.store, run.run_id):
        admissions = Steps().admit(run)
        intake = Intake(run, frozenset(admission.source_sha256 or "" for admission in admissions))
        assert list(intake.shards(admissions)) == []
    assert [reading.is_acknowledged for reading in intake.readings] == [True]


def test_a_file_that_no_reader_takes_is_a_refused_reading(tmp_path: Path) -> None:
    delivered = tmp_path / "picture.txt"
    delivered.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    run = prepared(tmp_path / "home", [delivered])
    with run_folder(run.home, run.store, run.run_id):
        intake = Intake(run, frozenset())
        assert list(intake.shards(Steps().admit(run))) == []
    assert [reading.reason for reading in intake.readings] == ["TYPE_MISMATCH"]


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "presswatch.toml").write_text("workers = 3\nshard_records = 30\nmin_text_chars = 50\n")
    monkeypatch.setenv("PRESSWATCH_SHARD_RECORDS", "20")
    monkeypatch.setenv("PRESSWATCH_WORKERS", "2")
    settings = load_settings(tmp_path, workers=1)
    assert (settings.workers, settings.shard_records, settings.min_text_chars) == (1, 20, 50)


@pytest.mark.parametrize("content", ["workers = 0\n", "wrokers = 2\n", "workers =\n"])
def test_a_wrong_setting_is_one_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "presswatch.toml").write_text(content)
    with pytest.raises(SetupError) as raised:
        load_settings(tmp_path)
    assert "presswatch.toml" in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("pack", [zipped, lambda names: tarred(names, "w:gz")], ids=["zip", "tar.gz"])
def test_members_of_archives_are_read_through_the_spool(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    content = "".join(LINES).encode()
    delivered = tmp_path / "delivery.bin"
    delivered.write_bytes(pack({"a/one.jsonl": content, "two.jsonl.gz": gzip.compress(content), "cut.jsonl": b'{"a'}))
    run = prepared(tmp_path / "home", [delivered], shard_records=10)
    with run_folder(run.home, run.store, run.run_id):
        intake = Intake(run, frozenset())
        shards = list(intake.shards(Steps().admit(run)))
        parts = [(shard, part) for shard in shards for part in shard.slices]
        read = {
            (part.member, span.record_number): data
            for shard, part in parts
            for span, data in zip(part.spans, read_slice(run, shard, part), strict=True)
        }
    assert [data.decode().strip() for data in read.values()] == [line.strip() for line in LINES] * 2
    assert sorted(number for _, number in read) == list(range(1, 51))
    assert {member for member, _ in read} == {"a/one.jsonl", "two.jsonl.gz"}
    assert intake.readings[0].record_count == 51
