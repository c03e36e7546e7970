"""Whether two names of persons are spellings of one: judged pair by pair, word by word.

Each word becomes symbols of sound (``sounds``), and two words are aligned with costs that are small where languages
spell one sound in several ways. Between names that are both at home in Latin letters nothing of this counts: Maas and
Maes, Jansen and Janssen are other names. The limits were set on one half of a list of politicians and measured
on the other half: docs/naming.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from transforms.entities.scripts import ABJADS, Script, romanise, script_of
from transforms.entities.sounds import bare_word, likeness, sound, weight
from transforms.entities.spelling import is_adapted

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
class Name:
    """A person's name taken apart, given name first: bare words, the same as sounds, and what stands beside them."""

    text: str
    script: Script
    words: tuple[str, ...]
    sounds: tuple[str, ...]
    initials: tuple[str, ...]
    generation: str
    is_shortened: bool
    """Whether the given name is an initial only."""
    is_adapted: bool
    """Whether the name came into its letters from others: any script but Latin, and Slavic and Arabic names."""
    is_turned: bool
    """Whether the surname stood first, as a comma or a patronymic at the end shows."""
    is_of_syllables: bool
    """Whether it is a surname and a given name of syllables, which were parted here: 习近平, 김정은, Kim Jong-un."""
    umlauts: tuple[str, ...]
    """Bare words with ä, ö, ü, ø and å written out as ae, oe, ue, oe and aa; equal to `words` where there is none."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How alike two names must be. Set on half of a list of politicians, all names of all against all."""

    word: float
    """Least likeness of the least alike pair of words."""
    short: float
    """The same where a word has no more weight than `short_weight`: Ian and Jan, Lewis and Ellis."""
    short_weight: float = 2.5


_LATIN: Final = Limits(word=0.85, short=0.93)
_ONE_SCRIPT: Final = Limits(word=0.80, short=0.92)
_ACROSS: Final = Limits(word=0.80, short=0.88)
_SYLLABLES: Final = Limits(word=0.75, short=0.85)
_FEW_VOWELS: Final = Limits(word=0.87, short=0.94, short_weight=3.0)
# Below this two words of one script are other words; between it and the limits nobody can say.
_APART: Final = 0.6
_OF_SYLLABLES: Final = frozenset({"han", "kana", "hangul"})

_GENERATIONS: Final = {
    **dict.fromkeys(("jr", "junior", "jnr", "мл", "младший"), "junior"),
    **dict.fromkeys(("sr", "senior", "snr", "ст", "старший"), "senior"),
    **dict.fromkeys(("ii", "2nd"), "second"),
    **dict.fromkeys(("iii", "3rd"), "third"),
    **dict.fromkeys(("iv", "4th"), "fourth"),
    **dict.fromkeys(("fils", "père"), "of a pair"),
}
_ARTICLES: Final = frozenset({"al", "el", "ul"})
# Endings of a father's name, Latin or as `romanise` gives them.
_PATRONYMIC: Final = re.compile(
    r"(?:[oey]vi?t?ch|[oe]vna|[iy]vna|[oe]vych|i[ck]hna|[oe]vi[cč]|(?:il|kuzm|luk|fom|nikit)ich|uly|ulu|oglu|qizi|kyzy)\Z"
)
_BRACKET: Final = re.compile(r"\s*[(\[（].*?(?:[)\]）]|\Z)")
_PARTS: Final = re.compile(r"[\s\-‐‑‒–·・‧•=＝_/.\u200c]+")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae"})
# One given name in Russian, Ukrainian and Belarusian, as sounds.
_ONE_GIVEN: Final = {
    spelt: russian
    for russian, others in {
        "alekSandr": "olekSandr alekSander oleSandr aliakSandr alakSandr",
        "vladimir": "volodimir uladSimir vladSimir uladimir",
        "Sergei": "Sergi Serhi Serhii SerHi Siarhei Siargei Sarhei Sarhi Sergii",
        "nikolai": "mikola mikolai mikalai",
        "dmitri": "dmitro dSmitri Smitri dSmitrii dmitrii",
        "evgeni": "ievgen ievhen evhen ievgeni iauhen evgen",
        "alekSei": "olekSi olekSii alakSei alekSi",
        "miHail": "miHailo miHal miHas mihailo mihail mikHail",
        "andrei": "andri andrii",
        "vaSili": "vaSil vaSilii",
        "pavel": "pavlo pavl",
        "petr": "petro piotr pjotr",
        "elena": "olena alena ielena",
        "natalia": "natali natalka",
        "iuri": "iurii iuri",
    }.items()
    for spelt in others.split()
}  # fmt: skip


_EASTERN_CHARS: Final = (2, 3, 4)
_TWO_SYLLABLES: Final = re.compile(r"\A[A-Za-z]+ [A-Za-z]{1,6}-[A-Za-z]{1,6}\Z")
# The servant of: one word or two, with the article or without.
_SERVANT: Final = re.compile(r"\Aa?bd(?:(?:[aeou]{1,2}[lr]|[aeo][sdnt](?=[sdnt]))(.{2,})?)?\Z")
# Surnames as anyascii gives them, and as bearers write them.
_KOREAN: Final = {
    **{"gim": "kim", "i": "lee", "bag": "park", "choe": "choi", "jong": "jung", "gang": "kang", "jo": "cho"},
    **{"yun": "yoon", "im": "lim", "no": "roh", "mun": "moon", "u": "woo", "an": "ahn", "gu": "koo"},
}


@lru_cache(maxsize=32_768)
def parse(name: str) -> Name:
    """A name as it is written, taken apart. A name without letters has no words."""
    text = _BRACKET.sub("", name).strip()
    script = script_of(text)
    before, _, after = text.replace("،", ",").replace("，", ",").partition(",")
    after = after.strip()
    is_turned = bool(after) and after.strip(" .").casefold() not in _GENERATIONS
    flat = romanise(f"{after} {before}" if after else text, script).replace(",", " ")
    if after and not is_turned:
        flat = romanise(f"{before} {after}", script)
    if script in ("han", "hangul") and len(text) in _EASTERN_CHARS and text.isalpha():
        return _eastern(text, script)
    words: list[str] = []
    spelt_out: list[str] = []
    initials: list[str] = []
    generation, is_shortened = "", False
    parts = [part for part in _PARTS.split(flat) if part]
    for index, part in enumerate(parts):
        bare = bare_word(part)
        if index and part in _GENERATIONS:
            generation = _GENERATIONS[part]
        elif len(bare) == 1 and script not in ABJADS and script not in ("han", "hangul"):
            initials.append(bare)
            is_shortened |= index == 0
        elif servant := _SERVANT.match(bare):
            found = ["abd", servant[1]] if servant[1] else ["abd"]
            words += found
            spelt_out += found
        elif bare and not (bare in _ARTICLES and index and index + 1 < len(parts)):
            words.append(bare)
            spelt_out.append(bare_word(part.translate(_UMLAUTS)))
    # Fathers' names tell little and are left out of news in Latin letters; one at the end shows surname, name, father.
    fathers = [bool(i) and len(words) > 2 and bool(_PATRONYMIC.search(word)) for i, word in enumerate(words)]
    if fathers and fathers[-1] and script == "cyrillic" and not is_turned:
        is_turned = True
        words, spelt_out = (line[1:-1] + line[:1] for line in (words, spelt_out))
    elif any(fathers[1:-1]) or (is_turned and any(fathers)):
        keep = [not father or i == len(words) - 1 for i, father in enumerate(fathers)]
        words, spelt_out = ([w for w, kept in zip(line, keep, strict=True) if kept] for line in (words, spelt_out))
    is_of_syllables = _has_two_syllables(text, words)
    if is_of_syllables:
        words, spelt_out = ([line[0], line[1] + line[2]] for line in (words, spelt_out))
    sounds = [sound(word) for word in words]
    if len(sounds) > 1:
        sounds[0] = _ONE_GIVEN.get(sounds[0], sounds[0])
    return Name(
        text,
        script,
        tuple(words),
        tuple(sounds),
        tuple(initials),
        generation,
        is_shortened,
        script != "latin" or is_adapted(text),
        is_turned,
        is_of_syllables,
        tuple(spelt_out),
    )


def _eastern(text: str, script: Script) -> Name:
    """A Chinese or Korean name of two to four characters: the first is the surname."""
    surname, given = romanise(text[0], script), romanise(text[1:], script)
    if script == "hangul":
        # anyascii writes eo and eu for the vowels that names in news write o or u.
        surname, given = (word.replace("eo", "o").replace("eu", "u") for word in (surname, given))
        surname = _KOREAN.get(surname, surname)
    words = tuple(word for word in (bare_word(surname), bare_word(given)) if word)
    return Name(text, script, words, tuple(map(sound, words)), (), "", False, True, False, True, words)


def _has_two_syllables(text: str, words: list[str]) -> bool:
    """Whether a Latin name is a surname and a given name of two syllables: Kim Jong-un, Tsai Ing-wen."""
    return len(words) == 3 and _TWO_SYLLABLES.search(text) is not None


def same_person(one: str, other: str) -> Decision:
    """Whether two names are spellings of one person's name. Symmetric; says nothing of namesakes who are written alike.

    Given name and surname must both fit. Apart are Aleksandr and Aleksandra, father and son where a generation is
    named, other middle initials. Unsure are a given name against its initial and a name with a word more.
    """
    a, b = sorted((parse(one), parse(other)), key=lambda name: (name.script, name.words, name.initials))
    found = _by_marks(a, b)
    if found is None and a.script == "latin" == b.script:
        found = _in_latin(a, b)
    if found is not None:
        return found
    if "han" in (a.script, b.script) and (a.is_of_syllables or b.is_of_syllables):
        return _by_syllable(a, b)
    if len(a.words) != len(b.words):
        return Decision("unsure", 0.0, "other count of words")
    return _by_sound(a, b)


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
    return None


def _in_latin(a: Name, b: Name) -> Decision | None:
    """Two names in Latin letters; None where both are adapted, so that their sounds must decide."""
    if a.words == b.words:
        return Decision("same", 1.0, "same words" if a.initials == b.initials else "one without initials")
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
    limits = _limits(a.script, b.script, few)
    alike = [likeness(x, y, few_vowels=few, is_strict=not is_across) for x, y in zip(a.sounds, b.sounds, strict=True)]
    score = round(min(alike), 3)
    how = f"{a.script} and {b.script}" if is_across else "sound"
    if score < _APART:
        return Decision("unsure" if is_across else "apart", score, f"{how}: other words")
    if any(_is_other_gender(x, y, a.script, b.script) for x, y in zip(a.sounds, b.sounds, strict=True)):
        return Decision("apart", score, "other gender")
    for x, y, value in zip(a.sounds, b.sounds, alike, strict=True):
        is_short = min(weight(x), weight(y)) <= limits.short_weight
        if value < (limits.short if is_short else limits.word):
            return Decision("unsure", score, f"{how}: not alike enough")
    return Decision("same", score, f"{how}, alike by {score:.2f}")


def _by_syllable(a: Name, b: Name) -> Decision:
    """A Chinese name against its pinyin; many characters share a sound, so another spelling in characters is apart."""
    if a.script == b.script:
        return Decision("same", 1.0, "same characters") if a.text == b.text else Decision("apart", 0.0, "characters")
    if a.words == b.words:
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
