"""The first bytes by which binary files are known: offset, bytes, name of the format."""

from __future__ import annotations

import re
from typing import Final

Magic = tuple[int, bytes, str]

BINARIES: Final[tuple[Magic, ...]] = (
    (0, b"\x89PNG", "PNG"),
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"GIF8", "GIF"),
    (0, b"%PDF-", "PDF"),
    (0, b"\x7fELF", "ELF"),
    (0, b"SQLite format 3\x00", "SQLite"),
    (8, b"DUCK", "DuckDB"),
    (0, b"PAR1", "Parquet"),
    (0, b"ARROW1", "Arrow"),
    (0, b"ORC", "ORC"),
    (0, b"Obj\x01", "Avro"),
    (0, b"\x89HDF", "HDF5"),
    (0, b"\x93NUMPY", "NumPy"),
    (0, b"RIFF", "RIFF"),
    (0, b"OggS", "Ogg"),
    (0, b"ID3", "MP3"),
    (0, b"fLaC", "FLAC"),
    (4, b"ftyp", "MP4"),
    (0, b"\x1aE\xdf\xa3", "Matroska"),
    (0, b"\xca\xfe\xba\xbe", "Java or Mach-O"),
    (0, b"\xcf\xfa\xed\xfe", "Mach-O"),
    (0, b"\x00asm", "WebAssembly"),
    (0, b"MZ\x90\x00", "Windows program"),
    (0, b"II*\x00", "TIFF"),
    (0, b"MM\x00*", "TIFF"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE document"),
    (0, b"wOFF", "WOFF"),
    (0, b"wOF2", "WOFF"),
    (0, b"\x00\x01\x00\x00\x00", "TrueType"),
    *((0, bytes((0x80, protocol)), "pickle") for protocol in (2, 3, 4, 5)),
)
"""Formats that hold no articles to read, or none that may be opened unseen."""

KNOWN_UNREAD: Final[tuple[Magic, ...]] = (
    (0, b"7z\xbc\xaf'\x1c", "7-Zip"),
    (0, b"Rar!\x1a\x07", "RAR"),
    (0, b'\x04"M\x18', "lz4"),
    (0, b"LZIP", "lzip"),
    (0, b"\x1f\x9d", "compress"),
    (0, b"\x1f\xa0", "compress"),
    (0, b"MSCF\0\0\0\0", "Cabinet"),
    (0, b"{\\rtf", "RTF"),
    (0, b"%!PS", "PostScript"),
)
"""The usual wrappings of news that this version does not read."""

ZIP_MAGICS: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
"""A zip with members, one without, one in several parts."""

_OFFICE_PART: Final = re.compile(
    rb"\[Content_Types\]\.xml|_rels/\.rels|(?:word|xl|ppt|docProps|customXml|visio)/[\w./-]+\.(?:xml|rels)"
)
_PACKAGES: Final = (
    (re.compile(rb"META-INF/(?:MANIFEST\.MF)?"), "Java archive"),
    (re.compile(rb"META-INF/container\.xml"), "EPUB"),
    (re.compile(rb"AndroidManifest\.xml"), "Android package"),
    (re.compile(rb"Index/\w+\.iwa"), "iWork document"),
    (re.compile(rb"[\w./-]+\.npy"), "NumPy"),
    (_OFFICE_PART, "Office document"),
)
_MIMES: Final = (
    (b"application/epub+zip", "EPUB"),
    (b"application/vnd.oasis.opendocument", "OpenDocument"),
    (b"application/vnd.sun.xml", "OpenDocument"),
    (b"application/", "package of files"),
    (b"image/", "image"),
)
_LOCAL_BYTES: Final = 30
_LOOKED_AT_MEMBERS: Final = 8


def package_kind(head: bytes) -> str | None:
    """What a zip is that is no pile of files but one document or program, by its first members; None for a pile."""
    place = 0
    for _ in range(_LOOKED_AT_MEMBERS):
        local = head[place : place + _LOCAL_BYTES]
        if len(local) < _LOCAL_BYTES or not local.startswith(ZIP_MAGICS[0]):
            return None
        name_bytes, extra_bytes = int.from_bytes(local[26:28], "little"), int.from_bytes(local[28:30], "little")
        name_end = place + _LOCAL_BYTES + name_bytes
        name = head[place + _LOCAL_BYTES : name_end]
        start = name_end + extra_bytes
        if name == b"mimetype":
            return next((kind for mime, kind in _MIMES if head.startswith(mime, start)), None)
        for pattern, kind in _PACKAGES:
            if pattern.fullmatch(name):
                return kind
        packed_bytes = int.from_bytes(local[18:22], "little")
        if local[6] & 8 and not packed_bytes:
            # the sizes stand after the member: where the next one begins cannot be known from here
            return None
        place = start + packed_bytes
    return None
