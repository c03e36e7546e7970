"""Which format a text is in, by its first lines: a page, a feed, JSON of either kind, a table, or prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from transforms.model import Refusal
from transforms.read.feed.prolog import Root, look
from transforms.read.fields import FieldKeys, fields_of, fold_key
from transforms.read.promises import JSONL_NAMES, TABLE_NAMES, bare_name
from transforms.read.tabledialect import DELIMITERS, cells_of, find_header, fits
from transforms.read.wrappers import LIST_KEYS

LOOKED_AT_LINES: Final = 50
LOOKED_AT_CHARS: Final = 64 * 1024
LOOKED_AT_WRAPPERS: Final = 3
"""Lines that must all be wrappers: one answer of an interface after another."""
LATE_PAGE_CHARS: Final = 8_192
"""Within which a page may begin after what a server said before it."""
MAX_HEADER_LINES: Final = 40
"""Lines within which a header is looked for, blank ones included."""
MAX_HEADER_CHARS: Final = 8_192
MIN_COLUMNS: Final = 2
"""Names of a record's fields in a line that make it a table's header."""

_PAGE_TAGS: Final = (
    "html|head|body|meta|title|script|style|link|base|div|span|p|article|section|main|header|nav|table|h[1-6]|a|br|ul|ol"
    "|b|i|em|strong|img|iframe|center|font|noscript"
)
_BEFORE_ROOT: Final = re.compile(r"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_PAGE: Final = re.compile(rf"<(?:!doctype\s+html\b|(?:{_PAGE_TAGS})(?=[\s>/]))", re.IGNORECASE)
_LATE_PAGE: Final = re.compile(r"(?:<!doctype\s+html\b[^>]*>\s*)?<html[\s>].{0,4000}?<(?:head|body)[\s>]", re.I | re.S)
_FEED_TAGS: Final = "rss|feed|channel|rdf:rdf|entry"
_XML_TAGS: Final = "urlset|sitemapindex|opml|svg|nitf|newsml|newsitem|newsmessage|plist"
_XML: Final = re.compile(rf"<(?:\?xml\s|!doctype\b|(?:\w{{1,20}}:)?(?:{_FEED_TAGS}|{_XML_TAGS})[\s>/])", re.IGNORECASE)
_JSON_FEED: Final = re.compile(
    r'\{[^{}\[\]]{0,2000}"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version\\?/'
)
_MIME: Final = re.compile(r"(?:[A-Za-z-]+:[^\n]*\n|[ \t][^\n]*\n){0,40}?MIME-Version:\s*1\.0", re.IGNORECASE)
_MULTIPART: Final = re.compile(r"^Content-Type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_OBJECT_LINE: Final = re.compile(r'\{\s*(?:"|\})')
_JSON_START: Final = re.compile(
    r'[\[{"]|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\s*$|(?:true|false|null|NaN|-?Infinity)\s*$', re.MULTILINE
)
_JSON_HEAD: Final = re.compile(r'[\[{]\s*[\[{"\]}]|\[[\s0-9.,eE+-]+\]?(?=\n|$)|\[\s*(?:true|false|null)\s*[,\]]')
_AROUND_NAMES: Final = ' \t\r\ufeff"'
_COLUMN: Final = re.compile(r"[^\W\d][\w .()/-]{0,40}")


@dataclass(frozen=True, slots=True)
class Kind:
    """The format of a text, and whether it begins as XML does."""

    format: str
    is_xml: bool = False


def kind_of_text(text: str, name: str, field_keys: FieldKeys = ()) -> Kind | Refusal:
    """The format of a text by its beginning (not blank, without white space before it).

    ``name`` decides between two readings of JSON, and whether a first line with one known column is a table's. Refuses
    XML_ENTITY and XML_DTD before anything is read of XML that has them, and TYPE_UNSUPPORTED.
    """
    if text.startswith("<"):
        marked = _by_markup(text)
        if marked is not None:
            return marked
    elif text.startswith("WARC/"):
        return Kind("warc")
    elif text.startswith("filedesc:"):
        return Kind("arc")
    elif _JSON_FEED.match(text):
        return Kind("json")
    elif _MIME.match(text) and _MULTIPART.search(text[:LATE_PAGE_CHARS]):
        return Refusal("TYPE_UNSUPPORTED", "MHTML")
    return _by_lines(text, name, field_keys)


def _by_markup(text: str) -> Kind | Refusal | None:
    before = _BEFORE_ROOT.match(text)
    start = before.end() if before else 0
    is_xml = text.startswith("<?xml")
    is_page = _PAGE.match(text, start) is not None
    if not is_page and not is_xml and not _XML.match(text, start):
        return Kind("html") if _is_late_page(text) else None
    found = look(text.encode("latin-1", "replace"))
    if isinstance(found, Root):
        return Kind("feed", is_xml)
    if found.reason == "XML_ENTITY" or not is_page:
        return found
    return Kind("html", is_xml)


def _is_late_page(text: str) -> bool:
    """Whether a page begins a little later, after what a server said before it."""
    head = text[:LATE_PAGE_CHARS]
    return "<html" in head.lower() and _LATE_PAGE.search(head) is not None


def _by_lines(text: str, name: str, field_keys: FieldKeys) -> Kind:
    bare = bare_name(name)
    lines = [line for line in text[:LOOKED_AT_CHARS].split("\n", LOOKED_AT_LINES + 1)[:LOOKED_AT_LINES] if line.strip()]
    first = lines[0].strip()
    is_named_jsonl = bare.endswith(JSONL_NAMES)
    object_count = sum(1 for line in lines if _OBJECT_LINE.match(line.strip()))
    is_over_lines = first in ("{", "[", "[{") or (
        first[-1] in ",{["
        and len(lines) > 1
        and _JSON_START.match(first) is not None
        and lines[1].strip()[:1] not in "{["
    )
    if first[0] in "{[" and is_over_lines and _looks_like_json(text):
        return Kind("json")
    if all(_is_wrapper(line.strip()) for line in lines[:LOOKED_AT_WRAPPERS]):
        return Kind("json")
    if object_count * 2 > len(lines) or _OBJECT_LINE.match(first) or (is_named_jsonl and _JSON_START.match(first)):
        return Kind("jsonl")
    if first[0] == "[" and _looks_like_json(text):
        return Kind("json")
    if _is_table(text, field_keys, is_named_table=bare.endswith(TABLE_NAMES)):
        return Kind("table")
    return Kind("html" if _is_late_page(text) else "text")


def _looks_like_json(text: str) -> bool:
    """Whether what follows the first bracket can follow it in JSON: ``[Update] The …`` and ``[1] See …`` are texts."""
    return _JSON_HEAD.match(text) is not None


def _is_wrapper(line: str) -> bool:
    """Whether an object is no record but holds them: a list of objects under a key that wrappers use, which stands in
    the object itself or in objects under such keys (``hits.hits``). After a text it is none; after a title (that of a
    channel) only if what is in the list has titles too."""
    if not _OBJECT_LINE.match(line):
        return False
    depth = outer_depth = 1
    has_title = False
    for token in _TOKEN.finditer(line, 1):
        key, colon, opening = token.group(1, 2, 3)
        opening = opening or ""
        if colon and depth == outer_depth:
            fields = fields_of(key)
            has_title = has_title or "title" in fields
            if "text" in fields:
                return False
            if fold_key(key) in LIST_KEYS and opening.startswith("[") and opening.endswith("{"):
                return not has_title or _TITLE_KEY.search(line, token.end(), token.end() + LATE_PAGE_CHARS) is not None
            outer_depth += opening == "{" and fold_key(key) in LIST_KEYS
        depth += opening.count("[") + opening.count("{") if colon else _STEPS.get(token.group()[0], 0)
        if depth < outer_depth:
            return False
    return False


_TOKEN: Final = re.compile(r'"((?:[^"\\]|\\.)*+)(?:"|\Z)(?:\s*(:)\s*(\[\s*\{|\[|\{)?)?|[\[{]|[\]}]', re.DOTALL)
_STEPS: Final = {"[": 1, "{": 1, "]": -1, "}": -1}
_TITLE_KEY: Final = re.compile(r'"(?:title|headline)"\s*:', re.IGNORECASE)


def _is_table(text: str, field_keys: FieldKeys, *, is_named_table: bool) -> bool:
    """Whether the text begins with a line of column names, two of which are fields of a record.

    Where that line stands below others, or has blanks behind its separators as prose has, a row that fits must follow
    it. Where the name says that it is a table, any names with such a row will do.
    """
    # most texts have no such line, which is seen at once
    candidates = text[:LOOKED_AT_CHARS].split("\n", MAX_HEADER_LINES)[:MAX_HEADER_LINES]
    if not any(_is_line_of_names(line) for line in candidates):
        return False
    header = find_header(text[:LOOKED_AT_CHARS], "\n", "", field_keys)
    if header is None:
        return False
    columns, delimiter = header.dialect.columns, header.dialect.delimiter
    if len(columns) < MIN_COLUMNS or not all(_COLUMN.fullmatch(name) for name in columns):
        return False
    known_count = sum(bool(fields_of(name, field_keys)) for name in columns)
    line = text[text.rfind("\n", 0, header.end) + 1 : header.end]
    if known_count >= MIN_COLUMNS and not header.above and f"{delimiter} " not in line:
        return True
    row = text[header.end + 1 : header.end + LOOKED_AT_CHARS].split("\n", 1)[0].rstrip("\r")
    has_row = fits(cells_of(row, delimiter), columns)
    return has_row and (is_named_table or (known_count >= MIN_COLUMNS and header.is_of_articles))


def _is_line_of_names(line: str) -> bool:
    """Whether a line may hold column names and nothing else."""
    if len(line) > MAX_HEADER_CHARS:
        return False
    for delimiter in DELIMITERS:
        if delimiter in line and all(
            _COLUMN.fullmatch(name) for cell in line.split(delimiter) if (name := cell.strip(_AROUND_NAMES))
        ):
            return True
    return False
