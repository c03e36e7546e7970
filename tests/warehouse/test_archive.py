"""The archive gives back exactly what was delivered, the whole or a span, and notices damage."""

from __future__ import annotations

import gzip
import hashlib
import io
import random
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse import archive
from warehouse.archive import ArchiveError, archive_stream, open_archived, read_span, verify
from warehouse.paths import Home, open_home
from warehouse.store import Store

STORE = Store()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home", STORE)


def put(home: Home, content: bytes) -> str:
    return archive_stream(home, STORE, io.BytesIO(content)).sha256


def test_a_file_comes_back_and_is_named_by_its_hash(home: Home) -> None:
    content = b"Once upon a time. " * 1_000
    kept = archive_stream(home, STORE, io.BytesIO(content))
    assert (kept.sha256, kept.size_bytes, kept.is_new) == (hashlib.sha256(content).hexdigest(), len(content), True)
    with open_archived(home, STORE, kept.sha256) as opened:
        assert opened.read() == content
    assert home.archived(kept.sha256).stat().st_size < len(content) / 10


def test_the_same_bytes_are_kept_once(home: Home) -> None:
    put(home, b"text")
    assert not archive_stream(home, STORE, io.BytesIO(b"text")).is_new
    assert len([path for path in home.archive.rglob("*") if path.is_file()]) == 1


def test_an_empty_file_is_a_file(home: Home) -> None:
    sha256 = put(home, b"")
    with open_archived(home, STORE, sha256) as opened:
        assert opened.read() == b""


def test_a_gz_is_archived_as_delivered(home: Home) -> None:
    delivered = gzip.compress(b"text")
    assert read_span(home, STORE, put(home, delivered), 0, 10_000) == delivered


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(0, 300_000), spans=st.lists(st.tuples(st.integers(0, 310_000), st.integers(0, 310_000))))
def test_any_span_reads_as_from_the_delivered_file(
    home: Home, monkeypatch: pytest.MonkeyPatch, size: int, spans: list[tuple[int, int]]
) -> None:
    monkeypatch.setattr(archive, "FRAME_BYTES", 10_000)
    content = random.Random(size).randbytes(size)
    sha256 = put(home, content)
    for start, end in spans:
        assert read_span(home, STORE, sha256, start, end) == content[start : max(start, end)]


def test_a_copy_cut_short_is_noticed_and_replaced(home: Home) -> None:
    content = b"text " * 10_000
    sha256 = put(home, content)
    path = home.archived(sha256)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ArchiveError):
        verify(home, STORE, sha256)
    assert archive_stream(home, STORE, io.BytesIO(content)).is_new
    verify(home, STORE, sha256)


def test_a_missing_file_is_said_to_be_missing(home: Home) -> None:
    with pytest.raises(ArchiveError, match="does not hold"):
        open_archived(home, STORE, "0" * 64)


def test_any_zstd_tool_unpacks_it(home: Home) -> None:
    import shutil

    if shutil.which("zstd") is None:
        pytest.skip("no zstd command here")
    sha256 = put(home, b"text " * 1_000)
    unpacked = subprocess.run(["zstd", "-dc", str(home.archived(sha256))], capture_output=True, check=True).stdout
    assert unpacked == b"text " * 1_000
