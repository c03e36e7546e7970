"""A list's lines → what it gives. The style is told by the first line that is no comment."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

import orjson

from transforms.entities.knowledge import EntityType
from transforms.entities.lists.gather import Gatherer, ListRead, ListRefused

MOST_LINE_BYTES: Final = 2**20
"""Longest line; the longest of a FollowTheMoney dump of sanctions has 0.3 MB."""
MOST_ARRAY_BYTES: Final = 64 * 2**20
"""A JSON array is held whole; longer lists come as JSON Lines."""

_SCHEMAS: Final[dict[str, EntityType]] = {
    "Person": "PERSON",
    "Organization": "ORGANIZATION",
    "Company": "ORGANIZATION",
    "PublicBody": "ORGANIZATION",
}
_COLUMNS: Final = {
    "id": ("id", "entity_id", "wikidata_id", "qid"),
    "name": ("name", "label", "title"),
    "type": ("type", "entity_type", "kind", "schema"),
    "language": ("language", "lang", "languages"),
    "aliases": ("aliases", "alias", "names", "synonyms"),
    "country": ("country", "countries", "nationality"),
}
_PARANAMES: Final = ("wikidata_id", "eng", "label", "language", "type")
_JRC_LINE: Final = re.compile(r"\d+\t[A-Z]\t[^\t]*\t\S+\s*")
_JRC_TYPES: Final = {"P": "person", "O": "organization", "T": "location"}
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def read_list(lines: Iterable[bytes], default_type: EntityType | None = None) -> ListRead:
    """The things of a list, with their names; what is not taken is counted by reason.

    ``lines`` are UTF-8 and end in a line feed. Equal lines give equal things. Raises ListRefused where the list is of
    no style that is known here, or too large.
    """
    gatherer = Gatherer(default_type)
    coming = iter(_texts(lines, gatherer))
    first = next((line for line in coming if line.strip() and not line.startswith("#")), None)
    if first is None:
        raise ListRefused("The list is empty.")
    style, read = _style(first)
    read(chain([first], coming), gatherer)
    return gatherer.done(style)


def _style(first: str) -> tuple[str, Callable[[Iterator[str], Gatherer], None]]:
    start = first.lstrip()[:1]
    if start in ("[", "{"):
        return ("ftm" if '"schema"' in first else "json"), _read_json
    header = [cell.strip().casefold() for cell in first.rstrip("\r\n").split("\t")]
    if set(_PARANAMES) <= set(header):
        return "paranames", _read_paranames
    if _JRC_LINE.fullmatch(first):
        return "jrc", _read_jrc
    if _places(_cells(first)).keys() >= {"name"}:
        return "csv", _read_table
    raise ListRefused(
        "The list is of no known style: ParaNames or JRC-Names (tabs), FollowTheMoney (JSON), or a table with a header "
        "such as id,name,type,language,aliases,country."
    )


def _texts(lines: Iterable[bytes], gatherer: Gatherer) -> Iterator[str]:
    """Lines as text. Those that are too long or no UTF-8 are skipped."""
    for number, line in enumerate(lines, 1):
        gatherer.line = number
        if number == 1:
            if line.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise ListRefused("The list is in UTF-16; save it as UTF-8.")
            line = line.removeprefix(b"\xef\xbb\xbf")
        if len(line) > MOST_LINE_BYTES and line[:1] != b"[":
            gatherer.skip("the line has more than a mebibyte")
            continue
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            gatherer.skip("the line is no UTF-8")


def _read_paranames(lines: Iterator[str], gatherer: Gatherer) -> None:
    """One row a name: wikidata_id, eng, label, language, type."""
    places: dict[str, int] = {}
    for line in lines:
        cells = line.rstrip("\r\n").split("\t")
        if not places:
            places = {name.strip().casefold(): place for place, name in enumerate(cells)}
            continue
        gatherer.row_count += 1
        if len(cells) < len(places):
            gatherer.skip("the row has too few cells")
            continue
        row = {name: cells[place] for name, place in places.items()}
        label = row["eng"] or row["label"]
        names = [(row["label"], row["language"]), *([(row["eng"], "en")] if row["eng"] else [])]
        entity_id = gatherer.id_of(row["wikidata_id"], "wikidata")
        gatherer.take(entity_id, gatherer.type_of(row["type"]), label, names)


def _read_jrc(lines: Iterator[str], gatherer: Gatherer) -> None:
    """One row a spelling: id, type, language (u: any), name with + for blanks. The first of an id is its label."""
    for line in lines:
        if line.startswith("#") or not line.strip():
            continue
        gatherer.row_count += 1
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) < 4:
            gatherer.skip("the row has too few cells")
            continue
        name = cells[3].replace("+", " ")
        language = "" if cells[2] == "u" else cells[2]
        entity_type = gatherer.type_of(_JRC_TYPES.get(cells[1], ""))
        gatherer.take(gatherer.id_of(cells[0], "jrc"), entity_type, name, [(name, language)])


def _read_json(lines: Iterator[str], gatherer: Gatherer) -> None:
    """FollowTheMoney entities, or objects with the columns of a table: JSON Lines, or one array."""
    first = next(lines)
    if first.lstrip().startswith("["):
        _read_array(first, lines, gatherer)
        return
    for line in chain([first], lines):
        if not line.strip():
            continue
        gatherer.row_count += 1
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError:
            gatherer.skip("the line is no JSON")
            continue
        _take_object(row, gatherer)


def _read_array(first: str, lines: Iterator[str], gatherer: Gatherer) -> None:
    text = io.StringIO()
    for line in chain([first], lines):
        text.write(line)
        if text.tell() > MOST_ARRAY_BYTES:
            raise ListRefused("The list is a JSON array of more than 64 MiB; give it as JSON Lines.")
    try:
        rows = orjson.loads(text.getvalue())
    except orjson.JSONDecodeError as error:
        raise ListRefused(f"The list is no JSON ({error}).") from None
    for number, row in enumerate(rows, 1):
        gatherer.line = number
        gatherer.row_count += 1
        _take_object(row, gatherer)


def _take_object(row: Any, gatherer: Gatherer) -> None:
    if not isinstance(row, dict):
        gatherer.skip("the entry is no object")
    elif isinstance(row.get("properties"), dict) or "schema" in row:
        _take_ftm(row, gatherer)
    else:
        cells = {str(key).strip().casefold(): value for key, value in row.items()}
        _take_row(lambda name: next((cells[key] for key in _COLUMNS[name] if key in cells), None), gatherer)


def _take_ftm(row: dict[str, Any], gatherer: Gatherer) -> None:
    """One entity of FollowTheMoney. A Wikidata id that it gives is its id here."""
    properties = row.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    values = {name: _texts_of(properties.get(name)) for name in properties}
    schema = str(row.get("schema", ""))
    entity_type = _SCHEMAS.get(schema)
    if entity_type is None:
        entity_type = gatherer.default_type if schema == "LegalEntity" else None
        if entity_type is None:
            gatherer.skip("its schema is no person, organisation, company or public body")
            return
    names = values.get("name", [])
    label = next(iter(names), str(row.get("caption") or ""))
    given = next(iter(values.get("wikidataId", [])), str(row.get("id") or ""))
    countries = [
        code for key in ("nationality", "country", "jurisdiction", "citizenship") for code in values.get(key, [])
    ]
    country = countries[0] if len({code.casefold() for code in countries}) == 1 else ""
    strong = [(name, "") for name in (*names, *values.get("alias", []))]
    gatherer.take(gatherer.id_of(given, "ftm"), entity_type, label, strong, country, values.get("weakAlias", []))


def _texts_of(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _read_table(lines: Iterator[str], gatherer: Gatherer) -> None:
    """A table with a header; cells parted by comma, semicolon or tab; several aliases by semicolon or bar."""
    first = next(lines)
    places = _places(_cells(first))
    reader = csv.reader(lines, delimiter=_delimiter(first))
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            gatherer.row_count += 1
            gatherer.skip("the row is no CSV")
            continue
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        gatherer.row_count += 1
        row = {name: _unguarded(cells[place]) for name, place in places.items() if place < len(cells)}
        _take_row(row.get, gatherer)


def _take_row(value: Callable[[str], Any], gatherer: Gatherer) -> None:
    """A row by our names of columns. Without an id it gets one from its type and name."""
    name, language = value("name"), value("language") or ""
    if not isinstance(name, str):
        gatherer.skip("the row has no name")
        return
    language = ";".join(language) if isinstance(language, list) else str(language)
    entity_type = gatherer.type_of(str(value("type") or ""))
    if entity_type is None:
        return
    given = str(value("id") or "").strip()
    if not given:
        key = f"{entity_type}\x1f{' '.join(name.split()).casefold()}"
        given = "own:" + hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:20]
    aliases = value("aliases") or []
    if not isinstance(aliases, list):
        aliases = re.split(r"[;|]", str(aliases))
    others = [(alias, language) for alias in aliases if isinstance(alias, str) and alias.strip()]
    # with aliases, the language is theirs: the name stands for the thing in any
    names = [(name, "" if others else language), *others]
    gatherer.take(gatherer.id_of(given, "own"), entity_type, name, names, str(value("country") or ""))


def _delimiter(line: str) -> str:
    return max(("\t", ";", ","), key=line.count)


def _cells(line: str) -> Sequence[str]:
    return next(csv.reader([line], delimiter=_delimiter(line)), [])


def _places(header: Sequence[str]) -> dict[str, int]:
    names = [cell.strip().casefold() for cell in header]
    return {
        column: names.index(found)
        for column, known in _COLUMNS.items()
        if (found := next((name for name in known if name in names), None)) is not None
    }


def _unguarded(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from reading it as a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell
