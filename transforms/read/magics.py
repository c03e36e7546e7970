"""The first bytes by which binary files are known: offset, bytes, name of the format."""

from __future__ import annotations

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
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"(\xb5/\xfd", "zstd"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"7z\xbc\xaf'\x1c", "7-Zip"),
    (0, b"Rar!\x1a\x07", "RAR"),
    (0, b'\x04"M\x18', "lz4"),
    (0, b"LZIP", "lzip"),
    (0, b"\x1f\x9d", "compress"),
    (257, b"ustar", "tar"),
    (0, b"WARC/", "WARC"),
    (0, b"filedesc:", "ARC"),
    (0, b"{\\rtf", "RTF"),
    (0, b"%!PS", "PostScript"),
)
"""The usual wrappings of news that this version does not read."""
