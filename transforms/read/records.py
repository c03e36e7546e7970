"""A mapping of keys to values (a JSON object, a table's row) → the record, by the one table of ``fields``."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from transforms.model import NO_CONTEXT, Context, MarkedBlock, RawRecord, ReadLimits, Refusal
from transforms.read.fields import URL_ONLY_KEYS, Target, dialect_of, fold_key, index_of
from transforms.read.languages import language_code
from transforms.read.linked import unwrapped

_NAME_KEYS: Final = ("name", "title", "label", "original")
_VALUE_KEYS: Final = ("$oid", "$date", "@value", "value", "#text")
"""Where exports of databases and linked data wrap a plain value."""
_STRICT_FIELDS: Final = frozenset({"external_id", "url", "title", "byline", "published", "text"})
"""Fields whose value of a wrong type refuses the record; of the others it is kept as extra, unread."""
_CUT_MARK: Final = re.compile(r"[ \t]*(?:…|\.\.\.)?\s*\[\+[0-9]+ chars\]\s*\Z")
"""How NewsAPI says that it gives the beginning only."""
_BLOCK_TAGS: Final = "p|div|br|ul|ol|li|h[1-6]|blockquote|figure|table|section|article|html|body|header|pre|hr"
_STARTS_AS_MARKUP: Final = re.compile(rf"\s*<(?:!doctype|!--|(?:{_BLOCK_TAGS}|span|a|img|strong|b|em|i)[\s/>])", re.I)
_BLOCK_TAG: Final = re.compile(rf"<(/?)(?:{_BLOCK_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_LINE_TAGS: Final = re.compile(r"<(?:p|br|div)[\s/>]", re.IGNORECASE)
_LINE_ENDS: Final = re.compile(r"\n\s*+")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,12});")
_LISTED: Final = re.compile(r"\s*+\[\s*+(?:(?:'[^']*'|\"[^\"]*\")\s*+,?\s*+)++\]\s*+")
_LISTED_NAME: Final = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_WEB: Final = re.compile(r"https?://", re.IGNORECASE)
MAX_BLOCK_TAGS: Final = 50
"""Tags looked at."""
MIN_BLOCK_TAGS: Final = 3
"""Tags of blocks, one of them a closing one, or closing ones and line breaks alone by one less, from which a text that
does not start with a tag is mark-up: a text may quote one."""


@dataclass(slots=True)
class _Found:
    """What the keys gave so far: fields, the keys that gave them, and the first wrong type of a strict field."""

    fields: dict[str, Any] = field(default_factory=dict)
    key_of: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    fault: Refusal | None = None


def record_of(
    value: Mapping[str, Any],
    flags: frozenset[str] = frozenset(),
    limits: ReadLimits | None = None,
    context: Context = NO_CONTEXT,
    shared: Mapping[str, Any] | None = None,
) -> RawRecord | Refusal:
    """Keys and values → the record. Refuses SCHEMA_TYPE, SCHEMA_MISSING, PATH_TRAVERSAL. Empty strings count as absent.

    The user's keys (``context.field_keys``) come first. ``shared`` are fields that hold where the record says nothing
    (a feed's name). Mark-up in the text becomes ``blocks``. A lead without a text is flagged TEXT_SUMMARY, a text that
    ends in its supplier's mark of a cut loses the mark and is flagged TEXT_CUT. ``published_from`` names the key.
    """
    value = unwrapped(value)
    candidates, extra = _candidates(value, context)
    found = _Found()
    for name, choices in candidates.items():
        _choose(name, choices, value, found)
    if found.fault is not None:
        return found.fault
    _keep_unused(value, candidates, found.used, extra)
    fields = found.fields
    for name, default in (*(shared or {}).items(), ("url", context.url), ("collected", context.collected)):
        if default and name not in fields:
            fields[name] = default
    flags = flags | _read_text(fields, limits or ReadLimits())
    if not fields.keys() & {"title", "text", "blocks", "lead"}:
        return Refusal("SCHEMA_MISSING", _missing(value))
    if "external_id" in fields and leaves_folder(fields["external_id"]):
        return Refusal("PATH_TRAVERSAL", "the id is a path that leaves its folder")
    if "published" in fields:
        fields["published_from"] = f"record_field {found.key_of['published']}"
    return RawRecord(**fields, extra=extra, flags=flags, key_of=found.key_of)


def leaves_folder(name: str) -> bool:
    """Whether a name, read as a path (also percent-encoded, also with backslashes), leads out of the folder it starts
    in."""
    level = 0
    for part in unquote(name).replace("\\", "/").split("/"):
        if part == "..":
            level -= 1
            if level < 0:
                return True
        elif part not in ("", "."):
            level += 1
    return False


def kind_of(value: Any) -> str:
    """What a JSON value is, in a word with its article."""
    if value is None:
        return "a null"
    return {
        dict: "an object",
        list: "a list",
        str: "a string",
        bool: "a truth value",
        int: "a number",
        float: "a number",
    }[type(value)]


Choices = list[tuple[int, str, Target, Any]]


def _candidates(value: Mapping[str, Any], context: Context) -> tuple[dict[str, Choices], dict[str, object]]:
    """Field → (rank, key, target, value), best first, and the values of unknown keys."""
    folded = {fold_key(key): key for key in value}
    targets = index_of(context.field_keys, dialect_of(folded.keys())).targets
    candidates: dict[str, Choices] = {}
    extra: dict[str, object] = {}
    for key, given in value.items():
        known = targets.get(fold_key(key), ())
        if not any(not target.path or _walked(given, target.path) is not None for target in known):
            extra[key] = given
        for target in known:
            candidates.setdefault(target.field, []).append((target.rank, key, target, _walked(given, target.path)))
    for choices in candidates.values():
        choices.sort(key=lambda choice: choice[0])
    return candidates, extra


def _choose(name: str, choices: Choices, value: Mapping[str, Any], found: _Found) -> None:
    """The first value that says something; a wrong type counts only where none does."""
    fault: Refusal | None = None
    for _, key, target, given in choices:
        read = _value_of(name, fold_key(key), given)
        if isinstance(read, Refusal):
            fault = fault or Refusal(read.reason, f"{key}: {read.detail}")
        elif read:
            found.fields[name] = read
            found.key_of[name] = ".".join((key, *target.path))
            container = value[key]
            if not target.path or (isinstance(container, dict) and len(container) == 1):
                found.used.add(key)
            return
    if fault is not None and name in _STRICT_FIELDS:
        found.fault = found.fault or fault


def _keep_unused(
    value: Mapping[str, Any], candidates: Mapping[str, Choices], used: set[str], extra: dict[str, object]
) -> None:
    """Known keys that gave no field are kept if they say anything; so is an object of which only a part was used."""
    for choices in candidates.values():
        for _, key, _, _ in choices:
            given = value[key]
            if key not in used and key not in extra and not _is_nothing(given):
                extra[key] = given


def _is_nothing(given: Any) -> bool:
    return given is None or (isinstance(given, str) and not given.strip()) or given == [] or given == {}


def _walked(given: Any, path: tuple[str, ...]) -> Any:
    """What stands at a path below a value; None if there is nothing."""
    for part in path:
        if not isinstance(given, dict):
            return None
        given = next((inner for key, inner in given.items() if fold_key(key) == part), None)
    return given


def _value_of(name: str, key: str, given: Any) -> str | tuple[str, ...] | Refusal | None:
    """What a field's value says: text, a tuple of names for byline, None where it says nothing."""
    if isinstance(given, dict):
        given = next((given[inner] for inner in _VALUE_KEYS if inner in given), given)
    if given is None:
        return None
    if name == "byline":
        return _names(given)
    if name == "url" and key in URL_ONLY_KEYS:
        return given if isinstance(given, str) and _WEB.match(given) else None
    if isinstance(given, str):
        return _word_of(name, given) if given.strip() else None
    if name in ("external_id", "published", "collected") and type(given) in (int, float):
        return str(given)
    if name in ("outlet", "language_hint", "section", "rights"):
        return _label(name, given)
    if name == "text" and isinstance(given, list) and all(isinstance(part, str) for part in given):
        return "\n\n".join(given) if any(part.strip() for part in given) else None
    return Refusal("SCHEMA_TYPE", kind_of(given))


def _word_of(name: str, given: str) -> str:
    if name == "language_hint":
        return language_code(given)
    if name == "outlet":
        return _host(given) or given
    if name in ("title", "section", "rights"):
        return _unescaped(_TAG.sub("", given) if _is_markup(given) else given)
    return given


def _label(name: str, given: Any) -> str | Refusal | None:
    """A value that may be an object with a name, or a list of such: all of them for sections, else the first."""
    names = _names(given)
    if names is None or isinstance(names, Refusal):
        return names
    return ", ".join(names) if name == "section" else _word_of(name, names[0])


def _names(given: Any) -> tuple[str, ...] | Refusal | None:
    if isinstance(given, str) and _LISTED.fullmatch(given):
        given = [one or other for one, other in _LISTED_NAME.findall(given)]
    names: list[str] = []
    for part in given if isinstance(given, list) else [given]:
        name = _name_in(part) if isinstance(part, dict) else part
        if isinstance(name, Refusal):
            return name
        if name is not None and not isinstance(name, str | list):
            return Refusal("SCHEMA_TYPE", f"{kind_of(part)} among names")
        if isinstance(name, list) and (isinstance(part, list) or not all(isinstance(inner, str) for inner in name)):
            return Refusal("SCHEMA_TYPE", "a list among names")
        names += [_unescaped(one) for one in ([name] if isinstance(name, str) else name or []) if one.strip()]
    return tuple(names) or None


def _name_in(given: dict[str, Any]) -> str | list[Any] | Refusal | None:
    for key in _NAME_KEYS:
        name = given.get(key)
        if isinstance(name, str):
            return name if name.strip() else None
        if isinstance(name, list):
            return name
        if name is not None:
            return Refusal("SCHEMA_TYPE", f"{kind_of(name)} as name")
    first, last = given.get("first_name") or given.get("firstName"), given.get("last_name") or given.get("lastName")
    return f"{first} {last}" if isinstance(first, str) and isinstance(last, str) else None


def _read_text(fields: dict[str, Any], limits: ReadLimits) -> frozenset[str]:
    """Mark-up becomes blocks, a supplier's mark of a cut goes; flags TEXT_CUT and TEXT_SUMMARY."""
    flags: set[str] = set()
    lead = fields.get("lead")
    if lead is not None:
        fields["lead"] = "\n\n".join(block.text for block in _blocks(lead, limits)) or None
        if fields["lead"] is None:
            del fields["lead"]
    text = fields.get("text")
    if text is None:
        return frozenset({"TEXT_SUMMARY"} if "lead" in fields else ())
    cut = _CUT_MARK.search(text[-64:])
    if cut is not None:
        flags.add("TEXT_CUT")
        text = text[: len(text) - len(text[-64:]) + cut.start()]
    if _is_markup(text):
        del fields["text"]
        blocks = _blocks(text, limits)
        if blocks:
            fields["blocks"] = blocks
    elif text.strip():
        fields["text"] = _unescaped(text)
    else:
        del fields["text"]
    return frozenset(flags)


def _blocks(text: str, limits: ReadLimits) -> tuple[MarkedBlock, ...]:
    """A text that may be mark-up, as blocks. Where it has lists or headings but no element for its lines, its line
    ends part the lines."""
    if not _is_markup(text):
        return (MarkedBlock("paragraph", _unescaped(text)),)
    # Imported late: the parser costs 0.1 seconds, and most JSON holds no mark-up.
    from transforms.read.html.fragment import fragment_blocks

    if not _LINE_TAGS.search(text):
        text = _LINE_ENDS.sub("\n<p>", text)
    return fragment_blocks(text, limits)


def _is_markup(text: str) -> bool:
    """Whether a text plainly is HTML: it starts with a tag and has another, or ends several blocks."""
    if "<" not in text:
        return False
    if _STARTS_AS_MARKUP.match(text) and len(_TAG.findall(text[:100_000])) > 1:
        return True
    tags = [(tag.group(1) == "/", tag.group()) for tag in islice(_BLOCK_TAG.finditer(text), MAX_BLOCK_TAGS)]
    end_count = sum(is_closing or tag[:3].lower() == "<br" for is_closing, tag in tags)
    return end_count >= MIN_BLOCK_TAGS - 1 or (end_count > 0 and len(tags) >= MIN_BLOCK_TAGS)


def _unescaped(text: str) -> str:
    """HTML's entities as the characters that they stand for. Without their semicolon they are left: ``&copy=1``."""
    return _ENTITY.sub(lambda entity: html.unescape(entity.group()), text) if "&" in text else text


def _host(given: str) -> str | None:
    if not _WEB.match(given.strip()):
        return None
    try:
        return (urlsplit(given.strip()).hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def _missing(value: Mapping[str, Any]) -> str:
    kind = value.get("@type")
    return f"neither title nor text in a {kind[:40]}" if isinstance(kind, str) else "neither title nor text"
