"""The closed lists of codes: why something was refused (reasons), and what was noticed and mended (flags).

A reason stands in ``rejects.reason`` and means that the thing is not in the tables. A flag stands in
``documents.flags`` and means that the thing is there, and what an analyst should know about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Level = Literal["file", "member", "record", "row"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason code. ``sentence`` says what it means and what its owner can do, in one sentence."""

    code: str
    level: Level
    sentence: str


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag code with what it means."""

    code: str
    sentence: str


REASONS: Final[dict[str, Reason]] = {
    reason.code: reason
    for reason in (
        # files
        Reason("FILE_EMPTY", "file", "The file holds nothing but white space."),
        Reason("FILE_TOO_LARGE", "file", "The file is larger than the setting max_file_bytes allows."),
        Reason("FILE_UNREADABLE", "file", "The file could not be opened; its permissions or the disk need a look."),
        Reason("FILE_CHANGED", "file", "The file changed while it was read; deliver it again when it is complete."),
        Reason(
            "NOT_REGULAR",
            "file",
            "Only regular files are read: no links, folders with a file's name, pipes or devices.",
        ),
        Reason("TYPE_MISMATCH", "file", "The content is binary and no format that can be read."),
        Reason("TYPE_UNSUPPORTED", "file", "The content is of a format that this version does not read."),
        Reason("FILE_UNSTABLE", "file", "The file is still being written; it is read once it is left alone."),
        Reason("ARCHIVE_BAD", "file", "The archive is damaged, or its members overlap."),
        Reason(
            "ARCHIVE_DEPTH", "file", "An archive within an archive is not opened: unpack one level and deliver that."
        ),
        Reason("ARCHIVE_ENCRYPTED", "file", "The archive is locked with a password; unlock it and deliver it again."),
        Reason("ARCHIVE_MEMBERS", "file", "The archive has more members than the setting max_members allows."),
        Reason("XML_ENTITY", "file", "The XML declares entities of its own, which can explode or reach outside."),
        Reason("XML_DTD", "file", "The XML refers to an outside document type, which is never fetched."),
        Reason("XML_SYNTAX", "record", "The XML breaks here; the items before it were read."),
        Reason("ENC_UNDECODABLE", "file", "No character encoding fits the bytes."),
        Reason(
            "DECOMP_LIMIT",
            "file",
            "The file unpacks to more than the settings max_unpacked_bytes or max_unpack_ratio allow.",
        ),
        Reason(
            "TRUNCATED", "record", "The compressed stream or the last record is cut off; what stood before it was read."
        ),
        Reason(
            "TRAILING_GARBAGE",
            "record",
            "Bytes after the end of the compressed stream are no data; what stood before was read.",
        ),
        # records
        Reason("REC_TOO_LARGE", "record", "The record is larger than the setting max_record_bytes allows."),
        Reason("REC_TOO_WIDE", "record", "The record has more keys than the setting max_record_keys allows."),
        Reason("JSON_SYNTAX", "record", "The line is no JSON; detail names the place."),
        Reason("JSON_DUP_KEY", "record", "The object gives one key twice, so its value is anyone's guess."),
        Reason("JSON_NONFINITE", "record", "The record holds NaN or an infinite number, which JSON does not have."),
        Reason("JSON_NUMBER", "record", "The record holds a number with more digits than can be read."),
        Reason("JSON_DEPTH", "record", "The record is nested more deeply than the setting max_json_depth allows."),
        Reason("SCHEMA_TYPE", "record", "The record is no object, or a field has the wrong type."),
        Reason("SCHEMA_MISSING", "record", "The record has neither a title nor a text."),
        Reason(
            "PATH_TRAVERSAL",
            "record",
            "An id or name tries to leave its folder, or an archive's member is a link or a device.",
        ),
        Reason(
            "TEXT_TOO_SHORT", "record", "There is no title and the text is shorter than the setting min_text_chars."
        ),
        Reason("CSV_SYNTAX", "record", "The row does not fit the table's header, or a quoted field never ends."),
        Reason("HTML_DEPTH", "record", "The page is nested more deeply than the setting max_html_depth allows."),
        Reason(
            "WARC_LENGTH", "record", "The WARC record's length is missing or wrong; reading went on at the next one."
        ),
        Reason("WARC_DIGEST", "record", "The WARC record's bytes do not fit its digest."),
        Reason("TEXT_BOILERPLATE", "record", "Nothing but furniture is left: menus, notices, forms."),
        Reason("PARSE_TIMEOUT", "record", "Reading the record took longer than the setting max_record_seconds allows."),
        Reason("PARSE_CRASH", "record", "Reading the record failed inside the program; please report it."),
        # rows and sources
        Reason(
            "ROW_RULE",
            "record",
            "A row that the record gives breaks its table's contract; detail names table, column and rule.",
        ),
        Reason("QUALITY_ROW", "row", "A row broke an expectation of severity fail; its whole record was refused."),
        Reason("SOURCE_QUALITY", "file", "Too large a share of the source's records is off, so all of it was refused."),
    )
}

FLAGS: Final[dict[str, Flag]] = {
    flag.code: flag
    for flag in (
        Flag("ENC_GUESSED", "The encoding was not declared and no UTF-8; it was found by its pattern."),
        Flag(
            "ENC_MISDECLARED", "The bytes were not in the encoding that they should have been in; another one fitted."
        ),
        Flag("ENC_REPLACED", "Some bytes fitted no encoding and stand as U+FFFD."),
        Flag("TEXT_SURROGATE", "Lone surrogates were replaced by U+FFFD."),
        Flag("TEXT_CONTROL", "Control characters, noncharacters or private-use characters were removed."),
        Flag("TEXT_MOJIBAKE", "Text that had been decoded wrongly once was repaired."),
        Flag("TEXT_BIDI", "Marks that override the direction of writing were removed."),
        Flag("TEXT_ZEROWIDTH", "Zero-width characters inside words were removed."),
        Flag("TEXT_CONFUSABLE", "A word mixes look-alike letters of several scripts; it was left as it is."),
        Flag("TEXT_COMBINING", "A pile of combining marks was capped."),
        Flag("TEXT_LONG_TOKEN", "A token is too long to be a word; language and names look past it."),
        Flag("NO_BODY", "A headline without a text."),
        Flag("TEXT_CUT", "The supplier cut the text and says so."),
        Flag("TYPE_MISNAMED", "The file's name promises another format than its content has."),
        Flag("COMMENTS_DROPPED", "Readers' comments were recognised and their text was not kept."),
        Flag("DATE_UNPARSED", "The record gives a date that could not be read."),
        Flag(
            "DATE_RANGE",
            "The record gives a date that no calendar of news can hold, or the zero of a clock; it was left out.",
        ),
        Flag(
            "DATE_FUTURE",
            "The date lies more than two days after the record was collected (after the run, where it does not say), "
            "or before 1990 where that is unlikely.",
        ),
        Flag("DATE_TZ", "The date has a time but no zone that can be trusted; UTC was assumed."),
        Flag("DATE_VAGUE", "A date is given only in relation to an unknown day, so none was set."),
        Flag("URL_BAD", "The URL is no absolute http(s) URL."),
        Flag(
            "URL_NO_IDENTITY",
            "The URL stands on several unlike texts, or has no path, so it does not identify the article.",
        ),
        Flag("DATE_ZONE_ASSUMED", "The date has a time but no zone; the zone of the outlet's country was taken."),
        Flag("TEXT_SUMMARY", "The record gives a summary only, and it stands as the text."),
        Flag(
            "TEXT_FALLBACK", "The extractor of main text found little; the page's paragraphs were taken as they stand."
        ),
        Flag("HTML_BROKEN", "The page is tag soup: its mark-up had to be guessed."),
        Flag("HTML_DEPTH", "The page is nested so deeply that a parser drops parts of it."),
        Flag("HTML_TRIMMED", "Oversized parts of the page (embedded data, masses of links) were left out."),
        Flag(
            "WARC_CHUNK",
            "The chunks or the length of the crawled response are wrong; it was read as far as it goes.",
        ),
        Flag(
            "WARC_ONE_DIGEST",
            "One of the crawled record's two digests does not fit its bytes, but the other vouches for the page.",
        ),
        Flag("WARC_GZIP", "The crawl is compressed as one piece and not by record."),
        Flag("XML_RECOVERED", "The feed's XML is broken; the item was read as far as its mark-up can be trusted."),
        Flag("NLINK", "The file has further hard links."),
    )
}
