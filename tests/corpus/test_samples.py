"""The shipped inbox must hold what its README promises, or the page and `make run` disagree."""

import gzip
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[2] / "samples"
INBOX = SAMPLES / "inbox"


def raw(name: str) -> bytes:
    data = (INBOX / name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def records() -> tuple[list[dict[str, Any]], int]:
    """Return the records of all JSON Lines files that parse, and how many lines do not."""
    good: list[dict[str, Any]] = []
    broken_count = 0
    for path in sorted(INBOX.glob("*.jsonl*")):
        for line in raw(path.name).decode("utf-8").splitlines():
            try:
                good.append(json.loads(line))
            except json.JSONDecodeError:
                broken_count += 1
    return good, broken_count


def text_of(record: dict[str, Any]) -> str:
    return str(record.get("text") or record.get("body") or "")


def test_the_readme_names_every_file_and_no_other() -> None:
    named = set(re.findall(r"^\| `([^`]+)`", (SAMPLES / "README.md").read_text("utf-8"), flags=re.MULTILINE))
    assert named == {path.name for path in INBOX.iterdir()}


def test_the_books_of_a_run_follow_from_the_files() -> None:
    good, broken_count = records()
    text_count = len(list(INBOX.glob("*.txt*")))
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


def test_the_odd_encodings_are_what_they_claim_to_be() -> None:
    assert raw("secheresse-sahel.txt").startswith(b"\xff\xfe")
    assert "Sécheresse" in raw("secheresse-sahel.txt").decode("utf-16")
    assert "„Ohne Vertrauen fährt kein Schiff“" in raw("interview-wiebusch.txt").decode("cp1252")
    garbled = raw("rettssak-murmansk.txt").decode("utf-8")
    assert "HÃ¥kon DyrÃ¸y" in garbled
    assert "Håkon Dyrøy" in garbled.encode("cp1252").decode("utf-8")


def test_all_addresses_are_on_a_domain_that_nobody_can_own() -> None:
    good, _ = records()
    hosts = {record["url"].split("/")[2] for record in good}
    assert hosts
    assert all(host.endswith(".example") for host in hosts)
