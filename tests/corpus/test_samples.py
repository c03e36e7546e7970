"""The shipped inbox must hold what its README promises, or the page and `make run` disagree."""

import csv
import gzip
import html
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

SAMPLES = Path(__file__).parents[2] / "samples"
INBOX = SAMPLES / "inbox"


def raw(name: str) -> bytes:
    data = (INBOX / name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def lines_of(data: bytes) -> tuple[list[dict[str, Any]], int]:
    """Return the records of JSON Lines that parse, and how many lines do not."""
    good: list[dict[str, Any]] = []
    broken_count = 0
    for line in data.decode("utf-8").splitlines():
        try:
            good.append(json.loads(line))
        except json.JSONDecodeError:
            broken_count += 1
    return good, broken_count


def records() -> tuple[list[dict[str, Any]], int]:
    """Return the records of all JSON Lines files that parse, and how many lines do not."""
    parsed = [lines_of(raw(path.name)) for path in sorted(INBOX.glob("*.jsonl*"))]
    return [record for good, _ in parsed for record in good], sum(broken_count for _, broken_count in parsed)


def page(markup: str) -> dict[str, Any]:
    """Return what two crawls of one page must have in common."""
    found = re.search(
        r'<link rel="canonical" href="([^"]+)">.*<h1>(.+?)</h1>(.+?)(?:</article>|<footer>)', markup, re.S
    )
    assert found is not None
    url, title, text = found.groups()
    return {"url": url, "title": html.unescape(title), "text": text}


def crawled(data: bytes) -> Iterator[tuple[dict[str, str], bytes]]:
    """Yield the headers and the block of each record of a crawl; all that stands there belongs to a record."""
    while data:
        head, _, rest = data.partition(b"\r\n\r\n")
        version, *lines = head.decode("ascii").split("\r\n")
        assert version == "WARC/1.1"
        headers = dict(line.split(": ", 1) for line in lines)
        end = int(headers["Content-Length"])
        assert rest[end : end + 4] == b"\r\n\r\n"
        yield headers, rest[:end]
        data = rest[end + 4 :]


def crawled_pages() -> list[dict[str, Any]]:
    """Return the pages of the crawl that were found."""
    pages = []
    for headers, block in crawled(raw("grain-crawl.warc.gz")):
        http, _, payload = block.partition(b"\r\n\r\n")
        if headers["WARC-Type"] == "response" and http.startswith(b"HTTP/1.1 200") and b"text/html" in http:
            pages.append(page(payload.decode("utf-8")))
            assert pages[-1]["url"] == headers["WARC-Target-URI"]
    return pages


def rows() -> list[dict[str, Any]]:
    """Return the rows of the table."""
    with (INBOX / "elbkurier.csv").open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table, delimiter=";", strict=True))


def items() -> list[dict[str, Any]]:
    """Return the items of the feed."""
    found = ElementTree.fromstring(raw("fjordposten.rss")).iterfind("channel/item")
    return [{"url": item.findtext("link"), **{child.tag: child.text for child in item}} for item in found]


def members() -> dict[str, bytes]:
    """Return the files of the archive."""
    with zipfile.ZipFile(INBOX / "delivery-june.zip") as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def articles() -> list[dict[str, Any]]:
    """Return all records that have a URL, those of JSON Lines first."""
    good, _ = records()
    packed, _ = lines_of(members()["wire/june.jsonl"])
    wrapped = json.loads(raw("quaidumatin.json"))["articles"]
    return [
        *good,
        *packed,
        *wrapped,
        *rows(),
        *items(),
        page(raw("graanakkoord-wenen.html").decode("utf-8")),
        *crawled_pages(),
    ]


def text_of(record: dict[str, Any]) -> str:
    return str(record.get("text") or record.get("body") or record.get("content") or record.get("description") or "")


def test_the_readme_names_every_file_and_no_other() -> None:
    named = set(re.findall(r"^\| `([^`]+)`", (SAMPLES / "README.md").read_text("utf-8"), flags=re.MULTILINE))
    assert named == {path.name for path in INBOX.iterdir()}


def test_the_books_of_a_run_follow_from_the_files() -> None:
    good = articles()
    _, broken_count = records()
    text_count = len(list(INBOX.glob("*.txt*"))) + sum(name.endswith(".txt") for name in members())
    seen = Counter((record["url"], record.get("title"), text_of(record)) for record in good)
    duplicate_count = sum(seen.values()) - len(seen)
    # Without a title and with a single word: no reader would call it an article.
    short_count = sum(not record.get("title") and len(text_of(record)) < 20 for record in good)
    read_count = text_count + len(good) + broken_count
    rejected_count = broken_count + short_count
    accepted_count = read_count - duplicate_count - rejected_count
    read = f"{read_count} records read"
    verdicts = f"{accepted_count} accepted, {duplicate_count} duplicate, {rejected_count} rejected"
    assert f"{read}: {verdicts}" in (SAMPLES / "README.md").read_text("utf-8")
    shown = (SAMPLES.parent / "README.md").read_text("utf-8")
    assert re.search(rf"^    read +{read_count}  records of {len(list(INBOX.iterdir()))} files$", shown, re.MULTILINE)
    assert f"The tables hold {accepted_count} documents of " in shown


def test_one_article_comes_in_two_revisions_under_one_url() -> None:
    good, _ = records()
    texts: dict[str, set[str]] = {}
    for record in good:
        texts.setdefault(record["url"], set()).add(text_of(record))
    revised = [url for url, versions in texts.items() if len(versions) > 1]
    assert revised == ["https://www.havenkrant.example/2024/05/12/staking-rotterdam"]


def test_the_copy_carries_the_agency_text_under_another_title_and_credits_it() -> None:
    good, _ = records()
    by_title = {record.get("title"): record for record in good}
    original = by_title["Rotterdam dockers strike over automated terminal"]
    copy = by_title["Ships pile up as Dutch port workers down tools"]
    body, credit = text_of(copy).rsplit("\n\n", 1)
    assert credit == f"({original['outlet']})"
    assert text_of(original).endswith(body)


def test_one_paper_cuts_the_agency_text_and_another_tops_it() -> None:
    lines, _ = lines_of(raw("sea-cable.jsonl"))
    wire, cut, topped, *_, translated = (text_of(record).split("\n\n") for record in lines)
    assert cut == [*wire[:5], "(Continental Wire)"]
    assert topped[2:-1] == wire[1:]
    assert wire[0].endswith(topped[1])
    assert lines[0]["title"] == lines[1]["title"] != lines[2]["title"]
    assert translated[-1].startswith("Vertaling uit het Noors (Fjordposten): ")


def test_the_odd_encodings_are_what_they_claim_to_be() -> None:
    assert raw("secheresse-sahel.txt").startswith(b"\xff\xfe")
    assert "Sécheresse" in raw("secheresse-sahel.txt").decode("utf-16")
    assert "„Ohne Vertrauen fährt kein Schiff“" in raw("interview-wiebusch.txt").decode("cp1252")
    garbled = raw("rettssak-murmansk.txt").decode("utf-8")
    assert "HÃ¥kon DyrÃ¸y" in garbled
    assert "Håkon Dyrøy" in garbled.encode("cp1252").decode("utf-8")


def test_the_table_keeps_its_lines_and_quotes_inside_its_cells() -> None:
    first = rows()[0]["text"]
    assert "\r\n\r\n" in first
    assert "OSZE ein; Kiew" in first
    assert '"Swjatohor"' in first


def test_the_feed_has_an_item_of_each_kind() -> None:
    content = "{http://purl.org/rss/1.0/modules/content/}encoded"
    assert [content in item for item in items()] == [True, False, False]
    assert items()[2]["pubDate"] == "Mon, 31 Jun 2024 07:00:00 +0200"


def test_the_supplier_has_cut_one_text_and_says_so() -> None:
    texts = [article["content"] for article in json.loads(raw("quaidumatin.json"))["articles"]]
    assert [bool(re.search(r"… \[\+[0-9]+ chars\]$", text)) for text in texts] == [True, False]


def test_the_crawl_is_packed_by_record_and_holds_the_saved_page_under_other_comments() -> None:
    packed = (INBOX / "grain-crawl.warc.gz").read_bytes()
    kinds = [headers["WARC-Type"] for headers, _ in crawled(raw("grain-crawl.warc.gz"))]
    assert kinds == ["warcinfo", "request", "response", "response", "response", "response"]
    assert packed.count(b"\x1f\x8b\x08\x00" + bytes(4)) == len(kinds)
    *_, (_, block) = crawled(raw("grain-crawl.warc.gz"))
    saved = raw("graanakkoord-wenen.html")
    assert saved not in block
    assert crawled_pages()[-1] == page(saved.decode("utf-8"))


def test_all_addresses_are_on_a_domain_that_nobody_can_own() -> None:
    contents = [*(raw(path.name) for path in INBOX.iterdir() if path.suffix != ".zip"), *members().values()]
    hosts = {host.decode("ascii") for data in contents for host in re.findall(rb"https?://([a-z0-9.-]+)", data)}
    vocabularies = {"schema.org", "purl.org"}
    assert vocabularies < hosts
    assert all(host.endswith(".example") for host in hosts - vocabularies)
