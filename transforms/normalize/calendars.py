"""Names of months and weekdays in the languages of news, and words that date a thing only by its reader's day."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

MIN_SHARED_LANGUAGES: Final = 5
"""Languages that must share a reading of a month's name for it to win without a hint ("jan" is January to 36, June to
one)."""

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
class MonthName:
    """What a name can mean: month number (1 to 12) → the languages (BCP 47 base) that use it so."""

    languages_of_month: Mapping[int, frozenset[str]]

    def months(self, language: str | None) -> tuple[int, ...]:
        """The months it can be, in order; one where ``language`` or the number of languages decides."""
        if len(self.languages_of_month) > 1:
            for month, languages in self.languages_of_month.items():
                if language in languages:
                    return (month,)
            common = [m for m, languages in self.languages_of_month.items() if len(languages) >= MIN_SHARED_LANGUAGES]
            if len(common) == 1:
                return (common[0],)
        return tuple(sorted(self.languages_of_month))


def month_named(word: str) -> MonthName | None:
    """The month that a word names in any language, or None. Case, dots and a missing accent do not matter."""
    return _tables()[0].get(fold(word))


def is_weekday(word: str) -> bool:
    """Whether a word names a day of the week in any language."""
    return fold(word) in _tables()[1]


def is_vague(word: str) -> bool:
    """Whether a word dates a thing by a day that only its reader knows."""
    return fold(word) in VAGUE_WORDS


def fold(word: str) -> str:
    """A name as the tables hold it."""
    return unicodedata.normalize("NFC", word.lower().replace(".", ""))


@cache
def _tables() -> tuple[dict[str, MonthName], frozenset[str]]:
    months: dict[str, dict[int, frozenset[str]]] = {}
    weekdays: set[str] = set()
    table = files("transforms.normalize").joinpath("data", "calendars.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line.startswith("#"):
            continue
        kind, name, number, languages = line.split("\t")
        if kind == "month":
            months.setdefault(name, {})[int(number)] = frozenset(languages.split())
        else:
            weekdays.add(name)
    return {name: MonthName(numbers) for name, numbers in months.items()}, frozenset(weekdays)
