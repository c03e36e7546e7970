"""One delivered file → the streams of records in it: itself, or the members of the archive that it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from transforms.model import Context, Framed, ReadLimits, Refusal, RefusedSpan, Skipped, Span
from transforms.read.archive import Member, RefusedMember, tar_members, zip_members
from transforms.read.fields import FieldKeys
from transforms.read.registry import READERS
from transforms.read.sniff import Sniffed, sniff_stream
from transforms.read.window import Window

CHUNK_BYTES: Final = 1 << 20


class FileRefused(Exception):
    """Nothing of the file can be read; ``refusal`` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Part:
    """One decompressed stream of records. ``member`` is its name in the archive, None for the file itself; ``frames``
    are to be taken before the next part is asked for. ``window`` gives the bytes of the span that was framed last; it
    is None where the file can be read at any place.
    """

    member: str | None
    sniffed: Sniffed
    frames: Iterator[Framed]
    window: Window | None


@dataclass(slots=True)
class Delivered:
    """One delivered file. ``field_keys`` are the user's own keys of fields. ``sniffed`` is what it is as a whole, known
    once ``parts`` has been asked for the first."""

    file: BinaryIO
    name: str
    limits: ReadLimits
    field_keys: FieldKeys = ()
    sniffed: Sniffed | None = field(default=None, init=False)

    def parts(self) -> Iterator[Part | RefusedMember | Skipped]:
        """The streams in the file, in its order, and what of an archive is no stream. Raises FileRefused, also for an
        archive of which nothing can be reached; OSError if the file cannot be read. A failure of the program itself
        refuses what it kept from being read, with PARSE_CRASH: one file must never take the others down."""
        given_count = 0
        try:
            for part in self._parts():
                given_count += 1
                yield part
        except (OSError, FileRefused):
            raise
        except Exception as error:
            crash = Refusal("PARSE_CRASH", type(error).__name__)
            if not given_count:
                raise FileRefused(crash) from error
            yield RefusedMember(None, crash)

    def _parts(self) -> Iterator[Part | RefusedMember | Skipped]:
        chunks: Iterator[bytes] = iter(lambda: self.file.read(CHUNK_BYTES), b"")
        found, content = sniff_stream(chunks, self.name, self.limits, field_keys=self.field_keys)
        if isinstance(found, Refusal):
            raise FileRefused(found)
        self.sniffed = found
        if found.format == "zip":
            yield from self._members(zip_members(self.file, self.limits))
        elif found.format == "tar":
            yield from self._members(tar_members(content, self.limits))
        else:
            yield self._part(None, found, content)

    def _members(self, members: Iterator[Member | RefusedMember | Skipped]) -> Iterator[Part | RefusedMember | Skipped]:
        faults: list[RefusedMember] | None = []
        for member in members:
            if faults is not None and isinstance(member, RefusedMember) and member.name is None:
                faults.append(member)
                continue
            if faults is not None and not isinstance(member, Skipped):
                yield from faults
                faults = None
            yield self._of_member(member) if isinstance(member, Member) else member
        if faults:
            raise FileRefused(faults[0].refusal)

    def _of_member(self, member: Member) -> Part | RefusedMember:
        name = member.name.rsplit("/", 1)[-1]
        found, content = sniff_stream(member.chunks, name, self.limits, is_member=True, field_keys=self.field_keys)
        return (
            RefusedMember(member.name, found) if isinstance(found, Refusal) else self._part(member.name, found, content)
        )

    def _part(self, member: str | None, sniffed: Sniffed, content: Iterator[bytes]) -> Part:
        is_passing = member is not None or sniffed.compression is not None
        window = Window(content, self.limits.max_record_bytes) if is_passing else None
        stream = window if window is not None else content
        frames = READERS[sniffed.format].frame(stream, self.limits, Context(field_keys=self.field_keys))
        return Part(member, sniffed, _not_raising(frames), window)


def _not_raising(frames: Iterator[Framed]) -> Iterator[Framed]:
    number = 0
    try:
        for framed in frames:
            number += isinstance(framed, Span | RefusedSpan)
            yield framed
    except OSError:
        raise
    except Exception as error:
        yield RefusedSpan(Span(number + 1, 0, 0), Refusal("PARSE_CRASH", f"{type(error).__name__} while framing"))
