"""Stretches of a body in another language than its first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from transforms.model import LanguageSpan

if TYPE_CHECKING:
    from transforms.language.engine import Evidence


def spans_of(body: str, evidence: Evidence, rank: Callable[[str], tuple[str, float]]) -> tuple[LanguageSpan, ...]:
    """Runs of paragraphs by language; empty where all are in one."""
    return ()
