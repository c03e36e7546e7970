"""What a run brings to link: its readings, the pure decisions, and what the checks refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Protocol

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of one input file, as admission and framing saw it: the columns of ``sources`` known before link.

    ``is_acknowledged``: the head holds the file under this pipeline version; it was not read again. A ``reason`` means
    that the file was refused as a whole (a code of level file), and that what its shards staged, if anything, is void.
    ``repairs_sha256``: the refused file that this one was delivered to repair.
    ``record_count``: the records that framing found, refused spans included; None leaves that check out.
    """

    reading_id: str
    reading_ordinal: int
    source_path: str
    source_sha256: str | None
    format: str | None = None
    compression: str | None = None
    size_bytes: int | None = None
    modified_ns: int | None = None
    inode: int | None = None
    is_acknowledged: bool = False
    reason: str | None = None
    detail: str | None = None
    record_count: int | None = None
    skipped_count: int | None = None
    repairs_sha256: str | None = None


READINGS_SCHEMA: Final = pa.schema(
    [
        ("reading_id", pa.string()),
        ("reading_ordinal", pa.int64()),
        ("source_path", pa.string()),
        ("source_sha256", pa.string()),
        ("format", pa.string()),
        ("compression", pa.string()),
        ("size_bytes", pa.int64()),
        ("modified_ns", pa.int64()),
        ("inode", pa.int64()),
        ("is_acknowledged", pa.bool_()),
        ("reason", pa.string()),
        ("detail", pa.string()),
        ("record_count", pa.int64()),
        ("skipped_count", pa.int64()),
        ("repairs_sha256", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that broke an expectation of severity fail; its whole record is refused."""

    reading_id: str
    record_number: int
    table_name: str
    row_key: str
    detail: str | None = None
    reason: str = "QUALITY_ROW"


class Verdicts(Protocol):
    """The verdicts on some candidates; see transforms.link.Verdicts."""

    @property
    def records(self) -> pa.Table: ...
    @property
    def removed(self) -> pa.Table: ...


@dataclass(frozen=True, slots=True)
class LinkRules:
    """The pure decisions that link is made of; `flows` brings them from `transforms`.

    ``decide(staged, landed, pipeline_version)``: see transforms.link.decide.
    ``are_unlike(texts)``: whether bodies that share one URL are unlike texts, so that the URL is no identity. Must
    depend on their set alone and stay true when texts are added; it need not read them to their end.
    ``identify(outlet_id, record's own id, content_hash)``: (article_id, identity_basis) without the URL.
    """

    decide: Callable[[pa.Table, pa.Table, str], Verdicts]
    are_unlike: Callable[[Iterable[str]], bool]
    identify: Callable[[str | None, str | None, str], tuple[str, str]]
