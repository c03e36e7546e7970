"""Known names in scripts without capitals, some of them without spaces."""

from __future__ import annotations

from typing import Final

from transforms.entities.known import KNOWN_WEIGHTS, Known, is_great, unit_of_token
from transforms.entities.naming import phrase_key
from transforms.entities.scene import Span
from transforms.entities.tokens import Field, Unit
from transforms.entities.words import Words

_LEAST_CHARS: Final = 2
_MOST_CHARS: Final = 12
"""Lengths of a name that is sought in running text without spaces."""
_UNSPACED: Final = frozenset({"zh", "ja", "th", "und"})


class Caseless:
    """Finds what is known where no capital points to names; forms prove nothing there."""

    def __init__(self, known: Known) -> None:
        self.known = known

    def spans(self, field: Field, words: Words) -> list[Span]:
        """Known names in a text without capitals (Chinese, Arabic, Hindi …): longest first, whole tokens where the
        script parts words, any place where it does not."""
        units, split = field.units, field.tokens
        language = None if words.language == "und" else words.language
        unit_of = unit_of_token(units, len(split.words))
        found: list[Span] = []
        i = 0
        while i < len(units):
            unit = units[i]
            if unit.shape != "N":
                i += 1
                continue
            match = self.known.knowledge.match(split.words, unit.first, language)
            entity = self.known.best(tuple(a for a in match.aliases if not a.is_word)) if match else None
            last = unit_of[match.end - 1] if match else -1
            if (
                match
                and entity is not None
                and last >= 0
                and match.end - 1 == units[last].last
                and (match.end - match.start > 1 or is_great(entity) or entity.entity_type == "ORGANIZATION")
            ):
                end = split.ends[match.end - 1]
                found.append(
                    Span(i, last, entity.entity_type, "knowledge", KNOWN_WEIGHTS.starting, "known", unit.start, end)
                )
                i = last + 1
                continue
            if words.language in _UNSPACED:
                found.extend(self._in_word(unit, i, language))
            i += 1
        return found

    def _in_word(self, unit: Unit, index: int, language: str | None) -> list[Span]:
        """Known countries, big places and bodies inside an unspaced stretch of Chinese, Japanese or Thai."""
        found: list[Span] = []
        text, at = unit.text, 0
        phrases = self.known.knowledge.phrases
        while at < len(text):
            for size in range(min(_MOST_CHARS, len(text) - at), _LEAST_CHARS - 1, -1):
                piece = text[at : at + size]
                if phrase_key([piece]) not in phrases:
                    continue
                match = self.known.knowledge.match([piece], 0, language)
                entity = self.known.best(tuple(a for a in match.aliases if not a.is_word)) if match else None
                if entity is not None and (is_great(entity) or entity.entity_type != "LOCATION"):
                    start = unit.start + at
                    kind = entity.entity_type
                    found.append(
                        Span(
                            index, index, kind, "knowledge", KNOWN_WEIGHTS.compound, "known_inside", start, start + size
                        )
                    )
                    at += size - 1
                    break
            at += 1
        return found
