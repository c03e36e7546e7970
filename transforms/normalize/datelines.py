"""Datelines: the place, date and agency that open a news story.

No list of places is asked, so a label in capitals before a dash (``TRAFFIC - …``) passes for a place.
"""

from __future__ import annotations

from typing import Final

from transforms.normalize.blocks import Block
from transforms.normalize.lexicon import words_of
from transforms.normalize.roles import LIMITS, WORD_EDGES, date_share, is_name_like

_DASHES: Final = ("—", "–", "--", "-")


def dateline_end(text: str) -> int:
    """How many code points of a paragraph are its dateline with its separator; 0 where it has none.

    ``REYKJAVIK — ``, ``Den Haag (ANP) - ``, ``BRUSSELS, Oct. 18 (Reuters) - ``, ``Berlin, 3. Mai (dpa) -``, ``BAKU (VG)
    ``, ``(CNN) ``.
    """
    head = text[: LIMITS.most_dateline_chars + 6]
    if not (head[:1].isupper() or head[:1] == "("):
        return 0
    at, length = _separator(head)
    if at < 0:
        return _bracketed_dateline(head)
    place, has_agency, has_date = _place_part(head[:at])
    if place is None:
        return 0
    rest = text[at + length :].lstrip()
    if not rest or (at + length < len(text) and not text[at + length].isspace() and length == 1 and head[at] == "-"):
        return 0
    words = place.split()
    if has_agency or has_date:
        is_dateline = len(words) <= 6 and all(is_name_like(word) for word in words)
    elif place.isupper():
        is_dateline = len(words) <= 4 and len(place) >= 3 and words[0].casefold() not in words_of("label")
    elif len(words) > 1 and words[0].casefold() not in words_of("place_start"):
        is_dateline = False
    else:
        # A name in small letters before a dash may be any subject; a new sentence must follow, and no second dash.
        is_dateline = (
            1 <= len(words) <= 3
            and all(word[:1].isupper() for word in words)
            and rest[0].isupper()
            and not any(f" {dash} " in rest[:120] for dash in _DASHES)
        )
    if not is_dateline:
        return 0
    end = at + length
    while end < len(text) and text[end].isspace():
        end += 1
    return end


def _separator(head: str) -> tuple[int, int]:
    """The first dash that stands apart, as (place, length); a colon after a bracket counts too. (-1, 0) if none."""
    best = (-1, 0)
    for dash in _DASHES:
        for form in (f" {dash} ", f" {dash}", f"{dash} ") if dash == "—" else (f" {dash} ",):
            at = head.find(form)
            if at > 0 and (best[0] < 0 or at < best[0]):
                best = (at, len(form))
    colon = head.find("): ")
    if colon > 0 and (best[0] < 0 or colon < best[0]):
        best = (colon + 1, 2)
    return best


def _place_part(head: str) -> tuple[str | None, bool, bool]:
    """The place before a separator, whether an agency stands in brackets and whether a date does. None where it is
    no dateline."""
    has_agency = has_date = False
    place = head.strip()
    if place.endswith(")") and "(" in place:
        opening = place.rindex("(")
        agency = place[opening + 1 : -1].strip()
        if len(agency) > 30 or len(agency.split()) > 4 or not agency:
            return None, False, False
        has_agency = _is_agency_name(agency)
        if not has_agency:
            return None, False, False
        place = place[:opening].rstrip(" ,")
        if not place:
            return "", True, False
    for separator in (",", ". "):
        at = place.find(separator)
        if at > 0 and date_share(place[at + 1 :].replace(",", " ")) >= 0.6:
            place, has_date = place[:at], True
            break
    if any(character.isdigit() for character in place) or any(mark in place for mark in '"“”«»:;?!'):
        return None, False, False
    words = place.replace("/", " ").replace(",", " ").split()
    if len(words) > 6:
        return None, False, False
    return " ".join(words), has_agency, has_date


def _is_agency_name(text: str) -> bool:
    """What stands in the brackets of a dateline: a known agency, an acronym in capitals, a short one in small letters
    (``dpa``), or one name."""
    words = text.replace("/", " ").split()
    return (
        text.isupper()
        or any(word.strip(WORD_EDGES).casefold() in words_of("agency") for word in words)
        or (len(words) == 1 and text.isalpha() and (len(text) <= 5 or text[0].isupper()))
    )


def _bracketed_dateline(head: str) -> int:
    """``BAKU (VG) Håvard …`` and ``(CNN) France …``: a place in capitals or nothing, an agency in brackets, no
    separator."""
    opening = head.find("(")
    closing = head.find(")", opening + 1)
    if opening < 0 or closing < 0 or closing - opening > 25:
        return 0
    place, agency = head[:opening].strip(), head[opening + 1 : closing].strip()
    is_agency = agency.casefold() in words_of("agency") or (agency.isupper() and 2 <= len(agency) <= 12 and bool(place))
    is_place = not place or (place.isupper() and len(place) >= 3 and len(place.split()) <= 4)
    rest = head[closing + 1 :]
    if not (is_agency and is_place and rest[:1].isspace() and rest.strip()[:1].isupper()):
        return 0
    return closing + 1 + len(rest) - len(rest.lstrip())


def is_standalone_dateline(block: Block) -> bool:
    """``Madrid, 28 de mayo de 2024``: a place and a date as a block of their own."""
    text = block.text
    at = text.find(",")
    if not 0 < at <= 40 or block.word_count > 9 or not text[0].isupper():
        return False
    place = text[:at].split()
    months = words_of("month") | words_of("day")
    rest = text[at + 1 :]
    return (
        len(place) <= 4
        and all(is_name_like(word) and word.casefold() not in months for word in place)
        and any(character.isdigit() for character in rest)
        and date_share(rest) == 1.0
    )
