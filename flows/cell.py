"""The child process that works records for ``flows.isolation``: what hangs or crashes here takes nothing along.

Run as ``python -m flows.cell FD FD FD SECONDS BYTES``: descriptors to read from, to write to and of the shared page,
the longest time of one record, and the most memory. It answers one message after another until its parent lets go of
it.
"""

from __future__ import annotations

import gc
import mmap
import pickle
import resource
import signal
import struct
import sys
from importlib import import_module
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pyarrow as pa

from flows.worker import be_quiet, load_resources

PLACE: Final = struct.Struct("<q")
"""The place of the record that is being worked, in a page that the parent sees too: a message for each record woke the
parent as often, and took a fifteenth of a run."""


class Begun:
    """Notes that a record is begun, and lets the system end this process should it take too long: no code, however
    stuck, can hold that up."""

    def __init__(self, page: mmap.mmap, seconds: float) -> None:
        self.page = page
        self.seconds = seconds

    def __call__(self, place: int) -> None:
        signal.setitimer(signal.ITIMER_REAL, self.seconds)
        PLACE.pack_into(self.page, 0, place)


def spare_collector() -> None:
    """Collect garbage seldom, and never look at what was loaded: records leave hardly any circles behind. Working them
    takes 6 to 9 % less time so (1,347 articles, thrice)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def packed(tables: dict[str, pa.Table]) -> dict[str, bytes]:
    """Tables as bytes of Arrow's stream format."""
    import pyarrow as pa  # after be_quiet: it brings pandas along otherwise

    done = {}
    for name, table in tables.items():
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        done[name] = sink.getvalue().to_pybytes()
    return done


def serve(requests: Connection, answers: Connection, page: mmap.mmap, seconds: float, memory_bytes: int) -> None:
    """Answer (items, options) with packed tables; ``page`` shows which record is being worked. Items are records to
    work, or landed documents to relabel."""
    from flows.own_knowledge import knowledge_of
    from transforms.relabel import StoredDocument, relabel_items
    from transforms.shard import work_items

    load_resources()
    spare_collector()
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    begun = Begun(page, seconds)
    answers.send("ready")
    while True:
        try:
            message = requests.recv_bytes()
        except EOFError:
            return
        items, options = pickle.loads(message)  # noqa: S301 - from our own parent, never from content
        work = relabel_items if items and isinstance(items[0], StoredDocument) else work_items
        tables = work(items, options, begun, knowledge_of(options.knowledge_files))
        done = packed(tables)
        signal.setitimer(signal.ITIMER_REAL, 0)
        answers.send(done)


def main(arguments: list[str]) -> None:
    """Serve on the descriptors that the command line names: requests, answers, page; then come seconds and bytes. What
    follows names modules to import first."""
    be_quiet()
    reading, writing, page, seconds, memory_bytes = arguments[:5]
    for name in arguments[5:]:
        import_module(name)
    requests: Connection[Any, Any] = Connection(int(reading), writable=False)
    answers: Connection[Any, Any] = Connection(int(writing), readable=False)
    serve(requests, answers, mmap.mmap(int(page), PLACE.size), float(seconds), int(memory_bytes))


if __name__ == "__main__":
    main(sys.argv[1:])
