"""What is looked at and what is believed."""

from __future__ import annotations

from dataclasses import dataclass


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
    kin_lead: float = 2.8
    """Lead over its nearest kin at which no word needs to tell them apart."""
    plain_words_lift_loss: float = 0.3
    """How much further, where the share of function words is half as high again as need be and twice any other's."""
    sure_lead: float = 10.0
    """Lead at which few function words are no objection."""
    sparse_ratio: float = 0.4
    """Factor on both ratios for languages that say with endings or prefixes what others say with small words."""
    naming_function_ratio: float = 0.14
    """Share of function words at which a language that is not ranked is named."""
    naming_lead: float = 1.25
    """Quotient by which its share must pass that of the ranking's answer."""
    naming_words: int = 5
    near_word_weight: float = 8.0
    """Natural-log odds that a word gives which one of two near languages writes otherwise than the other."""
    doubt: float = 0.5
    """Lead of the first over the second, in `grams` scores, below which langdetect is asked."""
    second_weight: float = 0.15
    """What langdetect's log odds count for, in `grams` scores."""
    second_chars: int = 300
    """Code points that langdetect reads; it is the slow one."""
    script_ratio: float = 0.7
    """Share of the letters below which a text is of no one script, so mixed."""
    reliable_span_ratio: float = 0.8
    """Share of the body that its main language must have to be trusted, where stretches are in others."""
