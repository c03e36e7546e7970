"""Text → language: label, confidence, and whether to trust it.

langdetect compares trigrams with its profiles and always answers with one of them, also for a language that it
does not know. So its answer is held against two cheap witnesses: the script of the letters, and the share of words that
are function words of the language (`language_data/function_words.tsv`). Languages without a profile are named by their
function words alone, or not at all.

Labels are BCP 47. Chinese is `zh` whatever the script (readers write both within one language; the body shows which).
The profile `no` becomes `nb` or `nn`. Croatian, Bosnian and Serbian in Latin letters share one profile, `hr`; Bosnian
is named by its words, and never reliable, for Montenegrin writes the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

from transforms.language_data.lists import function_word_lists, near_words, speakers
from transforms.language_data.profiles import best_profile, profiles
from transforms.model import LanguageGuess


@dataclass(frozen=True, slots=True)
class LanguageOptions:
    """What is looked at and what is believed; every value changes labels or reliability.

    Ratios were read off 27,000 news articles and 74,000 sentences (`benchmarks/language.py` prints what they give).
    """

    body_chars: int = 1_000
    """Code points of the body that are read, after the title; more costs time and settles nothing."""
    title_chars: int = 300
    least_letters: int = 12
    """Fewer letters than this and nothing is said, unless the script has one language."""
    reliable_letters: int = 60
    """langdetect's own probability means nothing on shorter text (it calls "NAVO" Vietnamese at 0.99999)."""
    reliable_dense_letters: int = 25
    """The same for scripts that write a word in one or two letters (Chinese, Japanese, Korean)."""
    reliable_words: int = 10
    reliable_probability: float = 0.9
    reliable_function_ratio: float = 0.17
    """Least share of words that are function words of the language; whole news texts have 0.25 to 0.55."""
    reliable_lead: float = 1.2
    """Least quotient of that share and the best share of another language (kin languages aside)."""
    sparse_ratio: float = 0.4
    """Factor on both ratios for languages that say with endings or prefixes what others say with small words."""
    naming_function_ratio: float = 0.14
    """Share of function words at which a language without a profile is named."""
    naming_lead: float = 1.25
    """Quotient by which its share must pass that of langdetect's answer."""
    overrule_words: int = 5
    """Known function words from which they may overrule langdetect between two languages that both have lists."""
    overrule_lead: float = 1.7
    script_ratio: float = 0.7
    """Share of the letters below which a text is of no one script, so mixed."""


class LanguageEngine(Protocol):
    """Says in what language a text is written. The same text always gives the same guess, in any process or order."""

    def detect(self, title: str | None, body: str | None) -> LanguageGuess:
        """The language of an article; `und` with confidence 0 where it cannot be known. Never raises on any text."""
        ...


UNKNOWN: Final = LanguageGuess("und", 0.0, False)

# Scripts by the first word of a character's Unicode name; a set is the languages that a text in it may have here.
# Scripts that are not named have no profile: nothing is said of them.
_SCRIPT_LANGUAGES: Final[dict[str, frozenset[str]]] = {
    "GREEK": frozenset({"el"}),
    "HEBREW": frozenset({"he"}),
    "HANGUL": frozenset({"ko"}),
    "HIRAGANA": frozenset({"ja"}),
    "KATAKANA": frozenset({"ja"}),
    "CJK": frozenset({"zh"}),
    "THAI": frozenset({"th"}),
    "BENGALI": frozenset({"bn"}),
    "GUJARATI": frozenset({"gu"}),
    "GURMUKHI": frozenset({"pa"}),
    "KANNADA": frozenset({"kn"}),
    "MALAYALAM": frozenset({"ml"}),
    "TAMIL": frozenset({"ta"}),
    "TELUGU": frozenset({"te"}),
    "ARMENIAN": frozenset({"hy"}),
    "GEORGIAN": frozenset({"ka"}),
    "KHMER": frozenset({"km"}),
    "LAO": frozenset({"lo"}),
    "MYANMAR": frozenset({"my"}),
    "ORIYA": frozenset({"or"}),
    "SINHALA": frozenset({"si"}),
    "THAANA": frozenset({"dv"}),
    "ETHIOPIC": frozenset({"am", "ti"}),
    "DEVANAGARI": frozenset({"hi", "mr", "ne"}),
    "ARABIC": frozenset({"ar", "fa", "ur", "ps", "sd", "ckb", "ug"}),
    "CYRILLIC": frozenset({"ru", "uk", "bg", "mk", "sr", "be", "kk", "ky", "mn", "tg", "tt"}),
    "LATIN": frozenset(),
}
_DENSE: Final = frozenset({"zh", "ja", "ko", "th"})
_NO_WORDS: Final = frozenset({"zh", "ja", "th", "km", "lo", "my"})
# Letters that no language of the profile's alphabet writes: one in a hundred of them says that the profile is not it.
_FOREIGN_LETTERS: Final[dict[str, str]] = {
    "ru": "іїєґўђћљњџјқғңөұүһәҷҳѝ",
    "uk": "ўђћљњџјыэёъқғңөұүһә",
    "bg": "ыэёіїєґўђћљњџјқғңөұүһә",
    "mk": "ыэёіїєґўђћъьйщюяғңөұүһә",
    "tr": "əäňýžţșț",
    "hr": "ąęłőűřåøæ",
    "ar": "پچگڤژڭێۆەڕڵ",
    "fa": "ټډړږښڼێۆەڕڵڭ",
    "ur": "ټډړږښڼێۆەڕڵڭ",
}
_FOREIGN_RATIO: Final = 0.01
# Where function words overlap by descent, a high share in the other is no objection.
_KIN: Final = frozenset(
    frozenset(pair.split()) for pair in ("nb da", "nb nn", "nn da", "cs sk", "bg mk", "hr sr", "id ms")
)
_SPARSE: Final = frozenset("am ti fi et hu tr az kk ky mn uz lt lv eu mr ne ta te kn ml sn xh zu lg om rn rw".split())
# Of these a list is known but not of their nearest kin, so a share says little.
_NEVER_RELIABLE: Final = frozenset("bs mi sm st tn ts ny la wo mg ckb sd ug tt tg ms rn rw".split())
# One profile serves both: the second is told from the first by its own words.
_TWINS: Final = {"hr": "sr", "id": "ms", "rn": "rw", "rw": "rn"}
_NEAREST: Final = {"hr": "sr", "sr": "hr", "id": "ms", "ms": "id", "da": "no"}
_EDGES: Final = (
    "".join(chr(code) for code in range(0x21, 0x30) if code != 0x27)
    + ":;<=>?@[\\]^_`{|}~«»“”„‟‘’‚‹›…–—―·•،؛؟。，、！？：；।॥።፣፤፥፦፡"
)
_URL: Final = re.compile(r"(?:https?://|www\.)\S{1,2000}|\S{1,64}@\S{1,255}|[#@]\w+")


class LangdetectEngine:
    """langdetect's character profiles, checked against scripts and function words."""

    def __init__(self, options: LanguageOptions | None = None) -> None:
        self.options = options or LanguageOptions()
        self._profiles = profiles()
        self._speakers = speakers()

    def detect(self, title: str | None, body: str | None) -> LanguageGuess:
        """See `LanguageEngine.detect`. Reads `title_chars` of the title and `body_chars` of the body."""
        text = f"{(title or '')[: self.options.title_chars]}\n{(body or '')[: self.options.body_chars]}"
        text = unicodedata.normalize("NFC", _URL.sub(" ", text))
        letters, script, script_ratio = _script(text)
        if not letters or script not in _SCRIPT_LANGUAGES:
            return UNKNOWN
        speakers = _SCRIPT_LANGUAGES[script]
        if letters < self.options.least_letters and len(speakers) != 1:
            return UNKNOWN
        if script in self._profiles:
            guess, probability = best_profile(self._profiles[script], text)
        else:
            guess, probability = next(iter(speakers)) if len(speakers) == 1 else "und", script_ratio
        words = [w for w in (word.strip(_EDGES) for word in text.replace("’", "'").casefold().split()) if w]
        counts = self._function_words(words)
        label, ratio, rival_ratio, is_overruled = self._weigh(guess, words, counts)
        if label == "und" or (speakers and label not in speakers) or (not speakers and label in _NON_LATIN):
            return UNKNOWN
        is_foreign = _foreign_ratio(text, label) > _FOREIGN_RATIO * letters
        has_words = label in _NO_WORDS or (
            len(words) >= self.options.reliable_words
            and (
                ratio is None
                or (
                    ratio >= self._least(label, self.options.reliable_function_ratio)
                    and ratio >= self.options.reliable_lead * rival_ratio
                )
            )
            and (ratio is not None or label in _LISTLESS)
        )
        enough = self.options.reliable_dense_letters if label in _DENSE else self.options.reliable_letters
        if is_overruled and script in self._profiles:
            probability = min(0.95, 0.5 + (ratio or 0.0))
        confidence = probability * min(1.0, letters / enough)
        if is_foreign or not has_words:
            confidence *= 0.5
        is_reliable = (
            letters >= enough
            and has_words
            and _is_told_apart(label, words)
            and label not in _NEVER_RELIABLE
            and not is_foreign
            and (
                script not in self._profiles
                or probability >= self.options.reliable_probability * (0.75 if is_overruled else 1.0)
            )
            and script_ratio >= self.options.script_ratio
        )
        return LanguageGuess(label, round(min(1.0, confidence), 4), is_reliable)

    def _function_words(self, words: list[str]) -> Counter[str]:
        """How many of the words are function words of each language."""
        counts: Counter[str] = Counter()
        for word, times in Counter(words).items():
            for language in self._speakers.get(word, ()):
                counts[language] += times
        return counts

    def _least(self, language: str, ratio: float) -> float:
        return ratio * self.options.sparse_ratio if language in _SPARSE else ratio

    def _weigh(self, guess: str, words: list[str], counts: Counter[str]) -> tuple[str, float | None, float, bool]:
        """Label, its share of function words (None without a list), the best share of a language not kin, and whether
        the words overruled the profile."""
        label = _refine(guess, words)
        own = counts[label]
        best = max(counts, key=lambda language: (counts[language], language), default="und")
        is_overruled = False
        if best != label and best in _UNPROFILED:
            if (
                counts[best] >= self.options.overrule_words
                and counts[best] >= self._least(best, self.options.naming_function_ratio) * len(words)
                and counts[best] > self.options.naming_lead * own
            ):
                label, is_overruled = _refine(best, words), True
        elif best != label and (label in _LISTED or label == "und"):
            lead = self.options.overrule_lead if frozenset({best, label}) not in _KIN else 2.5
            if counts[best] >= self.options.overrule_words and counts[best] > lead * own:
                label, is_overruled = _refine(best, words), True
        if label not in _LISTED:
            return label, None, 0.0, is_overruled
        total = max(1, len(words))
        rivals = (
            count
            for language, count in counts.items()
            if language != label and frozenset({language, label}) not in _KIN
        )
        return label, counts[label] / total, max(rivals, default=0) / total, is_overruled


def _tells(words: list[str], language: str, against: str) -> int:
    """How many words the first language writes otherwise than the second."""
    near = near_words()[language, against]
    return sum(word in near for word in words)


def _refine(label: str, words: list[str]) -> str:
    """A profile's label made finer: `no` split into nb and nn and told from Danish, and twins that share a profile
    told apart, by words that only one of them spells so."""
    twin = _TWINS.get(label)
    if twin and _tells(words, twin, label) > _tells(words, label, twin):
        return twin
    if label == "hr" and _tells(words, "bs", "hr") > _tells(words, "hr", "bs"):
        return "bs"
    if label not in ("no", "da", "nb", "nn"):
        return label
    lead = _tells(words, "da", "no") - _tells(words, "no", "da")
    if lead >= 0 if label == "da" else lead > 2:
        return "da"
    return "nn" if _tells(words, "nn", "nb") > _tells(words, "nb", "nn") else "nb"


def _is_told_apart(label: str, words: list[str]) -> bool:
    """Whether some word speaks for this language against its nearest kin; true for languages without such kin here."""
    if label in ("nb", "nn"):
        other = "nn" if label == "nb" else "nb"
        is_norwegian = _tells(words, "no", "da") > _tells(words, "da", "no")
        return is_norwegian and _tells(words, label, other) > _tells(words, other, label)
    if label == "hr" and _tells(words, "hr", "bs") <= _tells(words, "bs", "hr"):
        return False
    kin = _NEAREST.get(label)
    return kin is None or _tells(words, label, kin) > _tells(words, kin, label)


def _script(text: str) -> tuple[int, str, float]:
    """Number of letters, the script of most of them, and its share. Japanese counts as one script when kana are among
    it."""
    scripts: Counter[str] = Counter()
    letters = 0
    for char, times in Counter(text).items():
        if char.isalpha():
            letters += times
            scripts[_script_of(char)] += times
    if not letters:
        return 0, "", 0.0
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kana and kana * 10 >= scripts["CJK"]:
        scripts["HIRAGANA"], scripts["KATAKANA"], scripts["CJK"] = kana + scripts["CJK"], 0, 0
    script = max(scripts, key=lambda name: (scripts[name], name))
    return letters, script, scripts[script] / letters


@cache
def _script_of(char: str) -> str:
    return unicodedata.name(char, "UNKNOWN").split(" ", 1)[0].split("-")[0]


def _foreign_ratio(text: str, label: str) -> int:
    foreign = _FOREIGN_LETTERS.get(label)
    if not foreign:
        return 0
    lowered = text.lower()
    return sum(lowered.count(letter) for letter in foreign)


_PROFILED: Final = frozenset(
    """af ar bg bn ca cs cy da de el en es et fa fi fr gu he hi hr hu id it ja kn ko lt lv mk ml mr ne nl nb nn pa pl
    pt ro ru sk sl so sq sv sw ta te th tl tr uk ur vi zh""".split()
)
_LISTED: Final = frozenset(function_word_lists())
_UNPROFILED: Final = _LISTED - _PROFILED
# Profiles whose script belongs to them alone here need no list.
_LISTLESS: Final = frozenset("el he ko bn gu pa kn ml ta te hy ka or si dv".split())
_NON_LATIN: Final = frozenset[str]().union(*_SCRIPT_LANGUAGES.values()) - {"sr"}


@cache
def default_engine() -> LanguageEngine:
    """The packaged engine, loaded once a process. Call it before any thread starts; it costs about half a second."""
    return LangdetectEngine()
