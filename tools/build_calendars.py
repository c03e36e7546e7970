"""Build transforms/normalize/data/calendars.tsv: names of months and weekdays in the languages of news, from CLDR.

    python tools/build_calendars.py

Needs Babel (Unicode CLDR, Unicode licence). One line per name: kind, name (lower case, NFC, without dots), number
(months from 1, weekdays from 1 = Monday) and the languages that use it so, parted by blanks. A name that two languages
use for different months stands on two lines. Letters with accents also stand without, as hurried writers leave them
off.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from babel import Locale

LOCALES: Final = """
    af am ar ar_IQ ar_MA az be bg bn bs ca cs cy da de de_AT el en en_AU en_CA en_GB eo es es_AR es_MX es_PE et eu
    fa fi fil fo fr fr_CA fy ga gl gu ha he hi hr hu hy id ig is it ka kk kn ko ky lb lg ln lt lv mg mk ml mn mr ms
    mt my nb ne nl nn om pa pcm pl ps pt pt_PT rm rn ro ru se si sk sl sn so sq sr sr_Latn st sv sw ta te tg th tk
    tn tr uk ur uz vi wo xh yo zu
""".split()
OUT: Final = Path(__file__).resolve().parents[1] / "transforms/normalize/data/calendars.tsv"
EXTRA: Final = (
    ("month", "sept", 9, "en"),
    ("month", "janv", 1, "fr"),
    ("month", "set", 9, "pt it"),
    ("month", "maerz", 3, "de"),
    ("month", "jänner", 1, "de"),
)
MIN_LATIN_CHARS: Final = 3
"""Shorter names in Latin letters ("ma", "di") are words of other languages."""


def fold(name: str) -> str:
    """A name as it is compared."""
    return unicodedata.normalize("NFC", name.lower().replace(".", "").replace("\u200f", "").strip())


def bare(name: str) -> str:
    """A name without its accents, if its letters are Latin."""
    parts = unicodedata.normalize("NFD", name)
    return "".join(char for char in parts if not "\u0300" <= char <= "\u036f") if parts[0].isascii() else name


def is_word(name: str) -> bool:
    """Whether the name is one word of letters that can be told from others."""
    letters = all(char.isalpha() or unicodedata.category(char) in ("Mn", "Mc") or char in "'’ʻ" for char in name)
    return letters and len(name) >= (MIN_LATIN_CHARS if name[:1].isascii() else 2)


def names_of(code: str) -> list[tuple[str, str, int, str]]:
    """Names of one locale: (kind, name, number, language)."""
    locale = Locale.parse(code)

    def found() -> Iterator[tuple[str, str, int, str]]:
        for kind, tables, shift in (("month", locale.months, 0), ("weekday", locale.days, 1)):
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for number, name in tables[context][width].items():
                        for form in {fold(name), bare(fold(name))}:
                            if is_word(form):
                                yield kind, form, number + shift, locale.language

    return list(found())


def main() -> None:
    """Write the table."""
    languages: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    # A process for each: Babel 2.18 resolves aliases into dictionaries that the locales of one process share.
    with get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        for names in pool.imap(names_of, LOCALES, chunksize=1):
            for kind, name, number, language in names:
                languages[kind, name, number].add(language)
    for kind, name, number, used in EXTRA:
        languages[kind, name, number].update(used.split())
    lines = [
        f"{kind}\t{name}\t{number}\t{' '.join(sorted(used))}"
        for (kind, name, number), used in sorted(languages.items())
    ]
    OUT.write_text(
        "# kind\tname\tnumber\tlanguages (built by tools/build_calendars.py from Unicode CLDR)\n"
        + "\n".join(lines)
        + "\n",
        encoding="utf-8",
    )
    print(len(lines), "names,", OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
