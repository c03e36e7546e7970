"""A crawl packed record by record loses to damage no more than the damaged record."""

from __future__ import annotations

import gzip
import random

import pytest

from tests.transforms.read.warc.crawl import GOOD, INFO, REQUEST, Crawl, http, packed, pieces, read_crawl, record
from tests.transforms.read.warc.test_arc import VERSION, arc
from transforms.model import ReadLimits, Span
from transforms.read.compression import StreamDamage, inflate
from transforms.read.warc import ArcReader, WarcReader

NOISE = "".join(f"<p>{number * 7919 % 65537:x} schepen lagen stil.</p>" for number in range(3_000)).encode()
LONG = record("response", http(NOISE))


def unpacked(data: bytes, size: int = 50_000) -> tuple[bytes, StreamDamage | None]:
    held: list[bytes] = []
    try:
        held.extend(inflate(pieces(data, size), "gzip", ReadLimits()))
    except StreamDamage as damage:
        return b"".join(held), damage
    return b"".join(held), None


def read_packed(data: bytes, reader: WarcReader | ArcReader | None = None) -> Crawl:
    content, damage = unpacked(data)
    assert damage is None
    return read_crawl(content, reader=reader)


def flipped(data: bytes, place: int) -> bytes:
    place %= len(data)
    return data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]


@pytest.mark.parametrize("victim", [GOOD, LONG], ids=["short", "long"])
@pytest.mark.parametrize("share", [0.0, 0.002, 0.1, 0.5, 0.9])
def test_damage_within_a_member_costs_that_member(victim: bytes, share: float) -> None:
    before, bad, after = packed(INFO, GOOD), packed(victim), packed(REQUEST, GOOD, GOOD)
    crawl = read_packed(before + flipped(bad, int(len(bad) * share)) + after)

    assert crawl.codes == ["ok", "TRUNCATED", "ok", "ok"]


def test_a_record_whose_checksum_does_not_fit_is_not_taken_for_good() -> None:
    bad = flipped(packed(GOOD), -6)

    assert read_packed(packed(GOOD) + bad + packed(GOOD)).codes == ["ok", "TRUNCATED", "ok"]
    content, damage = unpacked(packed(GOOD) + bad)
    assert (content, damage and damage.reason) == (GOOD, "TRUNCATED")


def test_a_crawl_in_one_piece_gives_what_stood_before_the_damage() -> None:
    content, damage = unpacked(flipped(gzip.compress(GOOD * 3 + LONG + GOOD), 5_000))

    assert content.startswith(GOOD * 3)
    assert damage is not None
    assert read_crawl(content).codes[:3] == ["ok"] * 3


def test_members_that_are_missing_parts_and_bytes_between_members() -> None:
    bad = packed(LONG)
    hole = read_packed(packed(GOOD) + bad[: len(bad) // 3] + packed(GOOD))
    garbage = read_packed(packed(GOOD) + b"no member at all" * 50 + packed(GOOD))

    assert hole.codes == garbage.codes == ["ok", "TRUNCATED", "ok"]


def test_arc_files_go_on_as_well() -> None:
    bad = flipped(packed(arc()), 200)

    assert read_packed(packed(VERSION) + bad + packed(arc()), ArcReader()).codes == ["TRUNCATED", "ok"]


def test_damage_behind_which_nothing_begins_ends_the_stream() -> None:
    content, damage = unpacked(packed(INFO, GOOD) + packed(GOOD)[:200])
    assert content.startswith(INFO + GOOD)
    assert damage is not None
    assert damage.reason == "TRUNCATED"

    content, damage = unpacked(packed(INFO, GOOD) + b"garbage")
    assert (content, damage and damage.reason) == (INFO + GOOD, "TRAILING_GARBAGE")
    assert unpacked(packed(INFO, GOOD) + b"\0" * 9_000) == (INFO + GOOD, None)


def test_lines_of_other_formats_are_never_joined_over_a_gap() -> None:
    lines = gzip.compress(b'{"title": "a"}\n' * 40) + flipped(gzip.compress(b'{"title": "b"}\n' * 40), 25)

    _, damage = unpacked(lines + gzip.compress(b'{"title": "c"}\n'))
    assert damage is not None


def test_a_crawl_unpacks_the_same_however_it_is_cut() -> None:
    whole = packed(INFO, *[GOOD, REQUEST, LONG] * 4)
    chance = random.Random(3)
    for data in (whole, *(flipped(whole, chance.randrange(len(whole))) for _ in range(12))):
        first = unpacked(data)
        for size in (97, 1_000_000):
            again = unpacked(data, size)
            assert (again[0], again[1] and again[1].reason) == (first[0], first[1] and first[1].reason)
        spans = [frame for frame in WarcReader().frame([first[0]], ReadLimits()) if isinstance(frame, Span)]
        assert len(spans) >= 7
