"""Languages of one script ranked: py3langid's features, words that near languages spell differently, langdetect."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from transforms.language.grams import gram_model
from transforms.language.options import LanguageOptions
from transforms.language.scripts import LANGUAGES, NON_LATIN
from transforms.language.words import tells
from transforms.language_data.profiles import best_profiles, profiles

# Near languages: between two of a group, the words count that only one of them writes so.
_GROUPS: Final = (
    frozenset(("nb", "nn", "da")),
    frozenset(("hr", "bs", "sr-Latn")),
    frozenset(("id", "ms")),
    frozenset(("en", "pcm")),
)
TWINS: Final = {"rw": "rn", "zu": "nd"}
"""The ranking knows the first alone; the second is told from it by its own words."""
_NEAREST: Final[dict[str, tuple[str, ...]]] = {
    "hr": ("sr", "bs"),
    "sr": ("hr", "bs"),
    "id": ("ms",),
    "ms": ("id",),
    "da": ("no",),
    "de": ("gsw",),
    "ar": ("ar-ary",),
    **{language: (twin,) for language, twin in TWINS.items()},
    **{twin: (language,) for language, twin in TWINS.items()},
}
_WORDS_TELL: Final = frozenset(("de", *TWINS, *TWINS.values()))
"""Kin of these is not ranked, so a lead in the ranking says nothing of it."""
_PROFILE_OF: Final = {"nb": "no", "nn": "no", "bs": "hr", "sr-Latn": "hr", "ms": "id"}
_NEVER: Final = np.float32(-1e9)
_LEAST_SHARE: Final = 0.01


class Ranked(NamedTuple):
    """The best language, and how it stands out; lead and lift as in `Evidence`."""

    language: str
    lead: float
    lift: float
    agreement: int


NOTHING: Final = Ranked("und", 0.0, 0.0, 0)


class Ranking:
    """The loaded models. The same text gets the same answer, in any thread and process."""

    def __init__(self, options: LanguageOptions) -> None:
        self._options = options
        self._profiles = profiles()
        self._model = gram_model()
        self._labels = self._model.labels
        self.languages = frozenset(label.partition("-")[0] for label in self._labels)
        self._allowed = {script: self._of_script(script) for script in LANGUAGES}

    def rank(self, text: str, script: str, words: Sequence[str]) -> Ranked:
        """The language of a text in NFC among those of its script; `NOTHING` where it has no known features."""
        scores, weight, root = self._model.scores(text)
        if not weight:
            return NOTHING
        scores = scores + self._allowed[script]
        first, second, lead = self._best_two(scores)
        group = next((group for group in _GROUPS if self._labels[first] in group), None)
        if group:
            first, second, lead = self._among_kin(scores, group, words, root)
        agreement = 0
        if lead < self._options.doubt and script in self._profiles:
            agreement, first, lead = self._ask_langdetect(self._profiles[script], text, scores, first, second)
        language = self._labels[first].partition("-")[0]
        twin = TWINS.get(language)
        if twin and tells(words, twin, language) > tells(words, language, twin):
            language = twin
        return Ranked(language, lead, float(scores[first]) * root / weight, agreement)

    def rank_stretch(self, text: str, script: str) -> tuple[str, float]:
        """Language and lead of a stretch by the features alone."""
        scores, weight, _ = self._model.scores(text)
        if not weight:
            return "und", 0.0
        first, _, lead = self._best_two(scores + self._allowed[script])
        return self._labels[first].partition("-")[0], lead

    def _of_script(self, script: str) -> NDArray[np.float32]:
        """What is added to the scores of a text in a script: nothing, or enough to rule a column out."""
        speakers = LANGUAGES[script]
        bases = [label.partition("-")[0] for label in self._labels]
        if speakers:
            fits = [base in speakers and label != "sr-Latn" for base, label in zip(bases, self._labels, strict=True)]
        else:
            fits = [base not in NON_LATIN and label != "sr" for base, label in zip(bases, self._labels, strict=True)]
        return np.where(fits, np.float32(0), _NEVER)

    def _best_two(self, scores: NDArray[np.float32]) -> tuple[int, int, float]:
        """The best column, the best with another label, and the lead of the first."""
        order = np.argpartition(scores, -4)[-4:]
        best = sorted(((-score, column) for column, score in zip(order.tolist(), scores[order].tolist(), strict=True)))
        first = best[0][1]
        second = next((column for _, column in best[1:] if self._labels[column] != self._labels[first]), best[1][1])
        return first, second, float(scores[first] - scores[second])

    def _among_kin(
        self, scores: NDArray[np.float32], group: frozenset[str], words: Sequence[str], root: float
    ) -> tuple[int, int, float]:
        """The one of a group that words and features prefer to each of the others, the runner-up of all, the lead."""
        kin = sorted((-float(scores[column]), column) for column, label in enumerate(self._labels) if label in group)
        first = kin[0][1]
        for _, column in kin[1:]:
            if self._kin_lead(scores, first, column, words, root) < 0:
                first = column
        leads = [(self._kin_lead(scores, first, column, words, root), column) for _, column in kin if column != first]
        others = scores.copy()
        others[[column for _, column in kin]] = _NEVER
        stranger = int(others.argmax())
        leads.append((float(scores[first] - scores[stranger]), stranger))
        lead, second = min(leads)
        return first, second, max(lead, 0.0)

    def _kin_lead(
        self, scores: NDArray[np.float32], column: int, other: int, words: Sequence[str], root: float
    ) -> float:
        """By how much a near language leads another, the words counted that only one of them writes so."""
        mine, theirs = listed_as(self._labels[column], self._labels[other])
        told = tells(words, mine, theirs) - tells(words, theirs, mine)
        return float(scores[column] - scores[other]) + self._options.near_word_weight * told / root

    def _ask_langdetect(
        self, factory: Any, text: str, scores: NDArray[np.float32], first: int, second: int
    ) -> tuple[int, int, float]:
        """Whether langdetect names the first too (0 if it cannot tell the two apart), the better of the two with its
        voice counted, and the lead."""
        lead = float(scores[first] - scores[second])
        names = [_PROFILE_OF.get(self._labels[column], self._labels[column]) for column in (first, second)]
        shares = best_profiles(factory, text[: self._options.second_chars]) if names[0] != names[1] else {}
        if not shares.keys() & set(names):
            return 0, first, max(lead, 0.0)
        voice = [math.log(max(shares.get(name, 0.0), _LEAST_SHARE)) for name in names]
        lead += self._options.second_weight * (voice[0] - voice[1])
        agreement = 1 if max(sorted(shares), key=lambda name: shares[name]) == names[0] else -1
        return (agreement, first, lead) if lead >= 0 else (-agreement, second, -lead)


def listed_as(label: str, other: str) -> tuple[str, str]:
    """The pair under which the words are listed that the first writes otherwise than the second."""
    mine, theirs = label.removesuffix("-Latn"), other.removesuffix("-Latn")
    if "da" in (mine, theirs):
        return ("da", "no") if mine == "da" else ("no", "da")
    return mine, theirs


def is_told_apart(language: str, script: str, lead: float, words: Sequence[str], least_lead: float) -> bool:
    """Whether the ranking's lead or some words speak for a language against its nearest kin; true without such kin."""
    if lead >= least_lead and language not in _WORDS_TELL:
        return True
    if language in ("nb", "nn"):
        other = "nn" if language == "nb" else "nb"
        is_norwegian = tells(words, "no", "da") > tells(words, "da", "no")
        return is_norwegian and tells(words, language, other) > tells(words, other, language)
    if language == "sr" and script == "CYRILLIC":
        return True
    return all(tells(words, language, kin) > 2 * tells(words, kin, language) for kin in _NEAREST.get(language, ()))
