"""One key for the transliterations of one name.

Cyrillic names reach the news in as many Latin spellings as there are languages: Шойгу is Shoigu, Schoigu, Sjojgoe,
Sjojgu and Choïgou. The key maps every letter group that some language uses for one Cyrillic letter to one symbol. It
is a function of the name alone, so that "same key" is an equivalence and no order of arrival can matter. The strong
fold is applied only where the name looks Slavic *after* folding, so that all spellings of a name get the same
treatment; all other names keep their letters and lose only case, accents and punctuation. Figures:
docs/naming.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from transforms.entities.resolution.scripts import romanise, script_of

# Letters that Unicode does not decompose into a base letter and a mark.
_LETTERS: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "ə": "a"}
)
_APOSTROPHES: Final = re.compile(r"['’‘ʼ`´′ʹ]")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_LETTER_BY_LETTER: Final = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff\u0530-\u058f\u10a0-\u10ff]")
_UKRAINIAN: Final = re.compile(r"[іїєґ]")
_FROM: Final = "абвгдежзийклмнопрстуфхцчшщыэюяёіїєґўјљњћђџъь"
# The two signs become primes, which fall away with the apostrophes.
_TO: Final = "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch y e iu ia io i i ie g v i l n ch d ch ʹ ʹ"
_TO_LATIN: Final = str.maketrans(dict(zip(_FROM, _TO.split(), strict=True)))
# ш, щ, ч, ж and х: English sh, ch, zh, kh; Dutch and Norwegian sj, tsj, zj, ch; German sch, tsch, ch; French ch, tch;
# Polish sz, cz. German writes ж as sch, and ch is ч, ш or х by language, so all five share one symbol.
_HUSHING: Final = re.compile(r"schtsch|shch|sjtsj|chtch|szcz|tsch|tsj|tch|sch|sh|sj|zh|zj|kh|ch|cz|sz")
# с, з and ц: German writes them s or ss, s, z; others s, z, ts or tz; Czech and Polish c.
_HISSING: Final = re.compile(r"t?[sz]+|c(?=[eiyvw]|\Z)")
_DOUBLED: Final = re.compile(r"([bcdfghjklmnpqrtvwxyC])\1+")
# After folding: endings that are Slavic or Caucasian in any spelling.
_SURNAME: Final = re.compile(r"(?:.[oe]va?|sk(?:i|aia|ii)|.enko|[^aeiou]uk|[oe]viC|aCvili|iCvili|dse|.{2}[knrsC]ian)\Z")
_PATRONYMIC: Final = re.compile(r"(?:[oe]vi?C|[oe]vna|i[Cs]na)\Z")
# Given names, folded, that only people with transliterated names bear; they show that a surname like Shoigu is one too.
_GIVEN: Final = frozenset(
    """
    Calina Cenadi CriCori Cristo aleksei anatoli andrei andri arkadi arseni artem aslan boris dCoCar denis
    dimitar dmitri dmitro ekaterina elena evCen evgeni evgenia fedor galina genadi giorgi grigori gurbanguli
    iCor iaroslav igor ilCam iordanka irina irini islam iuri iuriu katerina ksenia larisa leonid liubov
    liudmila maksim miCail miCailo mikola nadeCda natalia nikolai nursultan oksana oleC oleg oleksi olena
    pavlo petr raisa ramsan rostislav ruslan rustam semen serCei serCi sergei sinaida stanislav svetan
    svetlana sviatoslav svitlana tatiana timur valeri vasil vasili veaCeslav viaCeslav vitali vladimir
    vladislav volodimir
    """.split()
)
# Folded given names that languages adapt further than letters.
_SAME_GIVEN: Final[Mapping[str, str]] = {
    "aleksander": "aleksandr",
    "aleksandre": "aleksandr",
    "oleksander": "oleksandr",
    "olexander": "oleksandr",
    "dimitri": "dmitri",
    "dmitrii": "dmitri",
    "evgenii": "evgeni",
    "konstantine": "konstantin",
    "maksime": "maksim",
    "ielena": "elena",
}
# Spellings of the commonest Arabic given name; they count only before an Arabic article or a second Arabic name.
_MUHAMMAD: Final = re.compile(r"(?:m[ou]h?am+[ae]d|mou?ham+[ae]d)\Z")
_ARABIC: Final = frozenset(
    "al el bin ben ibn abd abdel abdul abdallah abdullah ahmed hassan hussein ali mahmoud omar".split()
)
_TELLING_CHARS: Final = 5
"""Folded letters from which a surname's Slavic ending is no accident."""
# Given names of Arabs and Persians in their common spellings; they show a name to be transliterated.
_ARABIC_GIVEN: Final = frozenset(
    """
    abbas adel adnan ahmad ahmed aisha akbar amin amir ammar anwar asad aziz bashar bassam ebrahim fadi fahd faisal
    farid faruk fatima fayez fuad gamal ghassan habib hadi hamad hamid hani hasan hassan hisham hosni hossein husain
    husayn husni hussain hussein ibrahim imad ismail jaafar jafar jalal jamal jamil javad kamal karim khaled khalid
    khalil khodr laila leila mahdi mahmoud mahmud majid mansour marwan masoud mehdi moncef mostafa moustafa mustafa
    nabil nadia nadim naim najib nasir nasser nizar nouri nuri omar osama qasem qassem rachid rafik rafiq ramzi rashid
    reza riad riyad saad saddam sadiq saeed said salah saleh salem salim sami samir tahar tarek tariq umar usama
    wael wafa walid yahya yasir yasser yousef youssef yusuf zaid ziad zine
    """.split()
)


@lru_cache(maxsize=65_536)
def spelling_key(name: str, entity_type: str, language: str | None = None, *, transliterates: bool = True) -> str:
    """A name to its key: words in order, parted by one space; "" when it holds no letter or digit.

    `entity_type` other than PERSON gets the plain fold. `language` (BCP 47) only tells Ukrainian Cyrillic from
    Russian where the letters do not. Middle initials and patronymics of people fall away. Names of people in
    Cyrillic, Greek, Armenian and Georgian, whose letters all have a sound, get the key of their Latin spelling, unless
    `transliterates` is false; in scripts that leave sounds out or share them the key is of the letters themselves.
    """
    flat = unicodedata.normalize("NFKC", name).casefold()
    is_cyrillic = transliterates and bool(_CYRILLIC.search(flat))
    if transliterates and entity_type == "PERSON" and _LETTER_BY_LETTER.search(flat):
        flat = romanise(flat, script_of(flat))
    elif is_cyrillic and entity_type == "PERSON":
        if language == "uk" or _UKRAINIAN.search(flat):
            flat = flat.replace("г", "h").replace("ґ", "g").replace("и", "y")
        flat = flat.translate(_TO_LATIN)
    words = _plain(flat)
    if entity_type != "PERSON":
        return " ".join(words)
    words = [w for i, w in enumerate(words) if len(w) > 1 or i in (0, len(words) - 1)]
    if not words:
        return ""
    folded = [_fold(w) for w in words]
    if is_cyrillic or _SURNAME.search(folded[-1]) or (len(folded) > 1 and folded[0] in _GIVEN):
        middle = [w for w in folded[1:-1] if not _PATRONYMIC.search(w)]
        ends = folded[:1] + middle + folded[-1:] if len(folded) > 1 else folded
        return " ".join(_SAME_GIVEN.get(w, w) if i == 0 else w for i, w in enumerate(ends))
    return " ".join(_arabic(words))


def middle_names(name: str) -> str:
    """What stands between a person's given name and surname and falls away from the key: initials, as in George W.
    Bush, and patronymics, folded; "" where there is nothing."""
    flat = unicodedata.normalize("NFKC", name).casefold()
    if _CYRILLIC.search(flat):
        flat = flat.translate(_TO_LATIN)
    words = _plain(flat)[1:-1]
    found = [word if len(word) == 1 else _fold(word) for word in words if word.isascii()]
    return " ".join(word for word in found if len(word) == 1 or _PATRONYMIC.search(word))


@lru_cache(maxsize=32_768)
def shown_by(name: str) -> str:
    """What shows a person's name in Latin letters to be transliterated: "surname" where it has a Slavic or Caucasian
    one of some length, "given" where it has a Slavic, Arabic or Persian given name, "short" where the surname looks
    Slavic but is short (Hof, Crow), else ""."""
    words = plain_words(name)
    if not words:
        return ""
    surname = _fold(words[-1])
    is_slavic = bool(_SURNAME.search(surname))
    if is_slavic and len(surname) >= _TELLING_CHARS:
        return "surname"
    if len(words) > 1 and (_fold(words[0]) in _GIVEN or words[0] in _ARABIC_GIVEN or _MUHAMMAD.match(words[0])):
        return "given"
    if len(words) > 1 and _ARABIC & set(words[:-1]):
        return "given"
    return "short" if is_slavic else ""


def is_adapted(name: str) -> bool:
    """Whether a person's name in Latin letters may be transliterated."""
    return shown_by(name) != ""


def plain_words(name: str) -> list[str]:
    """A name to its words, casefolded, without accents, apostrophes and dots; other marks part words."""
    return _plain(unicodedata.normalize("NFKC", name).casefold())


def _plain(flat: str) -> list[str]:
    """Casefolded text to words without accents; apostrophes vanish, any other mark parts words.

    Signs that are a sound of their own stay: vowels of Indian and Thai letters, the voicing of kana.
    """
    bare = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", flat).translate(_LETTERS))
    if bare.isascii():
        return "".join(c if c.isalnum() else "" if c == "." else " " for c in bare).split()
    kept = (c if c.isalnum() or _is_sound(c) else "" if unicodedata.combining(c) or c == "." else " " for c in bare)
    return "".join(kept).split()


def _is_sound(char: str) -> bool:
    """Whether a mark that Unicode counts as no letter changes what is said: its combining class tells."""
    order = unicodedata.combining(char)
    return order == 8 or 84 <= order <= 132 or (order == 0 and unicodedata.category(char) in ("Mn", "Mc"))


@lru_cache(maxsize=65_536)
def _fold(word: str) -> str:
    """One unaccented Latin word to the symbols C (ш щ ч ж х), s (с з ц) and plain letters."""
    word = _HUSHING.sub("C", word)
    word = re.sub(r"gu(?=[ei])|gh", "g", word.replace("x", "ks").replace("ck", "k").replace("ph", "f"))
    # Bulgarian х is written h, and so is Ukrainian г.
    word = _HISSING.sub("s", word.replace("h", "C"))
    word = re.sub(r"c", "k", word).replace("w", "v").replace("q", "k")
    word = _DOUBLED.sub(r"\1", word)
    word = re.sub(r"(?<=[oe])f\Z", "v", word)
    word = re.sub(r"o[eu]", "u", word)
    word = re.sub(r"[yj]", "i", word)
    word = re.sub(r"i+", "i", word)
    word = re.sub(r"ie|io", "e", word)
    word = re.sub(r"in[e]\Z", "in", word)
    return re.sub(r"Cov(a?)\Z", r"Cev\1", word)


def _arabic(words: list[str]) -> list[str]:
    """Plain words with the Arabic article and Muhammad in one spelling, where two Arabic words show the name to be
    Arabic.
    """
    is_muhammad = bool(_MUHAMMAD.match(words[0]))
    if len(words) < 2 or not (is_muhammad or words[0] in _ARABIC) or not _ARABIC & set(words[1:]):
        return words
    return ["mohammed" if _MUHAMMAD.match(w) else "al" if w == "el" else "bin" if w == "ben" else w for w in words]
