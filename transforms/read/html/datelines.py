"""The dates that a page shows: which of its lines tells when it was published.

Every short line with a full date is a candidate. What speaks for it is added up (see ``_WEIGHTS``): a word such as
"published" before it, an element that is named for dates, a line that is little but a date, the headline near by.
Lines of comments, quotations, lists of other pages and the page's foot do not count.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from transforms.normalize.moments import Moment, moment_in
from transforms.normalize.moments.kinds import Found
from transforms.normalize.moments.names import named
from transforms.normalize.moments.numbers import numeric
from transforms.read.html.pagetext import MAX_UP_COUNT, SOFT_HYPHEN, tag_of, words_of
from transforms.read.html.walk import PageBlock

MAX_LINE_CHARS: Final = 240
"""Lines beyond this are prose; 19 of 20 date lines of real pages are below 100."""
MAX_LINE_COUNT: Final = 400
"""Dated lines looked at on one page; pages with more are calendars and archives."""
NEAR_BEFORE_CHARS: Final = 400
NEAR_AFTER_CHARS: Final = 700
"""How far before and behind the headline its date line stands: a kicker or a picture's text may come between."""
MIN_YEAR: Final = 1990

_PUBLISHED: Final = re.compile(
    r"""\b(?:publi[sécz]|pubbl|public|gepubli|publis|opubli|posted|gepost|postad|postat|posté|created|written|issued
    |veröffentlicht|erstellt|geschrieben|verfasst|eingestellt|erschienen|online\sseit|datum|date|dato|data|fecha|paru
    |mis\sen\sligne|créé|écrit|escrito|creado|scritto|inserito|geplaatst|aangemaakt|udgivet|oprettet|skrevet|lagt\sut
    |dodan|vydán|vytvořen|zveřejněn|objavljen|objavlj|közzét|megjelent|julkaistu|yayın|eklenme|đăng
    |опублик|опублік|размещ|дата|δημοσ|pressemitteilung|pressemeldung|press\srelease|communiqué|news|nachricht)
    |发布|發布|发表|發表|公開|掲載|投稿|등록|입력|작성|نشر|תאריך|פורסם|تاريخ""",
    re.IGNORECASE | re.VERBOSE,
)
_MODIFIED: Final = re.compile(
    r"""\b(?<!-)(?:updat|last\s|modif|edited|revised|aktualis|geändert|bearbeitet|überarbeitet|letzte|mis\sà\sjour|maj\b
    |actualiz|atualiz|aggiorn|bijgewerkt|gewijzigd|laatst|oppdatert|sist\s|uppdater|ändrad|senast|opdater|zaktualiz
    |aktualiz|modyfik|обновл|измен|оновл|змінен|päivit|muokat|frissít|ažurir|izmen|actualizat|ενημ|güncel|cập\snhật)
    |更新|修改|수정|تحديث|עודכן""",
    re.IGNORECASE | re.VERBOSE,
)
_OTHER: Final = re.compile(
    r"""\b(?:events?|termine?|veranstaltung|beginn|starts?|ends?|until|till|bis|ab|gültig|verfügbar|accessed|abgerufen|aufgerufen
    |retrieved|zugriff|consulté|consultado|born|geboren|geb|died|gestorben|erscheinungs\w*|released?|copyright|seit|since
    |joined|mitglied|deadline|einsendeschluss|jusqu|hasta|tot|valid|kommentar|comment|through|vom|from|zwischen|between)\b
    |©""",
    re.IGNORECASE | re.VERBOSE,
)
_RANGE_BEFORE: Final = re.compile(r"(?:[0-9]\.?\s*(?:[-–—]|bis|to|au|al|t/m|until|und|and|et|y)\s*)$", re.IGNORECASE)
_RANGE_BEHIND: Final = re.compile(
    r"^\s*(?:[-–—]|bis|to|au|al|t/m|until)\s*[0-9]{1,2}(?:[./]|\s+[^\W\d]{3})", re.IGNORECASE
)
_CLOCK_BEHIND: Final = re.compile(
    r"(?:[\s,;:|·•∙–—/-]|\b[^\W\d]{1,3}\b\.?){0,8}?[0-9]{1,2}(?:[:.h][0-9]{2}(?:[:.][0-9]{2})?|\s?(?:[ap]\.?m|Uhr)\b)"
    r"(?:\s?(?:Uhr|[ap]\.?m\b\.?|uur|hrs?\b|h\b|(?:UTC|GMT)[+-]?[0-9]*|[A-Z]{3,4}\b))*"
)
_LETTER: Final = re.compile(r"[^\W\d_]")

_DATE_WORDS: Final = frozenset(
    """date dates datum dato data fecha time times timestamp datetime published publish publication pubdate pubtime
    posted dateline zeit datetext postdate fecha created createdate articledate""".split()
)
_META_WORDS: Final = frozenset(
    """meta metadata byline info posted post entry author details kicker subline submitted headline title header head
    dachzeile article deck credit credits""".split()
)
_ARTICLE_WORDS: Final = frozenset("article post entry hentry story beitrag artikel node detail single".split())
_UPDATE_WORDS: Final = frozenset("updated update modified modify changed lastmod edited updatetime".split())
_COMMENT_WORDS: Final = frozenset(
    """comment comments commentlist kommentar kommentare commentaires comentarios reply replies respond disqus
    tweet""".split()
)
_SIDE_WORDS: Final = frozenset(
    """related recommended recommend recommendations sidebar recent popular latest trending menu nav navigation
    breadcrumb breadcrumbs carousel slider swiper newsletter similar promo ticker teasers mostread calendar
    events event archive archives navbar""".split()
)
_SIDE_TAGS: Final = frozenset(("nav", "aside", "blockquote", "figure", "figcaption", "form", "select"))
_WIDGET: Final = re.compile(r"(?:^|\s)widget")
"""A box of a blog's margin; makers of page builders call every box a widget, with their own name before it."""
_GLUED: Final = re.compile(r"(?<=[^\W\d_]):(?=[0-9])")
_SHORT_YEAR: Final = re.compile(r"(?<![0-9.])([0-3]?[0-9]\.[01]?[0-9]\.)([0-9]{2})(?![0-9.:])")
"""A date with dots and two digits of its year: written so in the middle and the north of Europe, of this century."""


@dataclass(frozen=True, slots=True)
class ShownDate:
    """A date as a line shows it, how much speaks for it, whether it says that it is of a later change, and where its
    line stands: blocks from the headline's on, negative before it, None without headline."""

    value: str
    score: float
    is_change: bool
    is_element: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A block with the characters of text before it, and its element's place in the order of the page."""

    block: PageBlock
    start_char: int


def shown_dates(
    tree: HtmlElement, blocks: Sequence[PageBlock], headline: HtmlElement | None, language: str | None
) -> list[ShownDate]:
    """Every date that the page shows for itself or has in a ``time`` element, the likeliest first. Never raises."""
    return sorted(_shown(tree, blocks, headline, language), key=lambda shown: -shown.score)


def _shown(
    tree: HtmlElement, blocks: Sequence[PageBlock], headline: HtmlElement | None, language: str | None
) -> Iterator[ShownDate]:
    order = {element: place for place, element in enumerate(tree.iter())}
    lines: list[_Line] = []
    chars = 0
    for block in blocks:
        lines.append(_Line(block, chars))
        chars += len(block.text)
    places = [order.get(line.block.place.element, 0) for line in lines]
    own = frozenset(headline.iterancestors()) if headline is not None else frozenset()
    head_chars = _start_of(headline, order, places, lines) if headline is not None else None
    dated = []
    for line in lines:
        if len(line.block.text) <= MAX_LINE_CHARS and any(char.isdigit() for char in line.block.text):
            text = _GLUED.sub(": ", " ".join(line.block.text.replace(SOFT_HYPHEN, "").split()))
            text = _SHORT_YEAR.sub(r"\g<1>20\2", text)
            found = _full_dates(text, language)
            if found:
                dated.append((line, text, found))
        if len(dated) >= MAX_LINE_COUNT:
            break
    alike = Counter(_shape(line.block.place.element) for line, _, _ in dated)
    for line, text, found in dated:
        element = line.block.place.element
        base = _place_score(element, own, alike, None if head_chars is None else line.start_char - head_chars)
        if base is None:
            continue
        yield from _of_line(line.block, text, found, base)
    for element in list(tree.iter("time"))[:MAX_LINE_COUNT]:
        given = " ".join((element.get("datetime") or "").split())
        moment = moment_in(given, language, is_whole=True)
        if not given or not isinstance(moment, Moment) or not moment.has_day or (moment.year or 0) < MIN_YEAR:
            continue
        distance = None if head_chars is None else _start_of(element, order, places, lines) - head_chars
        base = _place_score(element, own, alike, distance)
        if base is None:
            continue
        words = words_of(element, "class", "itemprop", "id", "pubdate")
        for parent in list(element.iterancestors())[:2]:
            words |= words_of(parent) if len(parent) <= 3 else frozenset()
        is_change = bool(words & _UPDATE_WORDS) and not words & {"published", "publish", "pubdate"}
        line_before = _line_of(element, order, places, lines)
        before = line_before.block.text if line_before is not None else ""
        is_change = is_change or (bool(_MODIFIED.search(before)) and not _PUBLISHED.search(before))
        base += 3 + (2 if element.get("pubdate") is not None or words & _DATE_WORDS else 0)
        base += 2 if _PUBLISHED.search(before[:40]) else 0
        yield ShownDate(given, base, is_change, True)


def _start_of(element: HtmlElement, order: dict[HtmlElement, int], places: list[int], lines: list[_Line]) -> int:
    """Characters of text before an element."""
    at = bisect_right(places, order.get(element, 0))
    return lines[max(at - 1, 0)].start_char if lines else 0


def _line_of(
    element: HtmlElement, order: dict[HtmlElement, int], places: list[int], lines: list[_Line]
) -> _Line | None:
    at = bisect_right(places, order.get(element, 0))
    return lines[at - 1] if at else None


def _shape(element: HtmlElement) -> tuple[str, str, str]:
    parent = element.getparent()
    return (
        tag_of(element),
        (element.get("class") or "")[:80],
        "" if parent is None else f"{tag_of(parent)}.{(parent.get('class') or '')[:80]}",
    )


def _place_score(
    element: HtmlElement, own: frozenset[HtmlElement], alike: Counter[tuple[str, str, str]], distance: int | None
) -> float | None:
    """What the place of a line says; None where no date of publication stands."""
    score = 0.0
    for level, ancestor in enumerate((element, *element.iterancestors())):
        tag, words = tag_of(ancestor), words_of(ancestor)
        if level > MAX_UP_COUNT or ancestor in own:
            score += 1.0 * (tag == "article" or bool(words & _ARTICLE_WORDS)) - 1.0 * (tag in ("body", "html"))
            break
        if words & _COMMENT_WORDS and not words & _META_WORDS:
            return None
        score -= _side_weight(ancestor, tag, words)
        if level < 3:
            score += 3 * bool(words & _DATE_WORDS) if level < 2 else 0
            score += 0.5 * bool(words & _META_WORDS)
    if alike[_shape(element)] >= 3:
        score -= 2
    if distance is not None:
        if -NEAR_BEFORE_CHARS <= distance <= NEAR_AFTER_CHARS:
            score += 3 - abs(distance) / NEAR_AFTER_CHARS
        else:
            score -= 1
    return score


def _side_weight(element: HtmlElement, tag: str, words: frozenset[str]) -> float:
    """How surely what stands in an element is not of the article."""
    if tag in _SIDE_TAGS or words & _SIDE_WORDS or _WIDGET.search(element.get("class") or ""):
        return 3.0
    if tag == "header":
        # The masthead: papers print today's date there.
        return 0.0 if any(tag_of(outer) in ("article", "main", "section") for outer in element.iterancestors()) else 3.0
    if tag == "footer" or "footer" in words:
        return 1.5
    return 1.5 if "teaser" in words else 0.0


def _of_line(block: PageBlock, text: str, found: list[Found], base: float) -> Iterator[ShownDate]:
    for rank, (start, end, _) in enumerate(found):
        before = text[found[rank - 1][1] if rank else 0 : start]
        close = before[-40:]
        published, modified = _last(_PUBLISHED, close), _last(_MODIFIED, close)
        score = base
        if published > modified:
            score += 3
        if _OTHER.search(before[-25:]) and published < 0:
            score -= 3
        if _RANGE_BEFORE.search(before) or _RANGE_BEHIND.match(text[end:]):
            score -= 4
        clock = _CLOCK_BEHIND.match(text, end)
        until = clock.end() if clock else end
        rest = len(_LETTER.findall(text)) - len(_LETTER.findall(text[start:until]))
        score += 3 if rest <= 3 else 2 if rest <= 25 else 1 if rest <= 60 else 0 if rest <= 100 else -2
        score -= rank * 0.5
        yield ShownDate(text[start:until], score, modified > published)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def _full_dates(text: str, language: str | None) -> list[Found]:
    """The dates of a line that tell days apart, in order, none within another."""
    lowered = (language or "").lower()
    try:
        found = [*numeric(text, lowered), *named(text, lowered)]
    except (ValueError, OverflowError):
        return []
    full = sorted(
        (entry for entry in found if entry[2].has_day and (entry[2].year or 0) >= MIN_YEAR), key=lambda e: (e[0], -e[1])
    )
    kept: list[Found] = []
    for entry in full:
        if not kept or entry[0] >= kept[-1][1]:
            kept.append(entry)
    return kept
