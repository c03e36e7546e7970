"""Which language a text is written in, how sure that is, and where the body changes to another."""

from transforms.language.engine import (
    UNKNOWN,
    CombinedEngine,
    LanguageEngine,
    LanguageOptions,
    default_engine,
)

__all__ = ["UNKNOWN", "CombinedEngine", "LanguageEngine", "LanguageOptions", "default_engine"]
