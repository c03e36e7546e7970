"""langdetect's profiles, loaded in one order everywhere, and its detector with a faster way to the same trigrams."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any, Final

from langdetect.detector import Detector
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException
from langdetect.utils.ngram import NGram
from langdetect.utils.unicode_block import unicode_block

_SPACES: Final = re.compile(" {2,}")
# Words recur, so their trigrams are kept; bounded, because a text can be made of words that never recur.
_KEPT_WORDS: Final = 50_000
_KEPT_WORD_CHARS: Final = 30
_KEPT_CHARS: Final = 20_000
TRIALS: Final = 3
"""Samples drawn per text. langdetect draws 7; on 2,994 news articles in 32 languages 3 named the same language in 99.9
%, were right and wrong-and-reliable as often (2,918 and 14), and took 57 % of the time."""


class _Factory(DetectorFactory):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.chars: dict[str, str] = {}
        self.words: dict[str, tuple[str, ...]] = {}

    def _create_detector(self) -> _QuickDetector:
        return _QuickDetector(self)


class _QuickDetector(Detector):  # type: ignore[misc]
    """Gives what langdetect's detector gives (a test compares them), at about three times the speed."""

    def __init__(self, factory: _Factory) -> None:
        super().__init__(factory)
        self.n_trial = TRIALS
        self.text: str = ""
        self._chars = factory.chars
        self._words = factory.words

    def append(self, text: str) -> None:
        text = NGram.normalize_vi(self.MAIL_RE.sub(" ", self.URL_RE.sub(" ", text)))
        self.text += _SPACES.sub(" ", text[: self.max_text_length])

    def cleaning_text(self) -> None:
        latin = other = 0
        for char, times in Counter(self.text).items():
            if "A" <= char <= "z":
                latin += times
            elif char >= "\u0300" and unicode_block(char) != "Latin Extended Additional":
                other += times
        if latin * 2 < other:
            self.text = "".join(char for char in self.text if char < "A" or char > "z")

    def _update_lang_prob(self, prob: list[float], word: str, alpha: float) -> bool:
        weight = alpha / self.BASE_FREQ
        prob[:] = [p * (weight + q) for p, q in zip(prob, self.word_lang_prob_map[word], strict=True)]
        return True

    def _normalize_prob(self, prob: list[float]) -> float:
        total = sum(prob)
        prob[:] = [p / total for p in prob]
        return max(prob)

    def _extract_ngrams(self) -> list[str]:
        plain = "".join(map(self._plain, self.text))
        last = plain.rpartition(" ")[2]
        found: list[str] = []
        known = self._words
        for word in plain[: len(plain) - len(last)].split(" "):
            if word:
                grams = known.get(word)
                if grams is None:
                    grams = self._of_word(word, " ")
                    if len(known) < _KEPT_WORDS and len(word) <= _KEPT_WORD_CHARS:
                        known[word] = grams
                found.extend(grams)
        found.extend(self._of_word(last, ""))
        return found

    def _plain(self, char: str) -> str:
        plain = self._chars.get(char)
        if plain is None:
            plain = str(NGram.normalize(char))
            if len(self._chars) < _KEPT_CHARS:
                self._chars[char] = plain
        return plain

    def _of_word(self, word: str, after: str) -> tuple[str, ...]:
        """Known 1-, 2- and 3-grams of a word in langdetect's order.

        It skips those that end within two or more capitals.
        """
        padded = f" {word}{after}"
        found: list[str] = []
        is_capitals = False
        for i in range(1, len(padded)):
            char = padded[i]
            is_capitals = char.isupper() and (is_capitals or padded[i - 1].isupper())
            if is_capitals:
                continue
            for start in (i, i - 1, i - 2):
                gram = padded[max(start, 0) : i + 1]
                if start >= 0 and gram != " " and gram in self.word_lang_prob_map:
                    found.append(gram)
        return tuple(found)


_lock: Final = Lock()

PROFILES_BY_SCRIPT: Final[dict[str, tuple[str, ...]]] = {
    "LATIN": tuple(
        "af ca cs cy da de en es et fi fr hr hu id it lt lv nl no pl pt ro sk sl so sq sv sw tl tr vi".split()
    ),
    "CYRILLIC": ("bg", "mk", "ru", "uk"),
    "ARABIC": ("ar", "fa", "ur"),
    "DEVANAGARI": ("hi", "mr", "ne"),
}
"""Scripts that several profiles share. A text is compared with those of its script: the others cannot be meant."""


@cache
def _load() -> dict[str, _Factory]:
    directory = files("langdetect") / PROFILES_DIRECTORY.rpartition("/")[2]
    factories: dict[str, _Factory] = {}
    for script, names in PROFILES_BY_SCRIPT.items():
        factory = _Factory()
        factory.set_seed(0)
        factory.load_json_profile([(directory / name).read_text(encoding="utf-8") for name in names])
        factories[script] = factory
    return factories


def profiles() -> Mapping[str, Any]:
    """The loaded factories by script, one set a process. langdetect's own loader is not safe with threads and takes the
    profiles in the directory's order, which differs between machines."""
    with _lock:
        return _load()


def best_profiles(factory: Any, text: str) -> dict[str, float]:
    """The profiles that fit best and their probabilities, best first; empty where the text has no known trigrams.

    The detector draws its sample from a generator seeded for it alone, so the answer depends on the text only.
    """
    detector = factory.create()
    try:
        detector.append(text)
        found = detector.get_probabilities()
    except LangDetectException:
        return {}
    return {str(language.lang): min(1.0, float(language.prob)) for language in found}
