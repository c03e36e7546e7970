"""Whether two names of persons are spellings of one: judged pair by pair, word by word.

Each word becomes symbols of sound (``sounds``), and two words are aligned with costs that are small where languages
spell one sound in several ways. Between names that are both at home in Latin letters nothing of this counts: Maas and
Maes, Jansen and Janssen are other names. The limits were set on one half of a list of politicians and measured
on the other half: docs/naming.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from transforms.entities.resolution.person_name import Name, parse
from transforms.entities.resolution.scripts import ABJADS, Script
from transforms.entities.resolution.sounds import likeness, weight
from transforms.entities.resolution.spelling import shown_by

Verdict = Literal["same", "unsure", "apart"]


@dataclass(frozen=True, slots=True)
class Decision:
    """Two names held against each other: the verdict, how alike they are (0 to 1), and what decided.

    "apart" says that they cannot be one person's; "unsure" that nothing shows it either way.
    """

    verdict: Verdict
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How alike two names must be. Set on half of a list of politicians, all names of all against all."""

    word: float
    """Least likeness of the least alike pair of words."""
    short: float
    """The same where a word has no more weight than `short_weight`: Ian and Jan, Lewis and Ellis."""
    short_weight: float = 2.5


_LATIN: Final = Limits(word=0.85, short=0.93, short_weight=3.5)
# Of a surname beside an Arabic given name: Rouhani and Rohani are one, Weber and Bieber, Cortes and Curtis are not.
_UNSHOWN: Final = 0.92
_ONE_SCRIPT: Final = Limits(word=0.85, short=0.92)
_KOREAN_NAMES: Final = Limits(word=0.93, short=0.93)
_ACROSS: Final = Limits(word=0.84, short=0.90)
_SYLLABLES: Final = Limits(word=0.80, short=0.88)
_FEW_VOWELS: Final = Limits(word=0.87, short=0.94, short_weight=3.0)
# Below this two words of one script are other words; between it and the limits nobody can say.
_APART: Final = 0.6
_SURNAME_AND_TWO: Final = 3
# Fathers' names bend by language (Nikolajevich, Mikalajevich); of one surname and given name few have near ones.
_SAME_FATHER: Final = 0.7
_WEAK: Final = re.compile(r"[aeiouyhw]|(.)(?=\1)")
_OF_SYLLABLES: Final = frozenset({"han", "kana", "hangul"})


def same_person(one: str, other: str) -> Decision:
    """Whether two names are spellings of one person's name. Symmetric; says nothing of namesakes who are written alike.

    Given name and surname must both fit. Apart are Aleksandr and Aleksandra, father and son where a generation is
    named, other middle initials. Unsure are a given name against its initial and a name with a word or an initial more:
    Matthew Taylor and Matthew M. Taylor are two.
    """
    a, b = sorted((parse(one), parse(other)), key=lambda name: (name.script, name.words, name.initials))
    found = _by_marks(a, b)
    if found is None and a.script == "latin" == b.script:
        found = _in_latin(a, b)
    if found is not None:
        return found
    a, b = _syllables_as(a, b), _syllables_as(b, a)
    if "han" in (a.script, b.script) and (a.is_of_syllables or b.is_of_syllables):
        return _by_syllable(a, b)
    if len(a.words) != len(b.words):
        return Decision("unsure", 0.0, "other count of words")
    return _by_sound(a, b)


def _syllables_as(name: Name, other: Name) -> Name:
    """A Latin name of three words as surname and given name, where the other one is such a name: Kim Yong Bok."""
    if (
        not other.is_of_syllables
        or name.is_of_syllables
        or name.script != "latin"
        or len(name.words) != _SURNAME_AND_TWO
    ):
        return name
    return replace(
        name,
        words=(name.words[0], "".join(name.words[1:])),
        sounds=(name.sounds[0], "".join(name.sounds[1:])),
        is_of_syllables=True,
    )


def _by_marks(a: Name, b: Name) -> Decision | None:
    """What stands beside the words: generations, initials; None where it decides nothing."""
    is_one_script = a.script == b.script
    if a.generation != b.generation and (is_one_script or (a.generation and b.generation)):
        return Decision("apart", 0.0, "other generation")
    if a.is_shortened or b.is_shortened:
        return Decision("unsure", 0.0, "initial for a given name")
    if len(a.words) < 2 or len(b.words) < 2:
        return Decision("unsure", 0.0, "one word")
    if a.initials and b.initials and a.initials[0] != b.initials[0] and is_one_script:
        return Decision("apart", 0.0, "other initials")
    few = bool({a.script, b.script} & (ABJADS | {"other"}))
    if a.fathers and b.fathers and likeness(a.fathers[0], b.fathers[0], few_vowels=few, is_strict=False) < _SAME_FATHER:
        return Decision("apart", 0.0, "other father's name")
    return None


def _in_latin(a: Name, b: Name) -> Decision | None:
    """Two names in Latin letters; None where both are adapted, so that their sounds must decide."""
    if a.words == b.words:
        return Decision("same" if a.initials == b.initials else "unsure", 1.0, "same words")
    if "".join(a.words) == "".join(b.words):
        return Decision("same", 1.0, "same letters, parted otherwise")
    if a.words == b.umlauts or b.words == a.umlauts:
        return Decision("same", 1.0, "umlauts written out")
    if a.is_adapted and b.is_adapted:
        return None
    return Decision("apart" if len(a.words) == len(b.words) else "unsure", 0.0, "other words")


def _by_sound(a: Name, b: Name) -> Decision:
    is_across = a.script != b.script
    few = bool({a.script, b.script} & (ABJADS | {"other"}))
    limits = _KOREAN_NAMES if a.is_of_syllables or b.is_of_syllables else _limits(a.script, b.script, few)
    how = f"{a.script} and {b.script}" if is_across else "sound"
    alike: list[float] = []
    # From the surname on, which tells most people apart.
    for x, y in zip(a.sounds[::-1], b.sounds[::-1], strict=True):
        alike.append(likeness(x, y, few_vowels=few, is_strict=not is_across))
        if alike[-1] < _APART:
            return Decision("unsure" if is_across else "apart", round(alike[-1], 3), f"{how}: other words")
    if a.script == "latin" == b.script and not _is_shown(a, b, alike[0]):
        return Decision("unsure", round(alike[0], 3), "nothing shows the surname to be transliterated")
    score = round(min(alike), 3)
    if any(_is_other_gender(x, y, a.script, b.script) for x, y in zip(a.sounds, b.sounds, strict=True)):
        return Decision("apart", score, "other gender")
    for x, y, value in zip(a.sounds, b.sounds, alike[::-1], strict=True):
        is_short = min(weight(x), weight(y)) <= limits.short_weight
        if value < (limits.short if is_short else limits.word):
            return Decision("unsure", score, f"{how}: not alike enough")
    return Decision("same", score, f"{how}, alike by {score:.2f}")


def _is_shown(a: Name, b: Name, likeness_of_surnames: float) -> bool:
    """Whether two names in Latin letters are so plainly transliterated that their surnames may differ as they do."""
    shown = {shown_by(a.text), shown_by(b.text)}
    if shown == {"surname"}:
        return True
    consonants = [_WEAK.sub("", name.words[-1]) for name in (a, b)]
    return shown <= {"surname", "given"} and consonants[0] == consonants[1] and likeness_of_surnames >= _UNSHOWN


def _by_syllable(a: Name, b: Name) -> Decision:
    """A Chinese name against its pinyin; many characters share a sound, so another spelling in characters is apart."""
    if a.script == b.script:
        return Decision("same", 1.0, "same characters") if a.text == b.text else Decision("apart", 0.0, "characters")
    if a.words in (b.words, b.words[::-1]):
        return Decision("same", 1.0, "pinyin")
    return Decision("unsure", 0.0, "other syllables")


def _limits(one: Script, other: Script, few_vowels: bool) -> Limits:
    if few_vowels:
        return _FEW_VOWELS
    if one != other:
        return _SYLLABLES if _OF_SYLLABLES & {one, other} else _ACROSS
    return _LATIN if one == "latin" else _ONE_SCRIPT


def _is_other_gender(x: str, y: str, *scripts: Script) -> bool:
    """Whether only one of two words ends in a: Ivanov and Ivanova, Valentin and Valentina.

    Scripts of syllables add vowels, those of India do not write the last a, and a last ya of Arabic may stand for one.
    """
    if (_OF_SYLLABLES | {"other"}) & set(scripts) or x[-1:] == y[-1:]:
        return False
    if ABJADS & set(scripts) and "i" in (x[-1:], y[-1:]):
        return False
    return (x[-1:] == "a") != (y[-1:] == "a")
