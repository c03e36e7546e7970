"""Text → language: label, confidence, and whether to trust it."""

from __future__ import annotations

from typing import Protocol

from transforms.model import LanguageGuess


class LanguageEngine(Protocol):
    """Says in what language a text is written. The same text always gives the same guess, in any process or order."""

    def detect(self, title: str | None, body: str | None) -> LanguageGuess:
        """The language of an article; `und` with confidence 0 where it cannot be known. Never raises on any text."""
        ...


class LangdetectEngine:
    """langdetect's character profiles, checked against function words and scripts."""

    def detect(self, title: str | None, body: str | None) -> LanguageGuess:
        """See `LanguageEngine.detect`."""
        raise NotImplementedError


def default_engine() -> LanguageEngine:
    """The packaged engine, loaded once a process."""
    raise NotImplementedError
