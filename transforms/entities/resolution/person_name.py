"""A person's name taken apart: given name first, words of sound, and what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from transforms.entities.resolution.scripts import ABJADS, Script, romanise, script_of
from transforms.entities.resolution.sounds import bare_word, sound
from transforms.entities.resolution.spelling import is_adapted

Word = tuple[str, str]
"""A bare word, and the same with its umlauts written out."""


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name taken apart, given name first: bare words, the same as sounds, and what stands beside them."""

    text: str
    script: Script
    words: tuple[str, ...]
    sounds: tuple[str, ...]
    initials: tuple[str, ...]
    generation: str
    fathers: tuple[str, ...]
    """Fathers' names between given name and surname, as sounds: Petrovich, and the Petrov of Ivan Petrov Stojanov."""
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


_GENERATIONS: Final = {
    **dict.fromkeys(("jr", "junior", "jnr", "мл", "младший"), "junior"),
    **dict.fromkeys(("sr", "senior", "snr", "ст", "старший"), "senior"),
    **dict.fromkeys(("ii", "2nd"), "second"),
    **dict.fromkeys(("iii", "3rd"), "third"),
    **dict.fromkeys(("iv", "4th"), "fourth"),
    **dict.fromkeys(("fils", "père"), "of a pair"),
}
_NO_INITIALS: Final = ABJADS | {"han", "hangul"}
_ARTICLES: Final = frozenset({"al", "el", "ul"})
# Endings of a father's name, Latin or as `romanise` gives them.
_PATRONYMIC: Final = re.compile(
    r"(?:[aoey]vi?t?ch|[aoeiy]vna|[aoe]una|i[ck]hna|[aoe]vi[cč]|(?:il|kuzm|luk|fom|nikit)ich|uly|ulu|oglu|qizi|kyzy)\Z"
)
# Bulgarians bear their father's name as he would bear it for a surname.
_BULGARIAN: Final = re.compile(r"..[oe]va?\Z")
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


_BULGARIAN_WORDS: Final = 3
_INITIAL_CHARS: Final = 2
"""J. and JP are initials, not surnames."""
_EASTERN_CHARS: Final = (2, 3, 4)
_SURNAME_AND_TWO: Final = 3
_SYLLABLE_CHARS: Final = 5
_TWO_SYLLABLES: Final = re.compile(r"\A[A-Za-z]+ [A-Za-z]{1,6}-[A-Za-z]{1,6}\Z")
# The servant of: one word or two, with the article or without.
_SERVANT: Final = re.compile(r"\Aa?bd(?:(?:[aeou]{1,2}[lr]|[aeo][sdnt](?=[sdnt]))(.{2,})?)?\Z")
# Surnames as anyascii gives them, and as bearers write them.
_KOREAN: Final = {
    **{"gim": "kim", "i": "lee", "bag": "park", "choe": "choi", "jong": "jung", "gang": "kang", "jo": "cho"},
    **{"yun": "yoon", "im": "lim", "no": "roh", "mun": "moon", "u": "woo", "an": "ahn", "gu": "koo"},
}


_KOREAN_SURNAMES: Final = frozenset(_KOREAN.values()) | {"kim", "pak", "ri", "choe", "jong", "jang", "han", "o"}


@lru_cache(maxsize=32_768)
def parse(name: str) -> Name:
    """A name as it is written, taken apart. A name without letters has no words."""
    text = _BRACKET.sub("", name).strip()
    script = script_of(text)
    if script in ("han", "hangul") and len(text) in _EASTERN_CHARS and text.isalpha():
        return _eastern(text, script)
    ordered, is_turned = _given_name_first(text)
    parts = [part for part in _PARTS.split(romanise(ordered, script).replace(",", " ")) if part]
    generation = next((_GENERATIONS[part] for part in parts[1:] if part in _GENERATIONS), "")
    parts = parts[:1] + [part for part in parts[1:] if part not in _GENERATIONS]
    words: list[Word] = []
    initials: list[str] = []
    is_shortened = False
    for index, part in enumerate(parts):
        bare = bare_word(part)
        if len(bare) == 1 and script not in _NO_INITIALS:
            initials.append(bare)
            is_shortened |= index == 0
        elif bare and not (bare in _ARTICLES and index and index + 1 < len(parts)):
            words += _words(part, bare)
    if script == "cyrillic" and not is_turned and len(words) > 2 and _PATRONYMIC.search(words[-1][0]):
        words, is_turned = words[1:] + words[:1], True
    is_foreign = script != "latin" or is_adapted(text)
    words, fathers = _without_fathers(words, has_bulgarian=is_foreign and script in ("latin", "cyrillic"))
    is_of_syllables = _is_of_syllables(text, words)
    if is_of_syllables:
        (one, one_out), (other, other_out) = words[1:]
        words = [words[0], (one + other, one_out + other_out)]
    sounds = [sound(word) for word, _ in words]
    if len(sounds) > 1:
        sounds[0] = _ONE_GIVEN.get(sounds[0], sounds[0])
    return Name(
        text,
        script,
        tuple(word for word, _ in words),
        tuple(sounds),
        tuple(initials),
        generation,
        tuple(sound(father) for father in fathers),
        is_shortened,
        is_foreign,
        is_turned,
        is_of_syllables,
        tuple(spelt for _, spelt in words),
    )


def _given_name_first(text: str) -> tuple[str, bool]:
    """A name in the order of given name and surname, and whether it stood the other way round: before a comma, or
    in capitals before small letters (ABDOLLAHI Hamed)."""
    before, _, after = text.replace("،", ",").replace("，", ",").partition(",")
    after = after.strip()
    if after:
        is_turned = after.strip(" .").casefold() not in _GENERATIONS
        return (f"{after} {before}", True) if is_turned else (f"{before} {after}", False)
    words = text.split()
    count = 0
    while count < len(words) and words[count].isupper() and len(words[count]) > _INITIAL_CHARS:
        count += 1
    if 0 < count < len(words) and bare_word(words[0].casefold()) not in _KOREAN_SURNAMES:
        return " ".join(words[count:] + words[:count]), True
    return text, False


def _is_of_syllables(text: str, words: Sequence[Word]) -> bool:
    """Whether a Latin name of three words is a surname and a given name of two syllables, as Tsai Ing-wen is."""
    if len(words) != _SURNAME_AND_TWO:
        return False
    is_short = all(len(word) <= _SYLLABLE_CHARS for word, _ in words[1:])
    return _TWO_SYLLABLES.search(text) is not None or (is_short and text.isascii() and words[0][0] in _KOREAN_SURNAMES)


def _words(part: str, bare: str) -> list[Word]:
    """One part of a name as its words; Abd and what follows it are two."""
    servant = _SERVANT.match(bare)
    if servant:
        return [(word, word) for word in ("abd", servant[1]) if word]
    return [(bare, bare_word(part.translate(_UMLAUTS)))]


def _without_fathers(words: Sequence[Word], *, has_bulgarian: bool) -> tuple[list[Word], list[str]]:
    """Words without the fathers' names between given name and surname, which news in Latin letters leaves out; and
    these."""
    middle = range(1, len(words) - 1)
    fathers = {i for i in middle if _PATRONYMIC.search(words[i][0])}
    if not fathers and has_bulgarian and len(words) == _BULGARIAN_WORDS:
        fathers = {i for i in middle if _BULGARIAN.search(words[i][0])}
    kept = [word for index, word in enumerate(words) if index not in fathers]
    return kept, [words[index][0] for index in sorted(fathers)]


def _eastern(text: str, script: Script) -> Name:
    """A Chinese or Korean name of two to four characters: the first is the surname."""
    surname, given = romanise(text[0], script), romanise(text[1:], script)
    if script == "hangul":
        # anyascii writes eo and eu for the vowels that names in news write o or u.
        surname, given = (word.replace("eo", "o").replace("eu", "u") for word in (surname, given))
        surname = _KOREAN.get(surname, surname)
    words = tuple(word for word in (bare_word(surname), bare_word(given)) if word)
    return Name(text, script, words, tuple(map(sound, words)), (), "", (), False, True, False, True, words)
