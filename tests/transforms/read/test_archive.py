"""The members of archives: good ones are given, hostile ones named, and nothing is ever taken on trust."""

from __future__ import annotations

import gzip
import io
import random
import struct
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterable, Iterator

import pytest
import pyzstd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.read.stream import pieces
from transforms.contracts import REASONS
from transforms.model import ReadLimits, Refusal, Skipped
from transforms.read.archive import Found, Member, RefusedMember, tar_members, zip_members
from transforms.read.archive.members import name_text
from transforms.read.compression import StreamDamage, inflate
from transforms.read.sniff import Sniffed, sniff_stream

STORY = "Die Fähre nach Süderoog fährt wieder, sagt Kapitän Øystein Brå.\n".encode() * 40
LIMITS = ReadLimits(max_members=50)
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = DEFLATED) -> bytes:
    """A zip in memory."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


def tarred(*members: tuple[str | tarfile.TarInfo, bytes], format: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar in memory, without the padding to 10 KiB that follows its end mark."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=format) as archive:
        for given_name, data in members:
            info = tarfile.TarInfo(given_name) if isinstance(given_name, str) else given_name
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        end = archive.offset
    return file.getvalue()[: end + 1024]


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def told(members: Iterable[Found]) -> list[tuple[str | None, bytes | str]]:
    """Each member's name with its bytes, or with why they are not there or not all there."""
    found: list[tuple[str | None, bytes | str]] = []
    for member in members:
        if isinstance(member, Skipped):
            found.append(("skipped", member.kind))
        elif isinstance(member, RefusedMember):
            found.append((member.name, member.refusal.reason))
        else:
            try:
                found.append((member.name, b"".join(member.chunks)))
            except StreamDamage as damage:
                found.append((member.name, damage.reason))
    return found


def unzipped(data: bytes, limits: ReadLimits = LIMITS) -> list[tuple[str | None, bytes | str]]:
    return told(zip_members(io.BytesIO(data), limits))


def untarred(data: bytes, size: int = 700, limits: ReadLimits = LIMITS) -> list[tuple[str | None, bytes | str]]:
    return told(tar_members(pieces(data, size), limits))


METHODS = [STORED, DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]


@pytest.mark.parametrize("method", METHODS)
def test_zip_members_of_every_method_come_in_order_and_names_may_repeat(method: int) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped(("b.txt", STORY), ("a/ø.txt", b""), ("b.txt", STORY[:9]), method=method)
    assert unzipped(data) == [("b.txt", STORY), ("a/ø.txt", b""), ("b.txt", STORY[:9])]
    assert unzipped(b"MZ a program before the archive " * 9 + data) == unzipped(data)


def test_a_zip_of_zstd_is_read_and_an_unknown_method_costs_one_member() -> None:
    packed = pyzstd.compress(STORY)
    data = bytearray(zipped(("a.txt", packed), ("b.txt", STORY), method=STORED))
    place = data.index(b"PK\x01\x02")
    # what zipfile stored becomes a member of method 93, with the size and checksum of what is in it
    for start, shift in ((0, 0), (place, 2)):
        struct.pack_into("<H", data, start + 8 + shift, 93)
        struct.pack_into("<LLL", data, start + 14 + shift, zlib.crc32(STORY), len(packed), len(STORY))
    assert unzipped(bytes(data)) == [("a.txt", STORY), ("b.txt", STORY)]
    struct.pack_into("<H", data, place + 10, 9)
    assert unzipped(bytes(data)) == [("a.txt", "TYPE_UNSUPPORTED"), ("b.txt", STORY)]


def test_a_zip_of_64_bits_is_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", DEFLATED) as archive, archive.open("a.txt", "w", force_zip64=True) as member:
        member.write(STORY)
    data = bytearray(file.getvalue())
    assert unzipped(bytes(data)) == [("a.txt", STORY)]
    # the same archive with all its figures in the records for large ones
    place, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    packed, size = struct.unpack_from("<LL", data, place + 20)
    extra = struct.pack("<HHQQQ", 1, 24, size, packed, 0)
    entry = bytearray(data[place:end]) + extra
    struct.pack_into("<LL", entry, 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<H", entry, 30, len(extra))
    struct.pack_into("<L", entry, 42, 0xFFFFFFFF)
    record = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(entry), place)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, place + len(entry), 1)
    tail = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    large = bytes(data[:place]) + bytes(entry) + record + locator + tail
    assert zipfile.ZipFile(io.BytesIO(large)).read("a.txt") == STORY
    assert unzipped(large) == [("a.txt", STORY)]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "C:\\x.txt", "..\\x.txt", "a/../../b.txt", "\\\\host\\x"]
)
def test_c07_a_name_that_leaves_its_folder_is_refused_and_its_neighbours_are_read(name: str) -> None:
    info = zipfile.ZipInfo("placeholder")
    info.filename = name
    assert unzipped(zipped((info, b"evil"), ("good.txt", STORY))) == [(name, "PATH_TRAVERSAL"), ("good.txt", STORY)]
    assert untarred(tarred((name, b"evil"), ("good.txt", STORY))) == [(name, "PATH_TRAVERSAL"), ("good.txt", STORY)]


@pytest.mark.parametrize("mode", [0o120777, 0o020644, 0o060644, 0o010644])
def test_c08_links_devices_and_pipes_in_a_zip_are_refused(mode: int) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = mode << 16
    assert unzipped(zipped((info, b"/etc/passwd"), ("good.txt", STORY))) == [
        ("link", "PATH_TRAVERSAL"),
        ("good.txt", STORY),
    ]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_c08_links_devices_and_pipes_in_a_tar_are_refused(kind: bytes) -> None:
    data = tarred(("a.txt", STORY), (special("b", kind, "/etc/passwd"), b""), ("c.txt", STORY))
    assert untarred(data) == [("a.txt", STORY), ("b", "PATH_TRAVERSAL"), ("c.txt", STORY)]


def test_c09_a_locked_member_is_refused_and_a_locked_archive_as_a_whole() -> None:
    data = bytearray(zipped(("a/", b""), ("a/x.txt", STORY), ("a/y.txt", STORY)))
    entries = [place for place in range(len(data)) if data.startswith(b"PK\x01\x02", place)]
    data[entries[1] + 8] |= 1
    assert unzipped(bytes(data)) == [
        ("skipped", "folder"),
        ("a/x.txt", "ARCHIVE_ENCRYPTED"),
        ("a/y.txt", STORY),
    ]
    data[entries[2] + 8] |= 1
    assert unzipped(bytes(data)) == [(None, "ARCHIVE_ENCRYPTED")]


def test_c06_members_that_share_bytes_refuse_the_whole_archive() -> None:
    twice = bytearray(zipped(("a.txt", STORY), ("b.txt", STORY)))
    second = twice.rindex(b"PK\x01\x02")
    struct.pack_into("<L", twice, second + 42, 0)
    assert unzipped(bytes(twice)) == [(None, "ARCHIVE_BAD")]
    # the first member's bytes reach over the head of the second, as in a bomb of quoted heads
    over = bytearray(zipped(("a.txt", STORY), ("b.txt", STORY)))
    first = over.index(b"PK\x01\x02")
    struct.pack_into("<L", over, first + 20, struct.unpack_from("<L", over, first + 20)[0] + 1)
    assert unzipped(bytes(over)) == [(None, "ARCHIVE_BAD")]


def test_c06_a_member_that_is_not_what_the_directory_says() -> None:
    plain = zipped(("a.txt", STORY), ("b.txt", STORY), method=STORED)
    place = plain.index(b"PK\x01\x02")
    flipped = bytearray(plain)
    flipped[60] ^= 1
    assert unzipped(bytes(flipped)) == [("a.txt", "ARCHIVE_BAD"), ("b.txt", STORY)]
    for size, reason in ((len(STORY) - 5, "ARCHIVE_BAD"), (len(STORY) + 5, "TRUNCATED")):
        lying = bytearray(plain)
        struct.pack_into("<L", lying, place + 24, size)
        assert unzipped(bytes(lying)) == [("a.txt", reason), ("b.txt", STORY)]
    renamed = bytearray(plain)
    renamed[30:35] = b"z.txt"
    assert unzipped(bytes(renamed)) == [("a.txt", "ARCHIVE_BAD"), ("b.txt", STORY)]


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_a_zip_without_its_end_is_refused(cut: int) -> None:
    assert unzipped(zipped(("a.txt", STORY), ("b.txt", STORY))[:-cut]) == [(None, "ARCHIVE_BAD")]
    assert unzipped(b"PK\x03\x04 and nothing else") == [(None, "ARCHIVE_BAD")]


def test_a_directory_that_names_fewer_or_more_members_than_it_has_is_refused() -> None:
    data = bytearray(zipped(("a.txt", STORY), ("b.txt", STORY)))
    end = data.rindex(b"PK\x05\x06")
    for count in (1, 3):
        struct.pack_into("<HH", data, end + 8, count, count)
        assert unzipped(bytes(data))[-1] == (None, "ARCHIVE_BAD")


def test_too_many_members_are_not_read() -> None:
    members = [(f"{number}.txt", b"x") for number in range(51)]
    assert unzipped(zipped(*members)) == [(None, "ARCHIVE_MEMBERS")]
    found = untarred(tarred(*members))
    assert found[49:] == [("49.txt", b"x"), (None, "ARCHIVE_MEMBERS")]


def test_c03_a_bomb_among_the_members_costs_itself_and_many_cost_the_archive() -> None:
    noise = random.Random(7).randbytes(300_000)
    one = zipped(("bomb.txt", bytes(20 * 2**20)), ("noise.bin", noise), ("good.txt", STORY))
    assert unzipped(one) == [("bomb.txt", "DECOMP_LIMIT"), ("noise.bin", noise), ("good.txt", STORY)]
    many = zipped(*[(f"{number}.txt", bytes(12 * 2**20)) for number in range(4)])
    tracemalloc.start()
    members = zip_members(io.BytesIO(many), LIMITS)
    reasons = [_reason(member) for member in members]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reasons == [None, "DECOMP_LIMIT", "DECOMP_LIMIT"]
    assert peak < 8 * 2**20
    small = ReadLimits(max_unpacked_bytes=len(STORY) + 9)
    data = zipped(("a.txt", STORY), ("b.txt", STORY), ("c.txt", STORY))
    assert unzipped(data, small) == [("a.txt", STORY), ("b.txt", "DECOMP_LIMIT"), (None, "DECOMP_LIMIT")]


def _reason(member: Found) -> str | None:
    """Why a member's bytes end, without holding them."""
    if isinstance(member, RefusedMember):
        return member.refusal.reason
    try:
        for _ in member.chunks if isinstance(member, Member) else ():
            pass
    except StreamDamage as damage:
        return damage.reason
    return None


def test_c05_archives_within_archives_are_not_opened() -> None:
    inner = zipped(("a.txt", STORY))
    for _ in range(5):
        inner = zipped(("inner.zip", inner), ("story.txt", STORY))
    outer = zipped(
        ("nested.zip", inner),
        ("nested.tar", tarred(("a.txt", STORY))),
        ("nested.tgz", gzip.compress(tarred(("a.txt", STORY)))),
        ("twice.gz", gzip.compress(gzip.compress(STORY))),
        ("once.txt.gz", gzip.compress(STORY)),
        ("plain.txt", STORY),
    )
    verdicts = []
    for member in zip_members(io.BytesIO(outer), LIMITS):
        assert isinstance(member, Member)
        sniffed, _ = sniff_stream(member.chunks, member.name, LIMITS, is_member=True)
        verdicts.append(sniffed.reason if isinstance(sniffed, Refusal) else sniffed)
    assert verdicts == ["ARCHIVE_DEPTH"] * 4 + [Sniffed("text", "gzip"), Sniffed("text")]


def test_what_systems_add_is_no_delivery() -> None:
    names = ["a/", "__MACOSX/a/._b.txt", ".DS_Store", "a/Thumbs.db", "a/.hidden/b.txt", "./a/b.txt"]
    kinds = [("skipped", "folder"), *[("skipped", "junk")] * 4, ("./a/b.txt", STORY)]
    assert unzipped(zipped(*[(name, b"" if name == "a/" else STORY) for name in names])) == kinds
    folder = special("a", tarfile.DIRTYPE)
    assert untarred(tarred((folder, b""), *[(name, STORY) for name in names[1:]])) == kinds


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"a/b.txt", "a/b.txt"),
        ("å/日本.txt".encode(), "å/日本.txt"),
        (b"100%.txt", "100%.txt"),
        (b"caf\xe9 100%.txt", "caf%E9 100%25.txt"),
        (b"\x1b[2J\n.txt", "%1B[2J%0A.txt"),
        ("x\u202etxt.exe".encode(), "x\u202etxt.exe"),
    ],
)
def test_names_are_text_that_any_table_can_hold(raw: bytes, name: str) -> None:
    assert name_text(raw) == name


@pytest.mark.parametrize("format", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("size", [1, 511, 512, 10**6])
def test_tars_of_every_kind_are_read_as_they_stream(format: int, size: int) -> None:
    long_name = "ordner/" * 20 + "n" * 70 + ".txt"
    data = tarred(("a.txt", STORY), (long_name, b"x" * 512), ("å.txt", b""), ("a.txt", b"again"), format=format)
    assert untarred(data, size) == [("a.txt", STORY), (long_name, b"x" * 512), ("å.txt", b""), ("a.txt", b"again")]


def test_a_very_long_name_is_refused_and_an_oversized_header_passed_over() -> None:
    data = tarred(("d/" * 3_000 + "a.txt", STORY), ("b.txt", STORY), format=tarfile.GNU_FORMAT)
    assert [told for _, told in untarred(data)] == ["ARCHIVE_BAD", STORY]
    data = tarred(("d" * 2**21, STORY), ("b.txt", STORY), format=tarfile.PAX_FORMAT)
    assert [told for _, told in untarred(data, 10**6)] == ["ARCHIVE_BAD", STORY]


def test_sparse_members_and_unknown_kinds_are_refused_alone() -> None:
    sparse = tarfile.TarInfo("sparse.txt")
    sparse.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"}
    data = tarred((sparse, STORY), (special("odd", b"Q"), STORY), ("b.txt", STORY))
    assert untarred(data) == [("sparse.txt", "TYPE_UNSUPPORTED"), ("odd", "TYPE_UNSUPPORTED"), ("b.txt", STORY)]


def test_a_tar_is_read_on_behind_a_damaged_header() -> None:
    first = tarred(("a.txt", STORY))[:-1024]
    damaged = bytearray(tarred(("b.txt", STORY))[:-1024])
    damaged[150] ^= 4
    data = first + bytes(damaged) + tarred(("c.txt", STORY))
    assert untarred(data) == [("a.txt", STORY), (None, "ARCHIVE_BAD"), ("c.txt", STORY)]


def test_c10_a_cut_tar_gives_the_members_before_the_cut() -> None:
    data = tarred(("a.txt", STORY), ("b.txt", STORY))
    assert untarred(data[: 512 * 9]) == [("a.txt", STORY), ("b.txt", "TRUNCATED"), (None, "TRUNCATED")]
    assert untarred(data[:-1024]) == [("a.txt", STORY), ("b.txt", STORY), (None, "TRUNCATED")]
    assert untarred(data[:700])[-1] == (None, "TRUNCATED")


def test_c11_after_its_end_mark_a_tar_may_be_padded_or_followed_by_another() -> None:
    data = tarred(("a.txt", STORY))
    assert untarred(data + bytes(9_000)) == [("a.txt", STORY)]
    assert untarred(data + bytes(512) + data) == [("a.txt", STORY)] * 2
    assert untarred(data + b"junk" * 400) == [("a.txt", STORY), (None, "TRAILING_GARBAGE")]
    assert untarred(data + b"junk") == [("a.txt", STORY), (None, "TRAILING_GARBAGE")]


def test_damage_of_the_compression_reaches_the_member_in_hand_and_ends_the_archive() -> None:
    noise = bytes(byte * byte % 251 for byte in range(200_000))
    packed = gzip.compress(tarred(("a.txt", STORY), ("noise.txt", noise), ("c.txt", STORY)))
    found = told(tar_members(inflate([packed[: len(packed) // 2]], "gzip", LIMITS), LIMITS))
    assert found == [("a.txt", STORY), ("noise.txt", "TRUNCATED"), (None, "TRUNCATED")]
    bomb = gzip.compress(tarred(("a.txt", bytes(40 * 2**20))))
    members = tar_members(inflate([bomb], "gzip", LIMITS), LIMITS)
    assert [_reason(member) for member in members] == ["DECOMP_LIMIT", "DECOMP_LIMIT"]


def test_members_that_nobody_takes_are_passed_over_and_their_chunks_are_gone() -> None:
    names = ["a.txt", "b.txt", "c.txt"]
    archives = (
        tar_members(pieces(tarred(*[(name, STORY) for name in names])), LIMITS),
        zip_members(io.BytesIO(zipped(*[(name, STORY) for name in names])), LIMITS),
    )
    for archive in archives:
        held: list[Iterator[bytes]] = []
        seen = []
        for member in archive:
            assert isinstance(member, Member)
            seen.append(member.name)
            held.append(member.chunks)
        assert seen == names
        with pytest.raises(ValueError, match="gone"):
            next(held[0])


GOOD_ZIP = zipped(("a.txt", STORY), ("b/", b""), ("b/c.txt", b"short"), method=DEFLATED)
GOOD_TAR = tarred(("a.txt", STORY), ("n" * 150, b"short"), (special("l", tarfile.SYMTYPE, "a.txt"), b""))
CHANGES = st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=9)), max_size=4)


def changed(data: bytes, changes: list[tuple[int, bytes]], cut: int) -> bytes:
    copy = bytearray(data)
    for place, patch in changes:
        start = place % len(data)
        copy[start : start + len(patch)] = patch
    return bytes(copy[: len(copy) - cut])


@settings(max_examples=150, deadline=None)
@given(CHANGES, st.integers(0, 300))
def test_a_damaged_zip_gives_members_and_listed_reasons_only(changes: list[tuple[int, bytes]], cut: int) -> None:
    for name, found in unzipped(changed(GOOD_ZIP, changes, cut)):
        assert isinstance(found, bytes) or found in REASONS or name == "skipped"


@settings(max_examples=150, deadline=None)
@given(CHANGES, st.integers(0, 1_500), st.integers(1, 2_000))
def test_a_damaged_tar_gives_the_same_members_and_reasons_however_it_is_delivered(
    changes: list[tuple[int, bytes]], cut: int, size: int
) -> None:
    data = changed(GOOD_TAR, changes, cut)
    found = untarred(data, size)
    assert found == untarred(data, 10**6)
    assert all(isinstance(told, bytes) or told in REASONS or name == "skipped" for name, told in found)


@given(st.binary(max_size=1_500))
def test_any_bytes_are_an_archive_or_a_listed_reason(data: bytes) -> None:
    for found in (unzipped(data), untarred(data), unzipped(b"PK\x03\x04" + data + b"PK\x05\x06" + bytes(18))):
        assert all(isinstance(told, bytes) or told in REASONS or name == "skipped" for name, told in found)
