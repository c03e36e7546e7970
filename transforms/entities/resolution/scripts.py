"""Names in any script to Latin letters, near to how they sound.

Cyrillic, Greek, Arabic, Hebrew and Georgian have tables here, because their letters stand for several sounds or for
none (Arabic and Hebrew write few vowels); everything else (Chinese to pinyin, Korean, Japanese kana, Armenian, the
scripts of India, Thai …) is anyascii's. The answer is for comparing, not for reading.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal

from anyascii import anyascii

Script = Literal[
    "latin", "cyrillic", "greek", "armenian", "georgian", "arabic", "hebrew", "han", "kana", "hangul", "other"
]

ABJADS: Final = frozenset({"arabic", "hebrew"})
"""Scripts that leave out most vowels; "other" holds the scripts of India and Thailand, whose vowels anyascii misses."""

_RANGES: Final[tuple[tuple[int, int, Script], ...]] = (
    (0x0000, 0x024F, "latin"),
    (0x0370, 0x03FF, "greek"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0530, 0x058F, "armenian"),
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x077F, "arabic"),
    (0x08A0, 0x08FF, "arabic"),
    (0x10A0, 0x10FF, "georgian"),
    (0x1100, 0x11FF, "hangul"),
    (0x1E00, 0x1EFF, "latin"),
    (0x1F00, 0x1FFF, "greek"),
    (0x3040, 0x30FF, "kana"),
    (0x3400, 0x9FFF, "han"),
    (0xAC00, 0xD7AF, "hangul"),
    (0xF900, 0xFAFF, "han"),
    (0xFB50, 0xFDFF, "arabic"),
    (0xFE70, 0xFEFF, "arabic"),
)

# Arabic, with the letters of Persian, Urdu, Kurdish and Uighur. Waw and ya stand for v or u and for y or i.
_ARABIC: Final = dict(
    zip(
        "ابپتثجچحخدذرزژسشصضطظعغفڤقكکگلمنهةويیىآأإئءؤپەۆێۇېڕڵےڈٹڑںھہۀۋۈ",
        "a b p t th j ch h kh d dh r z zh s sh s d t z . gh f v q k k g l m n h a w y y y a a i y . w p e o e u e r l "
        "e d t r n h h e v u".split(),
        strict=True,
    )
)
_HEBREW: Final = dict(
    zip("אבגדהוזחטיכךלמםנןסעפףצץקרשת", "a b g d h w z h t y k k l m m n n s . p f ts ts k r sh t".split(), strict=True)
)
_HEBREW_FOREIGN: Final = re.compile("([גזצץת])['׳’]")
_HEBREW_MARKED: Final = {"ג": "j", "ז": "zh", "צ": "ch", "ץ": "ch", "ת": "th"}
_GREEK_PAIRS: Final = (
    ("μπ", "b"),
    ("ντ", "d"),
    ("γκ", "g"),
    ("γγ", "ng"),
    ("γχ", "nh"),
    ("τζ", "j"),
    ("τσ", "ts"),
    ("ου", "u"),
    ("αυ", "av"),
    ("ευ", "ev"),
    ("αι", "e"),
    ("ει", "i"),
    ("οι", "i"),
    ("υι", "i"),
)
_GREEK: Final = dict(
    zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t i f h ps o".split(), strict=True)
)
_GEORGIAN: Final = dict(
    zip(
        "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
        "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h".split(),
        strict=True,
    )
)
_CYRILLIC: Final = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщыэюяёіїєґўјљњћђџъьѓќѕңөүқғҳҷәһҙҡҫӣӯұ",
        "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch i e yu ya yo i yi ye g u y ly ny ch j j . . "
        "g k z ng o u k g h j a h z k s i u u".split(),
        strict=True,
    )
)
_FOREIGN: Final = re.compile(r"[\u0370-\u1dff\u1f00-\u1fff\u2c00-\ud7ff\uf900-\ufaff]+")
_TABLES: Final = {
    "arabic": str.maketrans({key: value.replace(".", "") for key, value in _ARABIC.items()}),
    "hebrew": str.maketrans({key: value.replace(".", "") for key, value in _HEBREW.items()}),
    "cyrillic": str.maketrans({key: value.replace(".", "") for key, value in _CYRILLIC.items()}),
    "greek": str.maketrans(_GREEK),
    "georgian": str.maketrans(_GEORGIAN),
}


def script_of(text: str) -> Script:
    """The script of most letters; Japanese names with any kana are kana; "latin" where there is no letter."""
    if text.isascii():
        return "latin"
    counts: dict[Script, int] = {}
    for char in text:
        if char.isalpha():
            script = _script(ord(char))
            counts[script] = counts.get(script, 0) + 1
    if not counts:
        return "latin"
    if "kana" in counts:
        return "kana"
    return max(sorted(counts), key=lambda script: counts[script])


@lru_cache(maxsize=4_096)
def _script(point: int) -> Script:
    return next((script for first, last, script in _RANGES if first <= point <= last), "other")


def romanise(text: str, script: Script) -> str:
    """Text of one script in small Latin letters; Latin text keeps its accents, other marks between words stay."""
    flat = unicodedata.normalize("NFC", text).casefold()
    if script == "latin":
        return flat if flat.isascii() else _FOREIGN.sub(_foreign, flat)
    if script in ("han", "hangul"):
        return anyascii(text).lower()
    if script == "greek":
        flat = _without_marks(flat)
        for pair, latin in _GREEK_PAIRS:
            flat = flat.replace(pair, latin)
    elif script == "cyrillic":
        # Letters that look alike: some type Latin i and kra.
        flat = flat.replace("ĸ", "к")
    elif script == "hebrew":
        flat = _HEBREW_FOREIGN.sub(lambda found: _HEBREW_MARKED[found[1]], _without_marks(flat))
        flat = re.sub(r"(?<=\w)ה(?!\w)", "a", flat)
    elif script == "arabic":
        flat = _without_marks(unicodedata.normalize("NFKC", flat))
        flat = re.sub(r"(?<!\w)ال(?=\w{3})", "al-", flat)
        flat = re.sub(r"[هە](?!\w)", "a", flat)
    table = _TABLES.get(script)
    return anyascii(flat.translate(table) if table else flat).lower()


def _foreign(found: re.Match[str]) -> str:
    """A run of letters in another script within a Latin name."""
    script = script_of(found[0])
    return found[0] if script == "latin" else romanise(found[0], script)


def _without_marks(text: str) -> str:
    """Text without accents and vowel points. Letters that only look composed (й) are not asked for here."""
    bare = unicodedata.normalize("NFD", text)
    # The hamza and the madda are marks of their letters, which have rows of their own.
    bare = "".join(char for char in bare if not unicodedata.combining(char) or char in "\u0653\u0654\u0655")
    return unicodedata.normalize("NFC", bare)
