"""Unpacking gives what is good, says what is not, and never more than it may."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest
import pyzstd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.read.stream import pieces
from transforms.model import ReadLimits
from transforms.read.compression import StreamDamage, compression_of, inflate
from transforms.read.decoders import MAX_WINDOW_LOG

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": pyzstd.compress,
    "bz2": lambda data: bz2.compress(data, 1),
    "xz": lambda data: lzma.compress(data, preset=1),
}
CONTENT = b"".join(b"%d ferries, %d trains, %x buses\n" % (n, n * n, n * 7919) for n in range(16_000))
COMPRESSIONS = st.sampled_from(sorted(PACKERS))


def unpacked(
    data: bytes, compression: str, size: int = 100_000, limits: ReadLimits | None = None
) -> tuple[bytes, str | None]:
    """What came out, and the reason why it ended early."""
    parts: list[bytes] = []
    try:
        for chunk in inflate(pieces(data, size), compression, limits or ReadLimits()):
            assert chunk
            parts.append(chunk)
    except StreamDamage as damage:
        return b"".join(parts), damage.reason
    return b"".join(parts), None


@pytest.mark.parametrize("compression", PACKERS)
def test_streams_one_after_another_are_read_with_padding_between_and_after_them(compression: str) -> None:
    pack = PACKERS[compression]
    data = pack(CONTENT) + pack(b"") + bytes(512) + pack(b"Late edition.") + bytes(1_024)
    assert compression_of(data[:64]) == compression
    for size in (7, 65_536, len(data)):
        assert unpacked(data, compression, size) == (CONTENT + b"Late edition.", None)


@pytest.mark.parametrize("compression", PACKERS)
def test_c11_garbage_after_the_last_stream_is_told_and_nothing_is_lost(compression: str) -> None:
    data = PACKERS[compression](CONTENT)
    assert unpacked(data + b"junk that is no stream", compression) == (CONTENT, "TRAILING_GARBAGE")
    assert unpacked(data + bytes(9) + b"j", compression) == (CONTENT, "TRAILING_GARBAGE")


@pytest.mark.parametrize("compression", PACKERS)
def test_c10_a_cut_stream_gives_what_stood_before_the_cut(compression: str) -> None:
    content, reason = unpacked(PACKERS[compression](CONTENT)[:-20], compression)
    assert reason == "TRUNCATED"
    assert CONTENT.startswith(content)
    assert len(content) > 0.4 * len(CONTENT)
    assert unpacked(b"", compression) == (b"", "TRUNCATED")


@pytest.mark.parametrize("compression", PACKERS)
def test_damage_in_the_middle_spares_what_stood_before_it(compression: str) -> None:
    data = bytearray(PACKERS[compression](CONTENT) + PACKERS[compression](CONTENT))
    data[len(data) * 3 // 4] ^= 0xFF
    content, reason = unpacked(bytes(data), compression)
    assert reason == "TRUNCATED"
    # zlib is fed the last piece again by the byte; the others may keep back one step of their output
    assert content.startswith(CONTENT[: -64 * 1024])


def test_gzip_gives_every_byte_before_the_damage() -> None:
    first = gzip.compress(CONTENT)
    assert unpacked(first + b"\x1f\x8b\xff\xff", "gzip") == (CONTENT, "TRUNCATED")


@pytest.mark.parametrize("compression", PACKERS)
def test_c03_c04_c12_a_bomb_is_stopped_while_it_unpacks(compression: str) -> None:
    data = PACKERS[compression](bytes(64 * 2**20))
    tracemalloc.start()
    content, reason = unpacked(data, compression)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reason == "DECOMP_LIMIT"
    assert len(content) <= 16 * 2**20
    assert peak < 48 * 2**20
    assert unpacked(PACKERS[compression](CONTENT), compression, limits=ReadLimits(max_unpacked_bytes=10_000)) == (
        b"",
        "DECOMP_LIMIT",
    )


def test_c12_a_zstd_window_beyond_reason_is_refused_by_its_head() -> None:
    for window_log, reason in ((MAX_WINDOW_LOG, None), (MAX_WINDOW_LOG + 1, "DECOMP_LIMIT"), (31, "DECOMP_LIMIT")):
        packer = pyzstd.ZstdCompressor({pyzstd.CParameter.windowLog: window_log})
        data = packer.compress(b"News of a small town. ") + packer.flush()
        assert unpacked(data, "zstd", size=3)[1] == reason
    whole = b"(\xb5/\xfd" + bytes((0xE0,)) + struct.pack("<Q", 2**32) + bytes(20)
    assert unpacked(whole, "zstd") == (b"", "DECOMP_LIMIT")


def test_c12_an_xz_dictionary_beyond_reason_is_refused() -> None:
    data = bytearray(lzma.compress(b"News.", filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 2**20}]))
    # the dictionary's size is one byte of the block's head, which has a checksum of its own
    place = data.index(b"\x21\x01") + 2
    data[place] = 37
    head_bytes = (data[12] + 1) * 4
    data[12 + head_bytes - 4 : 12 + head_bytes] = struct.pack("<L", zlib.crc32(data[12 : 8 + head_bytes]))
    assert unpacked(bytes(data), "xz") == (b"", "DECOMP_LIMIT")


def test_skippable_frames_hold_no_text_and_stand_in_nobodys_way() -> None:
    frame = struct.pack("<LL", 0x184D2A53, 11) + b"hello world"
    data = frame + pyzstd.compress(CONTENT) + frame + frame + pyzstd.compress(b"More.") + frame
    assert compression_of(data[:64]) == "zstd"
    for size in (1_000, 3):
        assert unpacked(data, "zstd", size) == (CONTENT + b"More.", None)
    assert compression_of(frame + b'\x04"M\x18') is None


def test_zstd_that_needs_a_dictionary_is_told_from_damage() -> None:
    samples = [b"%d ferries and %d trains are late in %x towns" % (n, n * n, n) * 9 for n in range(200)]
    dictionary = pyzstd.train_dict(samples, 2_000)
    data = pyzstd.compress(samples[3] * 20, zstd_dict=dictionary)
    assert unpacked(data, "zstd") == (b"", "TYPE_UNSUPPORTED")


def test_damage_of_the_delivery_comes_through_after_what_it_spares() -> None:
    def cut() -> Iterator[bytes]:
        yield gzip.compress(CONTENT)[:100_000]
        raise StreamDamage("ARCHIVE_BAD", "no member")

    parts: list[bytes] = []
    with pytest.raises(StreamDamage, match="ARCHIVE_BAD"):
        parts.extend(inflate(cut(), "gzip", ReadLimits()))
    assert b"".join(parts) == unpacked(gzip.compress(CONTENT)[:100_000], "gzip")[0] != b""


@settings(max_examples=60, deadline=None)
@given(
    COMPRESSIONS,
    st.lists(
        st.one_of(st.binary(max_size=40), st.just(b"\0" * 7), st.sampled_from([CONTENT[:900], b"PK"])), max_size=4
    ),
    st.binary(max_size=12),
    st.integers(1, 90),
    st.data(),
)
def test_any_damage_gives_the_same_good_bytes_however_it_is_delivered(
    compression: str, contents: list[bytes], tail: bytes, size: int, data: st.DataObject
) -> None:
    packed = bytearray(b"".join(PACKERS[compression](content) for content in contents) + tail)
    if packed and data.draw(st.booleans()):
        packed[data.draw(st.integers(0, len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    found = unpacked(bytes(packed), compression, size)
    assert found == unpacked(bytes(packed), compression, 10**6)
    assert found[1] in (None, "TRUNCATED", "TRAILING_GARBAGE", "DECOMP_LIMIT", "TYPE_UNSUPPORTED")


@given(st.binary(max_size=200), COMPRESSIONS)
def test_any_bytes_give_bytes_or_a_listed_reason(data: bytes, compression: str) -> None:
    heads = {"gzip": b"\x1f\x8b\x08\0", "zstd": b"(\xb5/\xfd", "bz2": b"BZh91AY&SY", "xz": b"\xfd7zXZ\0\0\4"}
    assert unpacked(heads[compression] + data, compression)[1] in (
        None,
        "TRUNCATED",
        "TRAILING_GARBAGE",
        "DECOMP_LIMIT",
        "TYPE_UNSUPPORTED",
    )
