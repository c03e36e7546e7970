"""A name as a sentence bends it → its base form.

Languages with cases write Putin as Putinem, Путину or Putinista. Rules of endings (`endings`) give the forms that a
word may come from; which of them is meant is decided by what is known (`Knowledge.inflected`) or, for names that nobody
knows, by the other forms in the same article.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from transforms.entities.endings import endings, has_cases, irregular, openers
from transforms.entities.words import given_names

_LEAST_STEM_CHARS: Final = 3
"""What stays of a word before its ending: shorter ones are other words as often."""
_LEAST_SYLLABLES: Final = 2
"""The same in Korean, whose letters are syllables."""
_LEAST_OPENED_CHARS: Final = 4
"""What stays of a word behind letters that are written on to its front."""
_MOST_FORMS: Final = 256
"""Combinations of bases of a name's words that are tried; a name of four words has rarely more."""
_LONGEST_ENDING: Final = 7


@lru_cache(maxsize=65_536)
def base_forms(word: str, language: str, *, is_inner: bool = False) -> tuple[str, ...]:
    """The words that this may be a case of in that language (BCP 47), likeliest first, itself left out; empty where
    the language has no rules. `is_inner`: the word is part of a name of several words. Casing follows the word's."""
    rules = endings(language)
    least = _LEAST_SYLLABLES if language == "ko" else _LEAST_STEM_CHARS
    if not has_cases(language) or len(word) <= least:
        return ()
    flat = word.casefold()
    found: dict[str, None] = {}
    for opener in openers(language):
        if flat.startswith(opener) and len(flat) - len(opener) >= _LEAST_OPENED_CHARS:
            found[flat[len(opener) :]] = None
    other = irregular(language).get(flat)
    if other is not None:
        found[other] = None
    for size in range(min(_LONGEST_ENDING, len(flat) - least), 0, -1):
        for base, is_inner_only in rules.get(flat[-size:], ()):
            made = flat[:-size] + base
            if len(made) >= least and made != flat and (is_inner or not is_inner_only):
                found[made] = None
    return tuple(_cased(form, word) for form in found)


def _cased(form: str, like: str) -> str:
    """A small-letter form with the capitals of the word that it was made from."""
    if form.endswith("σ"):
        form = form[:-1] + "ς"  # which small letters alone hide
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


@dataclass(frozen=True, slots=True)
class _Forms:
    """A surface, its words, and for each the casefolded words that it may be a case of, with their casing."""

    surface: str
    words: tuple[str, ...]
    columns: tuple[Mapping[str, str], ...]

    def leads_to(self, other: _Forms) -> bool:
        """Whether every word of the other is the word in its place or may be its base, and one is not the same."""
        return (
            len(self.words) == len(other.words)
            and self.surface != other.surface
            and all(
                word == mine or word.casefold() in column
                for word, mine, column in zip(other.words, self.words, self.columns, strict=True)
            )
        )

    def readings(self, index: int) -> list[str]:
        """The word in that place, and what it may be a case of."""
        return [*self.columns[index].values(), self.words[index]]

    def meets(self, other: _Forms) -> bool:
        """Whether both may be cases of one name."""
        return len(self.words) == len(other.words) and all(
            {b.casefold() for b in self.readings(i)} & {b.casefold() for b in other.readings(i)}
            for i in range(len(self.words))
        )


_Key = tuple[str, str]


def document_bases(names: Collection[_Key], language: str) -> dict[_Key, str]:
    """Base forms of the names of one article: (surface, type) → the name in the nominative, for those that change.

    A name counts as a case of another of its type when the rules lead from the one to the other word by word, so that
    Иваном Петровым is Иван Петров where that stands too. Where only cases stand, the given name must show it: Ивана
    Петрова is Иван Петров because nobody is called Ивана, while Александра Петрова and a lone Петрова stay what they
    are. A lone surname follows the full names. A function of the set of names and the language: order does not matter.
    Empty where the language has no cases.
    """
    if language in _APOSTROPHE:
        cut = {key: without_suffix(key[0], language) for key in names}
        return {key: base for key, base in cut.items() if base != key[0]}
    if not endings(language):
        return {}
    forms = {key: _forms(key[0], language) for key in sorted(names)}
    found: dict[_Key, str] = {}
    for key in [k for k in forms if len(forms[k].words) > 1]:
        base = _seen(key, forms)
        if base is None and key[1] == "PERSON" and language in _SLAVIC:
            base = _nominative(forms[key])
        if base is not None:
            found[key] = base
    _share(forms, found, language)
    surnames = {found.get(k, k[0]).split()[-1] for k in forms if k[1] == "PERSON" and len(forms[k].words) > 1}
    for key in [k for k in forms if len(forms[k].words) == 1]:
        word = key[0]
        if key[1] == "PERSON" and (word in surnames or is_given_name(word)):
            continue
        full = sorted(surnames & set(forms[key].columns[0].values())) if key[1] == "PERSON" else []
        base = full[0] if len(full) == 1 else _seen(key, forms)
        if base is None and key[1] == "PERSON" and language in _SLAVIC:
            base = _without_ending(word)
        if base is not None and not (key[1] == "PERSON" and is_given_name(base)):
            found[key] = base
    return found


@lru_cache(maxsize=8_192)
def _forms(surface: str, language: str) -> _Forms:
    words = tuple(surface.split())
    columns = []
    for word in words:
        bases = base_forms(word, language, is_inner=len(words) > 1) if not word[:1].islower() or len(words) > 1 else ()
        columns.append({base.casefold(): base for base in reversed(bases)})
    return _Forms(surface, words, tuple(columns))


def _seen(key: _Key, forms: Mapping[_Key, _Forms]) -> str | None:
    """The other surface of the type that this one may be a case of, and that is no case itself; None when there is
    none, or several."""
    mine = forms[key]
    others = [f for (_, kind), f in forms.items() if kind == key[1] and mine.leads_to(f) and not f.leads_to(mine)]
    last = [f.surface for f in others if not any(f.leads_to(other) for other in others)]
    return last[0] if len(last) == 1 else None


def _share(forms: Mapping[_Key, _Forms], found: dict[_Key, str], language: str) -> None:
    """Bases of people whose full names stand in the article in several cases, but never in the nominative: the form
    that all of these may come from. Of one case only, that of an ending which nothing but a case has."""
    left = [k for k in forms if k[1] == "PERSON" and len(forms[k].words) > 1 and k not in found]
    for key in left:
        mine = forms[key]
        if key in found or is_given_name(mine.words[0]):
            continue
        kin = [k for k in left if k not in found and k != key and mine.meets(forms[k])]
        columns = [
            list(_likeliest_first(column)) or [word] for word, column in zip(mine.words, mine.columns, strict=True)
        ]
        if kin:
            shared = [
                [b for b in bases if all(b.casefold() in {w.casefold() for w in forms[k].readings(i)} for k in kin)]
                for i, bases in enumerate([[*column, word] for column, word in zip(columns, mine.words, strict=True)])
            ]
            if all(shared):
                base = " ".join(bases[0] for bases in shared)
                found.update({k: base for k in (key, *kin) if k[0] != base})
        elif language in _SLAVIC and len(mine.words) == 2:
            given, surname = mine.words
            lone = forms.get((surname[:-1], "PERSON"))
            if lone is not None and given[-1] in "aа" and given[-1] == surname[-1] and given[-2:-1] not in _VOWELS:
                found[key] = f"{given[:-1]} {surname[:-1]}"
                continue
            bare = [_without_ending(word) for word in mine.words]
            if bare[0] is not None and bare[1] is not None:
                found[key] = " ".join(word for word in bare if word)


def _without_ending(word: str) -> str | None:
    """A man's name without an ending that nothing but a case has (Atkinsonowi, Симсом); None for other words."""
    for ending, least in _CASES_ALONE:
        if word.endswith(ending) and len(word) - len(ending) >= least and word[-len(ending) - 1] not in _VOWELS:
            return word[: -len(ending)]
    return None


def _nominative(name: _Forms) -> str | None:
    """The nominative of a person's full name whose given name shows a case; None when it shows none."""
    bent = name.words[0]
    if is_given_name(bent):
        return None
    given = next((base for base in _likeliest_first(name.columns[0]) if is_given_name(base)), None)
    if given is None:
        return None
    is_woman = given[-1].casefold() in "аяa"
    words = [given]
    for word, column in zip(name.words[1:], name.columns[1:], strict=True):
        bases = _likeliest_first(column)
        if is_woman:
            words.append(next((b for b in bases if b.casefold().endswith(_WOMENS_ENDINGS)), word))
        elif any(bent.casefold().endswith(case) and word.casefold().endswith(case) for case in _MENS_CASES):
            words.append(next(iter(bases), word))
        else:
            words.append(word)
    return " ".join(words)


def _likeliest_first(column: Mapping[str, str]) -> list[str]:
    return list(column.values())[::-1]


def without_suffix(surface: str, language: str) -> str:
    """A name without the case ending that some languages put behind an apostrophe (Palin'in)."""
    if language not in _APOSTROPHE:
        return surface
    return _SUFFIX.sub("", surface)


_APOSTROPHE: Final = frozenset({"tr"})
_SUFFIX: Final = re.compile(r"(?<=\w\w)['’‘ʼ][a-zçğıöşü]{1,8}\Z")
_VOWELS: Final = frozenset("aeiouyąęáéíóúůýěаеиоуыэюяіїє")
_CASES_ALONE: Final = (
    ("owi", 3), ("ovi", 3), ("ові", 3), ("еві", 3), ("iem", 4), ("em", 5), ("om", 5), ("ом", 4), ("ем", 4), ("ым", 4),
)  # fmt: skip
"""Endings of cases, and how much of a name stands before them at least."""
_SLAVIC: Final = frozenset("ru uk be pl cs sk sl hr bs sr".split())
_WOMENS_ENDINGS: Final = (
    "ова",
    "ева",
    "єва",
    "ина",
    "іна",
    "ая",
    "ка",
    "на",
    "ova",
    "eva",
    "ová",
    "ska",
    "cka",
    "ská",
    "cká",
)
_MENS_CASES: Final = (
    ("а", "я", "ого", "его", "a", "ego", "ého", "ы", "y"),
    ("у", "ю", "ому", "ему", "ові", "еві", "еві", "u", "owi", "ovi", "emu", "ému", "e"),
    ("ом", "ем", "єм", "ым", "им", "ім", "em", "om", "ym", "im", "ým", "ою"),
    ("е", "і", "ові", "ом", "ому", "e", "u", "ie", "ovi", "ym", "im"),
)
"""Endings that one case gives to a man's given name and to his surname: genitive, dative, instrumental, locative."""
