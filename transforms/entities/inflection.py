"""A name as a sentence bends it → its base form.

Languages with cases write Putin as Putinem, Путину or Putinista. Rules of endings (`endings`) give the forms that a
word may come from; which of them is meant is decided by what is known (`Knowledge.inflected`) or, for names that nobody
knows, by the other forms in the same article.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Final

from transforms.entities.endings import endings, irregular
from transforms.entities.words import given_names

_LEAST_STEM_CHARS: Final = 3
"""What stays of a word before its ending: shorter ones are other words as often."""
_LEAST_BASE_CHARS: Final = 3
_MOST_FORMS: Final = 256
"""Combinations of bases of a name's words that are tried; a name of four words has rarely more."""
_LONGEST_ENDING: Final = 7


@lru_cache(maxsize=65_536)
def base_forms(word: str, language: str, *, is_inner: bool = False) -> tuple[str, ...]:
    """The words that this may be a case of in that language (BCP 47), likeliest first, itself left out; empty where
    the language has no rules. `is_inner`: the word is part of a name of several words. Casing follows the word's."""
    rules = endings(language)
    if not rules or len(word) <= _LEAST_STEM_CHARS:
        return ()
    flat = word.casefold()
    found: dict[str, None] = {}
    other = irregular(language).get(flat)
    if other is not None:
        found[other] = None
    for size in range(min(_LONGEST_ENDING, len(flat) - _LEAST_STEM_CHARS), 0, -1):
        for base, is_inner_only in rules.get(flat[-size:], ()):
            made = flat[:-size] + base
            if len(made) >= _LEAST_BASE_CHARS and made != flat and (is_inner or not is_inner_only):
                found[made] = None
    return tuple(_cased(form, word) for form in found)


def _cased(form: str, like: str) -> str:
    """A small-letter form with the capitals of the word that it was made from."""
    if len(like) > 1 and like.isupper():
        return form.upper()
    return form[:1].upper() + form[1:] if like[:1].isupper() else form


def phrase_forms(words: Sequence[str], language: str) -> Iterator[tuple[str, ...]]:
    """Base forms of a name of several words, each word bent or not; the name as it stands is left out."""
    is_inner = len(words) > 1
    columns = [(word, *base_forms(word, language, is_inner=is_inner)) for word in words]
    for count, form in enumerate(product(*columns)):
        if count >= _MOST_FORMS:
            return
        if count:
            yield form


_CYRILLIC_GIVEN: Final = frozenset(
    """александр александра алексей алена алина алла анастасия анатолий ангелина андрей анжелика анна антон антонина
    арсений артем артур богдан борис вадим валентин валентина валерий валерия василий вера вероника виктор виктория
    виталий владимир владислав вячеслав галина геннадий георгий герман глеб григорий дарья денис дмитрий евгений
    евгения егор екатерина елена елизавета захар зинаида зоя иван игорь илья инна иосиф ирина карина кирилл
    константин ксения лариса лев леонид лидия любовь людмила максим маргарита марина мария марк матвей михаил надежда
    наталия наталья никита николай нина оксана олег олеся ольга павел петр полина раиса ринат роман руслан светлана
    семен сергей софия станислав степан тамара тарас татьяна тимофей тимур федор эдуард эльвира юлия юрий яков ярослав
    олександр олександра олексій олена ольга анастасія анатолій андрій ганна антоніна артем борис валентин валерій
    василь віктор вікторія віталій володимир вячеслав в'ячеслав галина геннадій георгій григорій дар'я денис дмитро
    євген євгенія іван ігор ілля інна ірина катерина кирило костянтин ксенія лариса леонід людмила максим маргарита
    марина марія микита микола михайло надія наталія наталя ніна оксана олег олесь павло петро роман руслан сергій
    світлана софія станіслав степан тетяна тимур федір юлія юрій яків ярослав дональд джо барак джордж джон майкл
    роберт дэвид джеймс уильям томас питер стивен марк пол ричард эндрю кевин ангела тереза хиллари борис эммануэль
    франсуа николя бойко румен цветан стефан кирил николай иван георги димитър христо тодор петър красимир пламен
    мария елена десислава йорданка""".split()
)
"""Given names in Cyrillic, nominative. They tell a case from a name that ends like one."""


@lru_cache(maxsize=8_192)
def is_given_name(word: str) -> bool:
    """Whether a word, as written in the nominative, is a given name that is known."""
    return word.casefold() in _CYRILLIC_GIVEN or word in given_names()
