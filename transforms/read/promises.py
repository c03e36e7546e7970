"""What a file's name promises. It decides nothing: content does. A broken promise is flagged."""

from __future__ import annotations

from typing import Final

JSONL_NAMES: Final = (".jsonl", ".ndjson", ".jsonlines")
TABLE_NAMES: Final = (".csv", ".tsv", ".tab")

_COMPRESSIONS: Final = {
    ".gz": "gzip",
    ".gzip": "gzip",
    ".zst": "zstd",
    ".zstd": "zstd",
    ".bz2": "bz2",
    ".xz": "xz",
}
_PACKED_TARS: Final = {".tgz": "gzip", ".tzst": "zstd", ".tbz2": "bz2", ".tbz": "bz2", ".txz": "xz"}
_FORMATS: Final[dict[str, frozenset[str]]] = {
    suffix: frozenset(formats.split())
    for suffixes, formats in (
        (".txt .text .md .asc", "text"),
        (" ".join(JSONL_NAMES), "jsonl"),
        # a JSON Feed is JSON, and many a .json holds JSON Lines
        (".json", "json jsonl feed"),
        (".html .htm .xhtml .shtml", "html"),
        (".xml", "feed xhtml"),
        (".rss .atom .rdf", "feed"),
        (" ".join(TABLE_NAMES), "table"),
        (".warc", "warc"),
        (".arc", "arc"),
        (".zip", "zip"),
        (".tar", "tar"),
    )
    for suffix in suffixes.split()
}


def bare_name(name: str) -> str:
    """A file's name in small letters, without the ending of its compression."""
    lowered = name.lower()
    for suffix in _COMPRESSIONS:
        if lowered.endswith(suffix):
            return lowered[: -len(suffix)]
    return lowered


def is_misnamed(name: str, format: str, compression: str | None, is_xml: bool = False) -> bool:
    """Whether a name promises another format or compression than the content has. Names without an ending, or with one
    that is not listed, promise nothing; nor does the lack of a compression's ending."""
    lowered = name.lower()
    for suffix, packing in _PACKED_TARS.items():
        if lowered.endswith(suffix):
            return format != "tar" or compression != packing
    for suffix, packing in _COMPRESSIONS.items():
        if lowered.endswith(suffix) and compression != packing:
            return True
    bare = bare_name(name)
    dot = bare.rfind(".")
    promised = _FORMATS.get(bare[dot:]) if dot >= 0 else None
    if promised is None or format in promised:
        return False
    return not (is_xml and format == "html" and "xhtml" in promised)
