"""C: what is wrapped, packed, misnamed, or no text at all."""

from __future__ import annotations

import bz2
import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from tests.bad_inputs.case import CASE, Delivery, case

MIB = 2**20
BOMB_BLOCKS = 10_240
"""Blocks of 1 MiB in a bomb: 10 GiB, from 10 MB."""
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde" + bytes(40)
ELF = b"\x7fELF\2\1\1" + bytes(200)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + bytes(range(128, 256)) * 4


def bomb(filler: bytes = b"\0", blocks: int = BOMB_BLOCKS) -> Iterator[bytes]:
    """One gzip member that unpacks to so many MiB of a byte, made from one compressed block said again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(filler * MIB) + packer.flush(zlib.Z_FULL_FLUSH)
    yield b"\x1f\x8b\x08\0\0\0\0\0\2\xff"
    for _ in range(blocks):
        yield block
    yield packer.flush()


def zipped(*members: tuple[str, bytes]) -> bytes:
    """A zip of members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data)
    return held.getvalue()


def tarred(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    """A tar of members."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


@case("C01", "reject TYPE_MISMATCH")
def binaries(d: Delivery) -> None:
    """A picture, a program and a document under the names of texts."""
    d.put("picture.txt", PNG, CASE)
    d.put("program.html", ELF, CASE)
    d.put("document.txt", PDF, CASE)


@case("C02", "accept+flag TYPE_MISNAMED")
def wrong_names(d: Delivery) -> None:
    """A page called JSON, a record called XML, rows called a text."""
    d.put("page.json", d.whole("page").page().encode(), CASE)
    d.put("record.xml", d.whole("record").line(), CASE)
    d.put("rows.txt", d.whole("row").line() + d.article("row two").line(), CASE, CASE)


@case("C03", "reject DECOMP_LIMIT")
def gzip_bomb(d: Delivery) -> None:
    """Ten megabytes that unpack to ten gigabytes."""
    d.put("bomb.jsonl.gz", bomb(), CASE)


@case("C04", "reject DECOMP_LIMIT")
def bomb_as_page(d: Delivery) -> None:
    """The same, under the name of a page, where an extractor would unpack it by itself."""
    d.put("bomb.html", bomb(b"<", 64), CASE)


@case("C05", "reject ARCHIVE_DEPTH")
def nested_archives(d: Delivery) -> None:
    """A zip in a zip, and gzip in gzip."""
    inner = zipped(("inner.jsonl", d.article("inner").line()))
    d.put("nested.zip", zipped(("good.jsonl", d.good().line()), ("inner.zip", inner)), CASE)
    d.put("twice.jsonl.gz", gzip.compress(gzip.compress(d.article("twice").line(), mtime=0), mtime=0), CASE)


@case("C06", "reject ARCHIVE_BAD")
def overlapping_members(d: Delivery) -> None:
    """A zip whose directory names one stretch of bytes many times."""
    held = bytearray(zipped(("a.txt", d.article().plain.encode() * 40)))
    end = held.rindex(b"PK\5\6")
    start = struct.unpack_from("<I", held, end + 16)[0]
    entry = bytes(held[start:end])
    entries = b"".join(entry.replace(b"a.txt", f"{number:05}".encode()) for number in range(500))
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 500, 500, len(entries), start, 0)
    d.put("overlap.zip", bytes(held[:start]) + entries + tail, CASE)


@case("C07", "reject PATH_TRAVERSAL")
def zip_slip(d: Delivery) -> None:
    """Members whose names climb out of the folder."""
    members = (("good.jsonl", d.good().line()), ("../../outside/slip.txt", d.article("slip").plain.encode()))
    d.put("slip.zip", zipped(*members, ("last.jsonl", d.good().line())), CASE)


@case("C08", "reject PATH_TRAVERSAL")
def links_and_devices(d: Delivery) -> None:
    """Members that are links, devices, or have absolute names."""
    link = tarfile.TarInfo("link.txt")
    link.type, link.linkname = tarfile.SYMTYPE, str(d.place.secret / "word.txt")
    device = tarfile.TarInfo("device.txt")
    device.type, device.devmajor, device.devminor = tarfile.CHRTYPE, 1, 3
    absolute = tarfile.TarInfo(str(d.place.outside / "absolute.txt"))
    good = (tarfile.TarInfo("good.jsonl"), d.good().line())
    last = (tarfile.TarInfo("last.jsonl"), d.good().line())
    text = d.article("absolute").plain.encode()
    d.put("links.tar", tarred(good, (link, b""), (device, b""), (absolute, text), last), CASE, CASE, CASE)
    info = zipfile.ZipInfo("link.txt")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(info, str(d.place.secret / "word.txt"))
        archive.writestr(zipfile.ZipInfo("good.jsonl"), d.good().line())
    d.put("links.zip", held.getvalue(), CASE)


@case("C09", "reject ARCHIVE_ENCRYPTED")
def locked_archive(d: Delivery) -> None:
    """A zip that says its members are locked with a password."""
    held = bytearray(zipped(("a.txt", d.article().plain.encode())))
    for magic, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        held[held.index(magic) + place] |= 1
    d.put("locked.zip", bytes(held), CASE)


@case("C10", "partial TRUNCATED")
def cut_gzip(d: Delivery) -> None:
    """A gzip file without its last twenty bytes, and one without its checksum alone."""
    rows = d.good().line() + d.good().line()
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    whole = packer.compress(rows) + packer.flush(zlib.Z_FULL_FLUSH)
    whole += packer.compress(d.article("lost").line()) + packer.flush()
    d.put("cut.jsonl.gz", whole[:-20], CASE)
    d.put("unsummed.jsonl.gz", gzip.compress(d.good().line() + d.good().line(), mtime=0)[:-8], CASE)
    d.put("cut.jsonl.bz2", bz2.compress(d.article("lost too").line())[:-20], CASE)


@case("C11", "partial TRAILING_GARBAGE")
def members_and_garbage(d: Delivery) -> None:
    """Two gzip members, and bytes after them that are none."""
    packed = b"".join(gzip.compress(d.good().line(), mtime=0) for _ in range(2))
    d.put("rows.jsonl.gz", packed + b"junk" * 9, CASE)
    d.put("padded.jsonl.gz", gzip.compress(d.good().line(), mtime=0) + bytes(512))


@case("C12", "reject DECOMP_LIMIT")
def zstd_window(d: Delivery) -> None:
    """A zstd frame that asks for a window of two gigabytes, and a zstd bomb."""
    exponent = 31 - 10
    d.put("window.jsonl.zst", b"\x28\xb5\x2f\xfd\x00" + bytes([exponent << 3]) + b"\x01\x00\x00", CASE)
    import pyzstd

    frame = pyzstd.compress(b"\0" * (64 * MIB), 3)
    d.put("bomb.jsonl.zst", frame * 4, CASE)
