"""A file is what its content says."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import time
import zipfile

import pytest
import pyzstd

from tests.transforms.read.stream import ARTICLE, lines, read_file
from transforms.model import ReadLimits, Refusal
from transforms.read import Sniffed, sniff, sniff_stream

PACKERS = {"gzip": gzip.compress, "zstd": pyzstd.compress, "bz2": bz2.compress, "xz": lzma.compress}
PROSE = (
    b"Russia and Ukraine reopen grain talks in Geneva\n\nBy Philippa Norgate\n\nGENEVA - Talks resumed on Tuesday.\n"
)


HEADS = [
    (b"<!DOCTYPE html><html><body>x</body></html>", "html"),
    (b"\xef\xbb\xbf\n <div class='a'>x</div>", "html"),
    (b"<!-- saved from a crawl -->\n<HTML lang=nl><title>x</title>", "html"),
    (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd"><html>', "html"),
    (b'<!DOCTYPE html PUBLIC "-//Example//DTD HTML Pocket//EN" "x.dtd"><html>', "html"),
    (b"Notice: undefined index in /srv/a.php\n<!DOCTYPE html>\n<html><head><title>x</title></head>", "html"),
    (b'<?xml version="1.0"?><rss version="2.0"><channel>', "feed"),
    (b"<rss version='2.0'><channel>", "feed"),
    (b'<feed xmlns="http://www.w3.org/2005/Atom"><title>', "feed"),
    (b'{"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": []}', "json"),
    (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n\0\1\2\3\4\5", "warc"),
    (b"filedesc://crawl.arc 0.0.0.0 20210101000000 text/plain 9\n", "arc"),
    (json.dumps([ARTICLE]).encode(), "json"),
    (json.dumps([ARTICLE, ARTICLE], indent=2).encode(), "json"),
    (json.dumps(ARTICLE, indent=2).encode(), "json"),
    (json.dumps({"status": "ok", "n": 2, "articles": [ARTICLE, ARTICLE]}).encode(), "json"),
    (json.dumps({"hits": {"total": 2, "hits": [{"_source": ARTICLE}]}}).encode(), "json"),
    (json.dumps({"title": "De Havenkrant", "items": [ARTICLE]}).encode(), "json"),
    (json.dumps({"title": "Storm", "text": "x", "entries": [{"id": 1}]}).encode(), "jsonl"),
    (json.dumps({"title": "Storm", "data": [{"wind": 1}], "text": "x"}).encode(), "jsonl"),
    (json.dumps({"authors": [{"name": "Truus Meinsma"}], "title": "Storm"}).encode(), "jsonl"),
    (lines({"articles": [ARTICLE]}, {"articles": [ARTICLE]}), "json"),
    (b"id;title;text\n1;a;b\n", "table"),
    (b'"url","title","published_at"\n', "table"),
    ("Überschrift|Titel|Title|Text\n".encode(), "table"),
    (b'sep=;\n"title";"text"\n"a";"b"\n', "table"),
    (b"Export of the press office\n\ntitle\ttext\tdate\nStorm\tAll is well.\t2021-03-04\n", "table"),
]


@pytest.mark.parametrize(("head", "format"), HEADS)
@pytest.mark.parametrize("compression", [None, *PACKERS])
def test_every_format_is_told_by_its_content(head: bytes, format: str, compression: str | None) -> None:
    packed = PACKERS[compression](head) if compression else head
    assert sniff(packed, "a.dat") == Sniffed(format, compression)
    assert sniff_stream([packed], "a.dat", ReadLimits())[0] == Sniffed(format, compression)


@pytest.mark.parametrize(
    ("head", "refusal"),
    [
        (b'<?xml version="1.0"?><urlset xmlns="x"><url>', Refusal("TYPE_UNSUPPORTED", "XML with the root urlset")),
        (b"<opml version='2.0'><head/>", Refusal("TYPE_UNSUPPORTED", "XML with the root opml")),
        (b"<svg viewBox='0 0 1 1'>", Refusal("TYPE_UNSUPPORTED", "XML with the root svg")),
        (b'<?xml version="1.0"?><nitf><head>', Refusal("TYPE_UNSUPPORTED", "XML with the root nitf")),
        (b"From: x\nMIME-Version: 1.0\nContent-Type: multipart/related\n", Refusal("TYPE_UNSUPPORTED", "MHTML")),
        (b"7z\xbc\xaf'\x1c\0\4", Refusal("TYPE_UNSUPPORTED", "7-Zip")),
        (b"{\\rtf1 \\ansi", Refusal("TYPE_UNSUPPORTED", "RTF")),
    ],
)
def test_known_formats_that_are_not_read_are_named(head: bytes, refusal: Refusal) -> None:
    for name in ("a.txt", "a.dat", "a.xml"):
        assert sniff(head, name) == refusal
    assert sniff(gzip.compress(head), "a.gz") == refusal


@pytest.mark.parametrize("root", ["rss", "html", "feed"])
def test_xml_that_threatens_is_refused_before_it_is_anything(root: str) -> None:
    bomb = f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><{root}>&b;</{root}>'
    assert getattr(sniff(bomb.encode(), "a.xml"), "reason", None) == "XML_ENTITY"


def test_an_outside_document_type_is_no_feed() -> None:
    head = b'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://198.51.100.7/x.dtd"><rss><channel>'
    assert getattr(sniff(head, "a.rss"), "reason", None) == "XML_DTD"


@pytest.mark.parametrize(
    "prose",
    [
        PROSE,
        b"[Update] The talks have ended.\n",
        b"[1] See the footnote below.\n",
        b"{Oslo} The ferry ran aground.\n",
        b"<3 says the mayor, who loves her town.\n",
        b"RIFFS of the week: a guitarist speaks\n",
        b"DUCK hunters DUCK the law, says ranger\n",
        b"Oslo, Bergen, Stavanger\n",
        b"42 people came.\n",
        b"Title, text, and what stands between them\n\nThe exhibition opens today.\n",
        b"Summary\n\nThe council met on Tuesday, and it rained.\n",
        b"Town news\n\nTitle, text\n\nwere both missing from the page, readers wrote.\n",
        "\u201eOhne Vertrauen f\u00e4hrt kein Schiff\u201c\n".encode("cp1252"),
        b"Nul\x00 bytes stray into \x00 texts\n" * 3,
    ],
)
def test_prose_is_text_whatever_it_begins_with(prose: bytes) -> None:
    assert sniff(prose, "a.txt") == Sniffed("text")
    assert sniff(gzip.compress(prose), "a.txt.gz") == Sniffed("text", "gzip")


@pytest.mark.parametrize("first", [b"not json at all\n", b'"title": "its head is gone"}\n', b"\n \n"])
def test_one_bad_line_at_the_top_does_not_make_json_lines_a_text(first: bytes) -> None:
    data = first + lines(ARTICLE, ARTICLE, ARTICLE)
    assert sniff(data, "a.jsonl") == Sniffed("jsonl")
    assert read_file(data).codes.count("ok") == 3


def test_a_long_first_record_needs_no_end_within_the_head() -> None:
    data = lines({"title": "a", "text": "b" * 300_000}, ARTICLE)
    assert read_file(data, size=70_000).codes == ["ok", "ok"]
    assert read_file(gzip.compress(data), size=70_000).codes == ["ok", "ok"]


def test_white_space_before_the_content_is_passed_over() -> None:
    reading = read_file(b"\n" * 200_000 + lines(ARTICLE), size=30_000)
    assert reading.codes == ["ok"]
    assert reading.frames[0].start_byte == 200_000  # type: ignore[union-attr]


def test_names_decide_nothing_but_a_flag() -> None:
    assert sniff(PROSE, "a.html") == Sniffed("text", None, frozenset({"TYPE_MISNAMED"}))
    assert sniff(PROSE, "") == sniff(PROSE, "README") == sniff(PROSE, "x'); DROP TABLE a;--.txt") == Sniffed("text")
    assert sniff(lines(ARTICLE), "a.json") == sniff(lines(ARTICLE), "\udcff[*].ndjson") == Sniffed("jsonl")


def test_a_damaged_gzip_head_is_refused() -> None:
    packed = gzip.compress(PROSE)
    assert isinstance(sniff(packed[:6], "a.gz"), Refusal)
    assert isinstance(sniff(b"\x1f\x8b\xff\xff not gzip", "a.gz"), Refusal)
    assert read_file(packed[:11], "a.gz").file_code == "TRUNCATED"


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


def tarred(*members: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def test_archives_are_told_even_if_their_first_name_looks_like_something_else() -> None:
    assert sniff(zipped(("a.txt", PROSE)), "a.zip") == Sniffed("zip")
    assert sniff(zipped(), "a.zip") == Sniffed("zip")
    for name in ("a.txt", "RIFF.txt", "ID3", "GIF89a", "%PDF-.html"):
        assert sniff(tarred((name, PROSE)), "a.tar") == Sniffed("tar")
    old = bytearray(tarred(("a.txt", PROSE)))
    old[257:265] = bytes(8)
    old[148:156] = b"%06o\0 " % (sum(old[:148]) + 8 * 32 + sum(old[156:512]))
    assert sniff(bytes(old), "a.tar") == Sniffed("tar")


@pytest.mark.parametrize("compression", PACKERS)
def test_a_compressed_tar_is_one_level_and_a_compressed_zip_is_two(compression: str) -> None:
    pack = PACKERS[compression]
    assert sniff(pack(tarred(("a.txt", PROSE))), "a.dat") == Sniffed("tar", compression)
    assert sniff(pack(zipped(("a.txt", PROSE))), "a.dat") == Refusal("ARCHIVE_DEPTH", f"zip within {compression}")
    assert sniff(pack(gzip.compress(PROSE)), "a.dat") == Refusal("ARCHIVE_DEPTH", f"gzip within {compression}")


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ([("mimetype", b"application/epub+zip"), ("META-INF/container.xml", b"x")], "EPUB"),
        ([("mimetype", b"application/vnd.oasis.opendocument.text")], "OpenDocument"),
        ([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"x")], "Office document"),
        ([("docProps/app.xml", b"x"), ("xl/workbook.xml", b"x")], "Office document"),
        ([("META-INF/MANIFEST.MF", b"x"), ("A.class", b"x")], "Java archive"),
    ],
)
def test_documents_that_are_zips_inside_are_no_piles_of_files(members: list[tuple[str, bytes]], kind: str) -> None:
    data = zipped(*members, method=zipfile.ZIP_STORED)
    assert sniff(data, "a.zip") == Refusal("TYPE_MISMATCH", kind)


@pytest.mark.parametrize(
    ("name", "content", "is_misnamed"),
    [
        ("a.tar.gz", gzip.compress(tarred(("a", PROSE))), False),
        ("a.tgz", gzip.compress(tarred(("a", PROSE))), False),
        ("a.tgz", gzip.compress(PROSE), True),
        ("a.tar", PROSE, True),
        ("a.zip", PROSE, True),
        ("a.txt", zipped(("a", PROSE)), True),
        ("a.txt.gz", PROSE, True),
        ("a.jsonl.zst", pyzstd.compress(lines(ARTICLE)), False),
        ("a.jsonl.zst", gzip.compress(lines(ARTICLE)), True),
        ("a.JSONL.XZ", lzma.compress(lines(ARTICLE)), False),
        ("a.csv", b"title,text\na,b\n", False),
        ("a.csv", b"wind,rain\n3,4\n", False),
        ("a.txt", b"wind,rain\n3,4\n", False),
        ("a.csv", b"wind,rain and no rows\n", True),
        ("a.csv", b"<html><body>no table today</body></html>", True),
        ("a.rss", b"<rss version='2.0'><channel/></rss>", False),
        ("a.html", b"<rss version='2.0'><channel/></rss>", True),
        ("a.xml", b"<html><body>x</body></html>", True),
        ("a.xml", b"<?xml version='1.0'?><html><body>x</body></html>", False),
        ("a.xml", lines(ARTICLE), True),
        ("a.json", b"<html><body>x</body></html>", True),
        ("a.php", b"<html><body>x</body></html>", False),
        ("a.warc", b"WARC/1.0\r\n", False),
    ],
)
def test_a_broken_promise_of_the_name_is_flagged(name: str, content: bytes, is_misnamed: bool) -> None:
    sniffed = sniff(content, name)
    assert isinstance(sniffed, Sniffed)
    assert ("TYPE_MISNAMED" in sniffed.flags) == is_misnamed


def test_bzip2_gives_nothing_before_its_first_block_and_is_told_nevertheless() -> None:
    noise = bytes(range(33, 127)) * 7_000
    packed = bz2.compress(b"Long read.\n" + noise)
    for size in (1_000, 1 << 20):
        chunks = (packed[at : at + size] for at in range(0, len(packed), size))
        assert sniff_stream(chunks, "a.txt.bz2", ReadLimits())[0] == Sniffed("text", "bz2")
    assert sniff(b"BZhang is a common name\n", "a.txt") == Sniffed("text")


def test_a_crawl_that_is_packed_as_one_piece_is_flagged() -> None:
    record = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 5\r\n\r\nHello\r\n\r\n"
    by_record = gzip.compress(record) + gzip.compress(record)
    assert sniff(by_record, "a.warc.gz") == Sniffed("warc", "gzip")
    as_one = Sniffed("warc", "gzip", frozenset({"WARC_GZIP"}))
    assert sniff(gzip.compress(record * 2), "a.warc.gz") == as_one
    assert sniff_stream([gzip.compress(record * 2)], "a.warc.gz", ReadLimits())[0] == as_one


@pytest.mark.parametrize(
    "head",
    [
        '{"' + '\\"' * 30_000,
        '{"a":[{' * 8_000,
        "a \t" * 20_000 + "!",
        '"a"\t\t\t' * 9_000,
        "<!--" * 16_000,
        "<html " * 10_000,
    ],
)
def test_no_text_makes_telling_slow(head: str) -> None:
    started_s = time.process_time()
    sniff(head.encode(), "a.txt")
    assert time.process_time() - started_s < 1
