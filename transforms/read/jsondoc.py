"""JSON documents: one object, an array of objects, a wrapper around lists of them, or several one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from transforms.model import NO_CONTEXT, Context, Framed, RawRecord, ReadLimits, Refusal
from transforms.read import strictjson
from transforms.read.framed import framed
from transforms.read.jsonframes import Framer
from transforms.read.records import kind_of, record_of
from transforms.read.units import BOMS
from transforms.read.wrappers import read_preamble


class JsonReader:
    """Reads a JSON document in UTF-8, UTF-16 or UTF-32, object by object."""

    format: Final = "json"
    is_structured: Final = True

    def frame(self, chunks: Iterable[bytes], limits: ReadLimits, context: Context = NO_CONTEXT) -> Iterator[Framed]:
        """One span an object: each element of an array or of a wrapper's list, or an object of its own.

        A wrapper's fields before its list come as a Preamble; those behind it are Skipped. Plain values where objects
        should be are refused together, SCHEMA_TYPE; an empty list is SCHEMA_MISSING. A record that breaks the grammar
        ends where the next one begins, which is told by the first key of its neighbours. A record above
        ``max_record_bytes`` is refused without being held. A document that stops early ends with TRUNCATED.
        """
        return framed(Framer(limits), chunks)

    def read(self, data: bytes, limits: ReadLimits, context: Context = NO_CONTEXT) -> RawRecord | Refusal:
        """One object → its record, with what its wrapper says of all. Refuses as ``strictjson`` and ``records`` do."""
        if len(data) > limits.max_record_bytes:
            return Refusal("REC_TOO_LARGE", f"{len(data)} bytes")
        encoding, shared = read_preamble(context.preamble)
        loaded = strictjson.loads(BOMS.get(encoding or "", b"") + data, limits)
        if isinstance(loaded, Refusal):
            return loaded
        value, flags = loaded
        if not isinstance(value, dict):
            return Refusal("SCHEMA_TYPE", f"{kind_of(value)} where an object should be")
        return record_of(value, flags, limits, context, shared)
