"""The bytes of a record come back as they were delivered, wherever they lie."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import evidence
from flows.evidence import BEGINNING_BYTES, NoEvidence, Place, beginning
from tests.flows.formats import tarred, zipped
from warehouse.archive import archive_stream
from warehouse.paths import Home, open_home
from warehouse.store import Store

CONTENT = bytes(range(256)) * 20_000


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, dict[str | None, str]]:
    """One content in the archive, as it is and packed in two gzip members."""
    home = open_home(tmp_path_factory.mktemp("evidence"), Store())
    packed = gzip.compress(CONTENT[:777_777], mtime=0) + gzip.compress(CONTENT[777_777:], mtime=0)
    delivered = {None: CONTENT, "gzip": packed}
    return home, {
        name: archive_stream(home, Store(), io.BytesIO(content)).sha256 for name, content in delivered.items()
    }


@pytest.mark.parametrize("compression", [None, "gzip"])
@given(start=st.integers(0, len(CONTENT)), size=st.integers(0, 2_000))
def test_a_span_begins_as_it_was_delivered(
    kept: tuple[Home, dict[str | None, str]], compression: str | None, start: int, size: int
) -> None:
    home, sha256 = kept
    end = min(start + size, len(CONTENT))
    found = beginning(home, Place(sha256[compression], None, compression, None, start, end))
    assert found == CONTENT[start : min(end, start + BEGINNING_BYTES)]


def test_what_lies_before_a_damage_is_still_shown(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home", Store())
    packed = gzip.compress(CONTENT, mtime=0)
    cut = archive_stream(home, Store(), io.BytesIO(packed[: len(packed) // 2])).sha256
    assert beginning(home, Place(cut, None, "gzip", None, 1_000, 1_100)) == CONTENT[1_000:1_100]
    with pytest.raises(NoEvidence, match="cannot be unpacked as far as the record"):
        beginning(home, Place(cut, None, "gzip", None, len(CONTENT) - 100, len(CONTENT)))


def test_a_record_too_deep_is_not_looked_for(
    kept: tuple[Home, dict[str | None, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, sha256 = kept
    monkeypatch.setattr(evidence, "MOST_UNPACKED_BYTES", 1_000)
    with pytest.raises(NoEvidence, match="too deep for a quick look"):
        beginning(home, Place(sha256["gzip"], None, "gzip", None, 2_000, 2_100))
    assert beginning(home, Place(sha256[None], None, None, None, 2_000, 2_100)) == CONTENT[2_000:2_100]


@pytest.mark.parametrize("container", ["zip", "tar"])
@pytest.mark.parametrize("is_packed", [False, True])
def test_a_member_of_an_archive_begins_as_it_was_packed(tmp_path: Path, container: str, is_packed: bool) -> None:
    home = open_home(tmp_path / "home", Store())
    inner = gzip.compress(CONTENT, mtime=0) if is_packed else CONTENT
    members = {"notes.txt": b"Something else.", "news/one.bin": inner}
    whole = zipped(members) if container == "zip" else tarred(members, "w:gz")
    sha256 = archive_stream(home, Store(), io.BytesIO(whole)).sha256
    compression = None if container == "zip" else "gzip"
    place = Place(sha256, container, compression, "news/one.bin", 5_000, 5_100)
    assert beginning(home, place) == CONTENT[5_000:5_100]
    with pytest.raises(NoEvidence, match="no member"):
        beginning(home, Place(sha256, container, compression, "gone.bin", 0, 10))
