"""Which language a text is written in, how sure that is, and where the body changes to another."""

from transforms.language.engine import UNKNOWN, CombinedEngine, LanguageEngine, default_engine
from transforms.language.options import LanguageOptions

__all__ = ["UNKNOWN", "CombinedEngine", "LanguageEngine", "LanguageOptions", "default_engine"]
