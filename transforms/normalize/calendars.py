"""Names of months, weekdays and halves of the day in the languages of news, and words that date a thing only by its
reader's day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

MIN_SHARED_LANGUAGES: Final = 5
"""Languages that must share a reading of a month's name for it to win without a hint ("jan" is January to 36, June to
one)."""

WIDE_LANGUAGES: Final = frozenset(
    """ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv ms nb nl no pl pt ro ru sk sl sq sr sv
    sw ta th tr uk ur vi zh""".split()
)
"""Languages of many outlets: what a name means in one of them comes before what it means in others, if no language is
told."""
MAX_SHORT_CHARS: Final = 4
"""Latin names up to this length are words of other languages, too ("see", "sun", "mas")."""
MAX_NAME_WORDS: Final = 5
"""Words of the longest names ("sánzá ya zómi na mɔ̌kɔ́")."""
WORD: Final = re.compile(r"[^\W\d_][^\s\d,.;:()/|\[\]\-–—_·•。、，：；（）「」【】،؛؟၊။।॥፡።፣፤]*")
"""A word beside a date: marks and apostrophes belong to it, the signs that part the words of any script do not."""
_NO_LETTERS: Final = re.compile(r"[.\u02bc׳\u0970\u0307\u200b-\u200f\u202a-\u202e\u2066-\u2069]")

VAGUE_WORDS: Final = frozenset(
    """now just moments ago yesterday today tonight tomorrow earlier hours hour minutes minute mins min days day weeks
    week nå nettopp siden dag går idag igår time timer minutter dager uke uker nylig kveld morges natt
    nu nyligen sedan timmar minuter dagar igen
    gisteren vandaag zojuist net geleden vanochtend vanmiddag vanavond morgen uur minuten dagen weken
    jetzt gerade eben heute gestern vorgestern stunde stunden tage tagen wochen
    maintenant instant aujourd'hui aujourd’hui hier heure heures jours semaine semaines
    ahora hoy ayer hace hora horas minutos día días semana semanas
    agora hoje ontem há atrás dia dias
    adesso oggi ieri fa ora ore minuti giorni settimana
    tänään eilen sitten tuntia minuuttia päivää
    dziś dzisiaj wczoraj temu godzin godziny godzinę minut dni
    dnes včera před hodin hodinami minutami
    сегодня вчера назад час часа часов минут минуты дня дней сейчас только
    сьогодні вчора тому годин години хвилин
    днес вчера преди danas jučer juče prije danes včeraj pred
    bugün dün önce saat dakika ma tegnap órája azi ieri acum
    اليوم أمس منذ ساعات دقائق امروز دیروز پیش היום אתמול לפני 昨日 今日 前 昨天 今天 小时前 오늘 어제
    hari ini kemarin jam lalu leo jana""".split()
)
"""Words for today, yesterday, now, and for spans of time counted back from a day that the text does not name."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a name can mean: its number (of a month from 1, of a half of the day) → the languages (BCP 47 base) that use
    it so."""

    languages_of: Mapping[int, frozenset[str]]

    def is_common(self, language: str | None) -> bool:
        """Whether the told language has it, or one of many outlets."""
        languages = frozenset().union(*self.languages_of.values())
        return language in languages or not languages.isdisjoint(WIDE_LANGUAGES)

    def is_rare(self, word: str, language: str | None) -> bool:
        """Whether the name, as ``word`` has it, is likelier a word of another language: short, in Latin letters, of no
        language that is told or has many outlets."""
        return len(word) <= MAX_SHORT_CHARS and word.isascii() and not self.is_common(language)

    def numbers(self, language: str | None) -> tuple[int, ...]:
        """What it can be, in order; one where ``language`` decides, or the number of languages or their width."""
        if len(self.languages_of) > 1:
            for number, languages in self.languages_of.items():
                if language in languages:
                    return (number,)
            common = [n for n, languages in self.languages_of.items() if len(languages) >= MIN_SHARED_LANGUAGES]
            if len(common) == 1:
                return (common[0],)
            wide = [n for n, languages in self.languages_of.items() if languages & WIDE_LANGUAGES]
            if wide:
                return tuple(sorted(wide))
        return tuple(sorted(self.languages_of))


def month_named(word: str) -> Name | None:
    """The month that one word names in any language, or None. Case, dots and a missing accent do not matter."""
    return _tables()["month"].names.get(fold(word))


def month_among(words: Sequence[str]) -> tuple[Name, int] | None:
    """The month that the first of some words name, and how many they are; the longest name wins."""
    return _tables()["month"].longest(words)


def tells_of_time(word: str, language: str | None = None) -> bool:
    """Whether a word names a month or a day of the week, or dates a thing by a day that only its reader knows."""
    tables = _tables()
    names = [tables[kind].names.get(fold(word)) for kind in ("month", "weekday")]
    return is_vague(word) or any(name is not None and not name.is_rare(word, language) for name in names)


def weekdays_in(words: Sequence[str], language: str | None = None) -> frozenset[int]:
    """The days of the week (1 = Monday) that some words name in any language."""
    found: set[int] = set()
    at = 0
    while at < len(words):
        name = _tables()["weekday"].longest(words[at : at + MAX_NAME_WORDS])
        if name is not None and not name[0].is_rare(words[at], language):
            found.update(name[0].numbers(language))
        at += name[1] if name else 1
    return frozenset(found)


def weekday_among(words: Sequence[str]) -> int:
    """How many of the first words name a day of the week."""
    found = _tables()["weekday"].longest(words)
    return found[1] if found else 0


def half_among(words: Sequence[str], language: str | None) -> tuple[int, int] | None:
    """The half of the day that the first of some words name (1 before noon, 2 after it, 3 the night, 4 about noon, 0 if
    that cannot be told), and how many they are. Short ones of languages of few outlets are told from other words by
    their capitals only."""
    found = _tables()["half"].longest(words)
    if found is None:
        return None
    if found[1] == 1 and found[0].is_rare(words[0], language):
        return (0, 1) if words[0].isupper() else None
    numbers = found[0].numbers(language)
    return (numbers[0] if len(numbers) == 1 else 0), found[1]


def is_vague(word: str) -> bool:
    """Whether a word dates a thing by a day that only its reader knows."""
    return fold(word) in VAGUE_WORDS


def fold(word: str) -> str:
    """A name as the tables hold it: lower case, NFC, without dots and signs that are not seen."""
    lowered = word.lower()
    if lowered.isascii():
        return lowered.replace(".", "")
    return unicodedata.normalize("NFC", _NO_LETTERS.sub("", lowered))


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of one kind, and the first words of those that have several."""

    names: Mapping[str, Name]
    first_words: frozenset[str]

    def longest(self, words: Sequence[str]) -> tuple[Name, int] | None:
        if not words:
            return None
        first = fold(words[0])
        if first in self.first_words:
            folded = [first, *(fold(word) for word in words[1:MAX_NAME_WORDS])]
            for count in range(len(folded), 1, -1):
                name = self.names.get(" ".join(folded[:count]))
                if name is not None:
                    return name, count
        name = self.names.get(first)
        return (name, 1) if name is not None else None


@cache
def _tables() -> Mapping[str, _Names]:
    kinds: dict[str, dict[str, dict[int, frozenset[str]]]] = {}
    table = files("transforms.normalize").joinpath("data", "calendars.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line.startswith("#"):
            continue
        kind, name, number, languages = line.split("\t")
        kinds.setdefault(kind, {}).setdefault(name, {})[int(number)] = frozenset(languages.split())
    return {
        kind: _Names(
            {name: Name(numbers) for name, numbers in names.items()},
            frozenset(name.split(" ")[0] for name in names if " " in name),
        )
        for kind, names in kinds.items()
    }
