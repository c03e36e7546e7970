"""Text → language: label, confidence, whether to trust it, variant, and stretches in other languages.

Four witnesses are heard. The script of the letters leaves few languages or one. py3langid's features (`grams`) rank
what is left. The share of words that are function words of a language (`language_data/function_words.tsv`) supports
the answer or shows that the text is in a language that the ranking does not know. langdetect is asked where the
ranking hesitates between two languages that it knows. How they are weighed is measured (docs/language.md).

Labels are BCP 47. Chinese is `zh` whatever the script, Norwegian `nb` or `nn`; the variant is finer.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple, Protocol

from transforms.language.confidence import TYPICAL_LIFT, confidence_of
from transforms.language.options import LanguageOptions
from transforms.language.ranking import TWINS, Ranking, is_told_apart
from transforms.language.scripts import LANGUAGES, NON_LATIN, census
from transforms.language.spans import spans_of
from transforms.language.variants import variant_of
from transforms.language.words import LISTLESS, NO_WORDS, SPARSE, kin_of, listed, spoken, words_of
from transforms.model import LanguageGuess, LanguageSpan


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
_BY_WORDS: Final = ("ETHIOPIC", "HEBREW", "TIBETAN")
"""Scripts whose languages the ranking does not tell apart."""
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
# Of these a list is known but not of their nearest kin, so a share says little.
_NEVER_RELIABLE: Final = frozenset("bs sm ny wo sd ee nd ss ve bem fj to ty hmn ff bo".split())
_WORDS_ALONE: Final = frozenset("sd bo yi nd".split())
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S{1,2000}|\S{1,64}@\S{1,255}|[#@]\w+")


def without_addresses(text: str) -> str:
    """The text with URLs, mail addresses, mentions and hashtags blanked: they are in no language."""
    return _ADDRESS.sub(" ", text)


class CombinedEngine:
    """Scripts, py3langid's features, function words, and langdetect where these leave doubt."""

    def __init__(self, options: LanguageOptions | None = None) -> None:
        self.options = options or LanguageOptions()
        self._ranking = Ranking(self.options)

    def languages(self) -> frozenset[str]:
        """The languages that it covers: ranked, told by their script, or told from a twin by their words.

        Of some others it has words alone; it names them where these are plain, and hardly ever trusts the answer.
        """
        return self._ranking.languages.union(NON_LATIN, TWINS.values()) - _WORDS_ALONE

    def trusted_languages(self) -> frozenset[str]:
        """Those of them that it may call reliable: with a list of function words, or in no need of one."""
        return (self.languages() & (listed() | LISTLESS | NO_WORDS)) - _NEVER_RELIABLE

    def detect(self, title: str | None, body: str | None) -> LanguageGuess:
        """See `LanguageEngine.detect`. Reads `title_chars` of the title and `body_chars` of the body for the label, and
        the paragraphs of the body for stretches in other languages."""
        text = self.head(title, body)
        words = words_of(text)
        evidence = self.weigh(text, words)
        if evidence is None:
            return UNKNOWN
        language = evidence.language
        confidence = confidence_of(evidence)
        is_reliable = confidence >= self.options.reliable_confidence and self._is_reliable(evidence, text)
        spans = spans_of(body, language, self.rank_language) if body else ()
        if spans:
            language, confidence, is_reliable = self._of_stretches(spans, language, confidence, is_reliable)
        variant = variant_of(language, evidence.script, text, words)
        return LanguageGuess(language, round(confidence, 4), is_reliable, variant, spans, evidence.method)

    def head(self, title: str | None, body: str | None) -> str:
        """What the label is read from: the starts of title and body, in NFC, without addresses."""
        text = f"{(title or '')[: self.options.title_chars]}\n{(body or '')[: self.options.body_chars]}"
        return unicodedata.normalize("NFC", without_addresses(text))

    def _of_stretches(
        self, spans: tuple[LanguageSpan, ...], language: str, confidence: float, is_reliable: bool
    ) -> tuple[str, float, bool]:
        """The language of most of the body, where it is in several, and what remains of the trust in it."""
        chars: dict[str, int] = {}
        for span in spans:
            chars[span.language] = chars.get(span.language, 0) + span.end_char - span.start_char
        most = max(sorted(chars), key=lambda label: chars[label])
        share = chars[most] / sum(chars.values())
        is_main = most == language
        return most, confidence * share, is_reliable and is_main and share >= self.options.reliable_span_ratio

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
        elif found.script in _BY_WORDS:
            label, lead, lift = self._by_words(speakers, hits)
            methods = ["words"]
        else:
            label, lead, lift, agreement = self._ranking.rank(text, found.script, words)
            methods = ["langdetect", "py3langid"] if agreement else ["py3langid"]
        if label == "und":
            return None
        label, is_overruled = self._unranked(label, words, hits, lead)
        if (speakers and label not in speakers) or (not speakers and label in NON_LATIN):
            return None
        total, kin = max(1, len(words)), kin_of(label)
        ratio = hits.get(label, 0) / total if label in listed() else None
        rivals = (hits[other] for other in hits if other not in kin)
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
            is_told_apart(label, found.script, lead, words, self.options.kin_lead),
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
        if found.script in _BY_WORDS:
            return self._by_words(speakers, spoken(words_of(text)))[:2]
        return self._ranking.rank_stretch(text, found.script)

    def _by_words(self, speakers: frozenset[str], hits: dict[str, int]) -> tuple[str, float, float]:
        """The language of a script by its function words alone, the quotient of hits as lead."""
        if "he" in speakers and hits.get("yi", 0) <= hits.get("he", 0):
            return "he", _SINGLE_LEAD, 0.0
        ranked = sorted(((hits.get(language, 0), language) for language in speakers), reverse=True)
        if not ranked[0][0]:
            return "und", 0.0, 0.0
        return ranked[0][1], math.log((ranked[0][0] + 0.5) / (ranked[1][0] + 0.5)), 0.0

    def _unranked(self, label: str, words: Sequence[str], hits: dict[str, int], lead: float) -> tuple[str, bool]:
        """The label, or the language that the ranking does not know and whose function words the text has."""
        best = max(hits, key=lambda language: (hits[language], language), default="und")
        if best in (label, "und") or best in self._ranking.languages or best in TWINS.values():
            return label, False
        least = self.least(best, self.options.naming_function_ratio) * len(words)
        count = hits[best]
        if count >= max(self.options.naming_words, least) and count > self.options.naming_lead * hits.get(label, 0):
            return best, True
        return label, False

    def _lift_loss(self, evidence: Evidence) -> float:
        """How far below the typical the lift may be; more where the small words are plain."""
        ratio, loss = evidence.function_ratio or 0.0, self.options.reliable_lift_loss
        is_plain = ratio >= 1.5 * self.options.reliable_function_ratio and ratio >= 2 * evidence.rival_ratio
        return loss + self.options.plain_words_lift_loss if is_plain else loss

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
        if evidence.lift and evidence.lift < TYPICAL_LIFT[evidence.script] - self._lift_loss(evidence):
            return False
        if _foreign_count(text, label) > _FOREIGN_RATIO * evidence.letters:
            return False
        if label in NO_WORDS:
            return True
        if evidence.word_count < options.reliable_words:
            return False
        ratio = evidence.function_ratio
        if ratio is None or label in LISTLESS:
            return label in LISTLESS
        if evidence.lift and evidence.lead >= options.sure_lead and ratio:
            return True
        return (
            ratio >= self.least(label, options.reliable_function_ratio)
            and ratio >= options.reliable_lead * evidence.rival_ratio
        )


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
