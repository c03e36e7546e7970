"""Text → language: label, confidence, whether to trust it, variant, and stretches in other languages.

Four witnesses are heard. The script of the letters leaves few languages or one. py3langid's features (`grams`) rank
what is left. The share of words that are function words of a language (`language_data/function_words.tsv`) supports
the answer or shows that the text is in a language that the ranking does not know. langdetect is asked where the
ranking hesitates between two languages that it knows. How they are weighed is measured (docs/language.md).

Labels are BCP 47. Chinese is `zh` whatever the script, Norwegian `nb` or `nn`; the variant is finer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from transforms.language.confidence import TYPICAL_LIFT, confidence_of
from transforms.language.grams import gram_model
from transforms.language.scripts import LANGUAGES, NON_LATIN, Census, census
from transforms.language.spans import spans_of
from transforms.language.variants import variant_of
from transforms.language.words import SPARSE, listed, spoken, tells, words_of
from transforms.language_data.profiles import best_profiles, profiles
from transforms.model import LanguageGuess


@dataclass(frozen=True, slots=True)
class LanguageOptions:
    """What is looked at and what is believed; every value changes labels or reliability.

    Ratios were read off 27,000 news articles and 74,000 sentences (`benchmarks/language.py` prints what they give).
    """

    body_chars: int = 1_000
    """Code points of the body that decide the label, after the title; more costs time and settles nothing."""
    title_chars: int = 300
    least_letters: int = 12
    """Fewer letters than this and nothing is said, unless the script has one language."""
    reliable_letters: int = 60
    """Shorter text is named but not trusted."""
    reliable_dense_letters: int = 25
    """The same for scripts that write a word in one or two letters (Chinese, Japanese, Korean)."""
    reliable_words: int = 10
    reliable_confidence: float = 0.9
    reliable_function_ratio: float = 0.17
    """Least share of words that are function words of the language; whole news texts have 0.25 to 0.55."""
    reliable_lead: float = 1.2
    """Least quotient of that share and the best share of another language (kin languages aside)."""
    reliable_lift_loss: float = 0.9
    """How far the lift may stay below what is typical of the script. Of news articles in languages that are not ranked
    nine in ten stay 0.9 below or more, of those in ranked languages less than one in a hundred."""
    sure_lead: float = 10.0
    """Lead at which few function words are no objection."""
    sparse_ratio: float = 0.4
    """Factor on both ratios for languages that say with endings or prefixes what others say with small words."""
    naming_function_ratio: float = 0.14
    """Share of function words at which a language that is not ranked is named."""
    naming_lead: float = 1.25
    """Quotient by which its share must pass that of the ranking's answer."""
    naming_words: int = 5
    near_word_weight: float = 4.0
    """Natural-log odds that a word gives which one of two near languages writes otherwise than the other."""
    doubt: float = 1.0
    """Lead of the first over the second, in `grams` scores, below which langdetect is asked."""
    second_weight: float = 0.3
    """What langdetect's log odds count for, in `grams` scores."""
    second_chars: int = 300
    """Code points that langdetect reads; it is the slow one."""
    script_ratio: float = 0.7
    """Share of the letters below which a text is of no one script, so mixed."""
    reliable_span_ratio: float = 0.8
    """Share of the body that its main language must have to be trusted, where stretches are in others."""


class LanguageEngine(Protocol):
    """Says in what language a text is written. The same text always gives the same guess, in any process or order."""

    def detect(self, title: str | None, body: str | None) -> LanguageGuess:
        """The language of an article; `und` with confidence 0 where it cannot be known. Never raises on any text."""
        ...


class Evidence(NamedTuple):
    """What was found about a text, before it is weighed into a confidence."""

    language: str
    letters: int
    script: str
    script_ratio: float
    word_count: int
    lead: float
    """Lead of the first over the second in `grams` scores; for scripts of one language a large one."""
    lift: float
    """How much likelier the features are in the language than on average; low for a language that is not known."""
    function_ratio: float | None
    """Share of its function words; None without a list."""
    rival_ratio: float
    agreement: int
    """langdetect: 1 agrees, -1 does not, 0 was not asked."""
    is_overruled: bool
    is_told_apart: bool
    """Whether some word speaks for it against its nearest kin; true without such kin."""
    method: str


UNKNOWN: Final = LanguageGuess("und", 0.0, False)
_SINGLE_LEAD: Final = 9.0
_DENSE: Final = frozenset({"zh", "ja", "ko", "th"})
NO_WORDS: Final = frozenset({"zh", "ja", "th", "km", "lo", "my", "dz", "bo"})
# Scripts that one language here writes need no list of words.
LISTLESS: Final = frozenset("el ko bn gu pa kn ml ta te hy ka or si dv".split())
# Letters that a language does not write: one in a hundred of them says that the text is not in it.
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
    frozenset(pair.split())
    for pair in (
        "nb da",
        "nb nn",
        "nn da",
        "cs sk",
        "bg mk",
        "hr sr",
        "hr bs",
        "bs sr",
        "id ms",
        "zu xh",
        "st nso",
        "st tn",
        "tn nso",
        "tt ba",
        "rn rw",
        "pt gl",
    )
)
# Near languages whose words are counted against each other.
_GROUPS: Final = (
    ("nb", "nn", "da"),
    ("hr", "bs", "sr-Latn"),
    ("id", "ms"),
    ("en", "pcm"),
)
# Of these a list is known but not of their nearest kin, so a share says little.
_NEVER_RELIABLE: Final = frozenset("bs sm ny wo sd ee nd ss ve bem fj to ty hmn ff bo".split())
# The ranking knows the first alone; the second is told from it by its own words.
_TWINS: Final = {"rw": "rn", "zu": "nd"}
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S{1,2000}|\S{1,64}@\S{1,255}|[#@]\w+")


def without_addresses(text: str) -> str:
    """The text with URLs, mail addresses, mentions and hashtags blanked: they are in no language."""
    return _ADDRESS.sub(" ", text)


class CombinedEngine:
    """Scripts, py3langid's features, function words, and langdetect where these leave doubt."""

    def __init__(self, options: LanguageOptions | None = None) -> None:
        self.options = options or LanguageOptions()
        self._profiles = profiles()
        self._model = gram_model()
        self._ranked = frozenset(label.partition("-")[0] for label in self._model.labels)
        self._columns = {script: self._allowed(script) for script in LANGUAGES}
        labels = self._model.labels
        self._column_of = {label: column for column, label in reversed(list(enumerate(labels)))}

    def detect(self, title: str | None, body: str | None) -> LanguageGuess:
        """See `LanguageEngine.detect`. Reads `title_chars` of the title and `body_chars` of the body for the label, and
        the paragraphs of the body for stretches in other languages."""
        text = f"{(title or '')[: self.options.title_chars]}\n{(body or '')[: self.options.body_chars]}"
        text = unicodedata.normalize("NFC", without_addresses(text))
        words = words_of(text)
        evidence = self.weigh(text, words)
        if evidence is None:
            return UNKNOWN
        language = evidence.language
        confidence = confidence_of(evidence)
        is_reliable = confidence >= self.options.reliable_confidence and self._is_reliable(evidence, text)
        spans = spans_of(body, evidence, self.rank_language) if body else ()
        if spans:
            is_reliable = False
        variant = variant_of(language, evidence.script, text, words)
        return LanguageGuess(language, round(confidence, 4), is_reliable, variant, spans, evidence.method)

    def weigh(self, text: str, words: Sequence[str]) -> Evidence | None:
        """What is known of a text that was brought to NFC and rid of addresses; None if nothing can be said."""
        found = census(text)
        speakers = LANGUAGES.get(found.script)
        if speakers is None or (found.letters < self.options.least_letters and len(speakers) != 1):
            return None
        hits = spoken(words)
        agreement, methods = 0, ["script"]
        if len(speakers) == 1:
            label, lead, lift = next(iter(speakers)), _SINGLE_LEAD, 0.0
        elif found.script in ("ETHIOPIC", "HEBREW", "TIBETAN"):
            label, lead, lift = self._by_words(speakers, hits)
            methods = ["words"]
        else:
            label, lead, lift, agreement = self._ranking(text, words, found)
            methods = ["langdetect", "py3langid"] if agreement else ["py3langid"]
        if label == "und":
            return None
        label, is_overruled = self._unranked(label, words, hits, lead)
        if (speakers and label not in speakers) or (not speakers and label in NON_LATIN):
            return None
        total = max(1, len(words))
        ratio = hits.get(label, 0) / total if label in listed() else None
        rivals = (hits[other] for other in hits if other != label and frozenset({other, label}) not in _KIN)
        if is_overruled:
            methods = ["words"]
        elif ratio is not None and methods[-1] == "py3langid":
            methods.append("words")
        return Evidence(
            label,
            found.letters,
            found.script,
            found.ratio,
            len(words),
            lead,
            lift,
            ratio,
            max(rivals, default=0) / total,
            agreement,
            is_overruled,
            _is_told_apart(label, words),
            "+".join(methods),
        )

    def rank_language(self, text: str) -> tuple[str, float]:
        """Language and lead of a stretch by the ranking alone; ("und", 0) if it cannot be ranked."""
        found = census(text)
        speakers = LANGUAGES.get(found.script)
        if speakers is None:
            return "und", 0.0
        if len(speakers) == 1:
            return next(iter(speakers)), _SINGLE_LEAD
        if found.script in ("ETHIOPIC", "HEBREW", "TIBETAN"):
            return self._by_words(speakers, spoken(words_of(text)))[:2]
        scores, weight = self._model.scores(text)
        if not weight:
            return "und", 0.0
        first, _, lead = self._best_two(scores + self._columns[found.script])
        return self._model.labels[first].partition("-")[0], lead

    def _allowed(self, script: str) -> NDArray[np.float32]:
        speakers = LANGUAGES[script]
        fits = [
            (label in speakers) if speakers else label not in NON_LATIN or label == "sr-Latn"
            for label in self._model.labels
        ]
        if script == "LATIN":
            fits = [fit and label != "sr" for fit, label in zip(fits, self._model.labels, strict=True)]
        return np.where(fits, np.float32(0), np.float32(-1e9))

    def _ranking(self, text: str, words: Sequence[str], found: Census) -> tuple[str, float, float, int]:
        """Best label, its lead over the next language, its lift, and what langdetect said of it."""
        scores, weight = self._model.scores(text)
        if not weight:
            return "und", 0.0, 0.0, 0
        root = np.float32(np.sqrt(max(1, len(text.encode("utf-8", "surrogatepass")))))
        scores = scores + self._columns[found.script]
        first, second, lead = self._best_two(scores)
        labels = self._model.labels
        for group in _GROUPS:
            if labels[first] in group:
                scores = self._against_kin(scores, group, words, float(root))
                first, second, lead = self._best_two(scores)
        agreement = 0
        factory = self._profiles.get(found.script)
        if factory is not None and lead < self.options.doubt:
            agreement, scores = self._ask_langdetect(factory, text, scores, first, second)
            first, second, lead = self._best_two(scores)
        lift = float(scores[first]) * float(root) / weight
        label = labels[first].partition("-")[0]
        twin = _TWINS.get(label)
        if twin and tells(words, twin, label) > tells(words, label, twin):
            label = twin
        return label, lead, lift, agreement

    def _best_two(self, scores: NDArray[np.float32]) -> tuple[int, int, float]:
        """The best column, the best of another language, and the lead of the first."""
        labels = self._model.labels
        order = np.argpartition(scores, -4)[-4:]
        order = order[np.argsort(-scores[order], kind="stable")].tolist()
        first = order[0]
        base = labels[first].partition("-")[0]
        second = next((column for column in order[1:] if labels[column].partition("-")[0] != base), order[1])
        return first, second, float(scores[first] - scores[second])

    def _against_kin(
        self, scores: NDArray[np.float32], group: tuple[str, ...], words: Sequence[str], root: float
    ) -> NDArray[np.float32]:
        """Scores with the evidence of words that near languages write differently."""
        scores = scores.copy()
        unit = self.options.near_word_weight / root
        for label in group:
            for other in group:
                if label != other:
                    mine, theirs = _written(label, other)
                    scores[self._column_of[label]] += unit * tells(words, mine, theirs)
        return scores

    def _ask_langdetect(
        self, factory: object, text: str, scores: NDArray[np.float32], first: int, second: int
    ) -> tuple[int, NDArray[np.float32]]:
        """Whether langdetect agrees with the first label (0 if it has no profile of both), scores with its voice."""
        labels = self._model.labels
        known = {_PROFILE_OF.get(labels[column], labels[column]) for column in (first, second)}
        if len(known) < 2:
            return 0, scores
        shares = best_profiles(factory, text[: self.options.second_chars])
        if not known & set(shares):
            return 0, scores
        scores = scores.copy()
        for column in (first, second):
            share = shares.get(_PROFILE_OF.get(labels[column], labels[column]), 0.0)
            scores[column] += self.options.second_weight * float(np.log(max(share, 0.01)))
        mine = _PROFILE_OF.get(labels[first], labels[first])
        return (1 if max(shares, key=lambda name: shares[name]) == mine else -1), scores

    def _by_words(self, speakers: frozenset[str], hits: dict[str, int]) -> tuple[str, float, float]:
        """The language of a script by its function words alone, the quotient of hits as lead."""
        ranked = sorted(((hits.get(language, 0), language) for language in speakers), reverse=True)
        if not ranked[0][0]:
            return ("he", 2.0, 0.0) if "he" in speakers else ("und", 0.0, 0.0)
        return ranked[0][1], float(np.log((ranked[0][0] + 0.5) / (ranked[1][0] + 0.5))), 0.0

    def _unranked(self, label: str, words: Sequence[str], hits: dict[str, int], lead: float) -> tuple[str, bool]:
        """The label, or the language that the ranking does not know and whose function words the text has."""
        best = max(hits, key=lambda language: (hits[language], language), default="und")
        if best in (label, "und") or best in self._ranked or best in _TWINS.values():
            return label, False
        least = self.least(best, self.options.naming_function_ratio) * len(words)
        count = hits[best]
        if count >= max(self.options.naming_words, least) and count > self.options.naming_lead * hits.get(label, 0):
            return best, True
        return label, False

    def least(self, language: str, ratio: float) -> float:
        """A ratio of function words as this language must reach it."""
        return ratio * self.options.sparse_ratio if language in SPARSE else ratio

    def _is_reliable(self, evidence: Evidence, text: str) -> bool:
        options, label = self.options, evidence.language
        enough = options.reliable_dense_letters if label in _DENSE else options.reliable_letters
        if evidence.letters < enough or evidence.script_ratio < options.script_ratio or label in _NEVER_RELIABLE:
            return False
        if not evidence.is_told_apart:
            return False
        if evidence.lift and evidence.lift < TYPICAL_LIFT[evidence.script] - options.reliable_lift_loss:
            return False
        if _foreign_count(text, label) > _FOREIGN_RATIO * evidence.letters:
            return False
        if label in NO_WORDS:
            return True
        if evidence.word_count < options.reliable_words:
            return False
        ratio = evidence.function_ratio
        if ratio is None:
            return label in LISTLESS
        if evidence.lift and evidence.lead >= options.sure_lead and ratio:
            return True
        return (
            ratio >= self.least(label, options.reliable_function_ratio)
            and ratio >= options.reliable_lead * evidence.rival_ratio
        )


_PROFILE_OF: Final = {"nb": "no", "nn": "no", "bs": "hr", "sr-Latn": "hr", "ms": "id"}
_NEAR_NAME: Final = {"sr-Latn": "sr"}


def _written(label: str, other: str) -> tuple[str, str]:
    """The pair under which the words are listed that the first writes otherwise than the second."""
    mine, theirs = _NEAR_NAME.get(label, label), _NEAR_NAME.get(other, other)
    if "da" in (mine, theirs):
        return ("da", "no") if mine == "da" else ("no", "da")
    return mine, theirs


_NEAREST: Final = {"hr": "sr", "id": "ms", "ms": "id", "da": "no", "zu": "nd", "rw": "rn", "rn": "rw"}


def _is_told_apart(label: str, words: Sequence[str]) -> bool:
    """Whether some word speaks for this language against its nearest kin; true for languages without such kin here."""
    if label in ("nb", "nn"):
        other = "nn" if label == "nb" else "nb"
        is_norwegian = tells(words, "no", "da") > tells(words, "da", "no")
        return is_norwegian and tells(words, label, other) > tells(words, other, label)
    if label == "hr" and tells(words, "hr", "bs") <= tells(words, "bs", "hr"):
        return False
    kin = _NEAREST.get(label)
    return kin is None or tells(words, label, kin) > tells(words, kin, label)


def _foreign_count(text: str, label: str) -> int:
    foreign = _FOREIGN_LETTERS.get(label)
    if not foreign:
        return 0
    lowered = text.lower()
    return sum(lowered.count(letter) for letter in foreign)


@cache
def default_engine() -> LanguageEngine:
    """The packaged engine, loaded once a process. Call it before any thread starts; it costs about a second."""
    return CombinedEngine()
