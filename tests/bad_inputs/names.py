"""N: names and files that are not what they seem."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterator

from tests.bad_inputs.case import CASE, DELIVERED, Delivery, Landed, case
from tests.bad_inputs.jsons import among_good

APPEND_SECONDS = 0.1


@case("N01", "accept")
def sql_in_name(d: Delivery) -> None:
    """A file name that ends a statement and begins another."""
    for number, name in enumerate(("x'); DROP TABLE documents;--.jsonl", 'y" OR 1=1 --.jsonl', "$1 ? :name {x}.jsonl")):
        d.put(name, d.article(f"{number}").line(), CASE)


@case("N02", "accept")
def glob_in_name(d: Delivery) -> None:
    """File names that are patterns of file names."""
    for number, name in enumerate(("a*[0-9]?.jsonl", "**.jsonl", "{a,b}.jsonl")):
        d.put(name, d.article(f"{number}").line(), CASE)


@case("N03", "reject PATH_TRAVERSAL")
def climbing_ids(d: Delivery) -> None:
    """Records whose id is a way out of a folder."""
    ids = ("../../outside/x", "a/%2e%2e/%2e%2e/b", "..\\..\\x")
    among_good(d, *(d.article(f"{number}").line(id=id) for number, id in enumerate(ids)))


@case("N04", "accept")
def partition_words(d: Delivery) -> None:
    """Outlets and ids that mean something to partitioned data sets."""
    words = ("__HIVE_DEFAULT_PARTITION__", "a/b", "%00", "outlet=x/date=y", ".")
    rows = b"".join(d.article(f"{number}").line(outlet=word, id=word) for number, word in enumerate(words))
    d.put("rows.jsonl", d.good().line() + rows + d.good().line(), *[CASE] * len(words))

    def look(own: list[Landed]) -> Iterator[str]:
        missing = set(words) - {one.row["outlet"] for one in own}
        if missing:
            yield f"outlets lost: {sorted(missing)}"

    d.check(look)


@case("N05", "reject NOT_REGULAR", group="doors")
def links_out(d: Delivery) -> None:
    """Links out of the inbox, to a file, a folder, and to nothing."""
    for name, target in (
        ("word.jsonl", d.place.secret / "word.txt"),
        ("folder", d.place.secret),
        ("none.txt", "nowhere"),
    ):
        d.path(name).symlink_to(target)
        d.expect(name, CASE)


@case("N06", "accept+flag NLINK", group="doors")
def hard_link(d: Delivery) -> None:
    """A file that has another name outside the inbox."""
    other = d.place.outside / "other-name.jsonl"
    other.write_bytes(d.article().line())
    os.utime(other, (DELIVERED, DELIVERED))
    d.path("linked.jsonl").hardlink_to(other)
    d.expect("linked.jsonl", CASE)


@case("N07", "reject NOT_REGULAR", group="doors")
def pipes_and_devices(d: Delivery) -> None:
    """A pipe that nobody writes to, a socket, and a device where the system lets us make one."""
    os.mkfifo(d.path("pipe.jsonl"))
    listener = socket.socket(socket.AF_UNIX)
    here = os.open(d.folder, os.O_PATH)
    listener.bind(f"/proc/self/fd/{here}/socket.jsonl")  # the path itself may be too long for a socket
    d.endings += [listener.close, lambda: os.close(here)]
    for name in ("pipe.jsonl", "socket.jsonl"):
        d.expect(name, CASE)
    with contextlib.suppress(PermissionError):
        os.mknod(d.path("zero.jsonl"), 0o020666, os.makedev(1, 5))
        d.expect("zero.jsonl", CASE)


@case("N08", "reject NOT_REGULAR", group="doors")
def folders_and_leftovers(d: Delivery) -> None:
    """A folder with a file's name; hidden and temporary files, which are passed by and told."""
    d.path("rows.jsonl/inner.txt").write_text("x" * 100)
    d.expect("rows.jsonl", CASE)
    for name in (".hidden.jsonl", "half.jsonl.part", "draft.txt~"):
        d.put(name, d.article(name).line())
        d.defer(name)


@case("N09", "defer FILE_UNREADABLE", group="doors")
def no_permission(d: Delivery) -> Iterator[None]:
    """A file that may not be read, until it may."""
    path = d.put("locked.jsonl", d.whole().line(), "accept")
    path.chmod(0)
    d.defer("locked.jsonl")
    yield
    path.chmod(0o644)


@case("N10", "reject FILE_CHANGED", group="race")
def swapped(d: Delivery) -> None:
    """A file that changes while it is read, and one that becomes a link between the look and the open."""
    d.rewritten = d.put("rewritten.jsonl", d.article().line(), CASE)
    link = d.put("swapped.jsonl", d.article("swapped").line(), "reject NOT_REGULAR")
    d.swapped.append((link, d.place.secret / "word.txt"))


@case("N11", "defer FILE_UNSTABLE", group="doors")
def still_growing(d: Delivery) -> Iterator[None]:
    """A file to which another program appends all the time, until it is done."""
    path = d.path("growing.jsonl")
    path.write_bytes(d.whole("0").line())
    is_done = threading.Event()
    count = 1

    def grow() -> None:
        nonlocal count
        while not is_done.wait(APPEND_SECONDS):
            with path.open("ab") as file:
                file.write(d.article(f"{count}").line())
            count += 1

    writer = threading.Thread(target=grow, name="grow")
    writer.start()
    d.defer("growing.jsonl")
    try:
        yield
    finally:
        is_done.set()
        writer.join()
    d.expect("growing.jsonl", *["accept"] * count)


@case("N12", "accept")
def names_that_collide(d: Delivery) -> None:
    """Names that differ in case only, and names that are devices on other systems."""
    for name in ("A.JSON", "a.json", "CON", "nul.txt", "aux.jsonl"):
        d.put(name, d.article(f"{name}-device").line() if name != "a.json" else d.article("small").line(), CASE)
    d.allow("TYPE_MISNAMED")
