"""Whether a page holds an article at all."""

from __future__ import annotations

import re
from typing import Final

from transforms.model import Refusal
from transforms.normalize.blocks import split_blocks
from transforms.normalize.furniture import judge
from transforms.read.html.maintext import MainText

MOST_NOTICE_CHARS: Final = 1_000
"""A page that says that it is gone, or asks for consent, says little else."""
MOST_HEAD_CHARS: Final = 120
"""Longer blocks are no headings."""
MIN_CONSENT_RATIO: Final = 0.5
"""Share of the characters of a short text that stand in blocks about consent."""
_TEXT_ROLES: Final = frozenset(("heading", "paragraph", "caption", "lead"))
_STATUS: Final = re.compile(r"^\W*(?:error|http|fehler|erreur|fout|feil|fel|fejl)?\W*(?:40[34]|410|50[023])\b")
_GONE: Final = (
    "not found",
    "doesn't exist",
    "does not exist",
    "no longer available",
    "nicht gefunden",
    "nicht mehr verfügbar",
    "introuvable",
    "page non trouvée",
    "n'existe pas",
    "niet gevonden",
    "bestaat niet",
    "ikke funnet",
    "finnes ikke",
    "ikke fundet",
    "findes ikke",
    "hittades inte",
    "kunde inte hittas",
    "no encontrada",
    "não encontrada",
    "non trovata",
    "nie znaleziono",
    "nie istnieje",
    "не найдена",
    "не знайдено",
    "nenalezena",
    "bulunamadı",
    "access denied",
    "are you a robot",
    "checking your browser",
    "enable javascript",
    "just a moment",
)
"""What titles and headings of pages say that hold no article, in the languages of the phrase lists."""
_CONSENT: Final = ("cookie", "consent", "gdpr", "dsgvo", "datenschutz", "informasjonskapsler", "куки", "ciasteczk")
"""Words of notices that ask for consent."""


def refused(found: MainText, title: str | None) -> Refusal | None:
    """TEXT_BOILERPLATE where a page has no article: no text, the notice that it is gone, a cookie wall; None else."""
    texts = [block.text for block in found.blocks if block.role in _TEXT_ROLES]
    chars = sum(map(len, texts))
    if not chars:
        return Refusal("TEXT_BOILERPLATE", "no text besides furniture")
    if chars > MOST_NOTICE_CHARS:
        return None
    heads = [title or "", *texts[:2]]
    if any(_says_gone(head) for head in heads):
        return Refusal("TEXT_BOILERPLATE", "a page that says that there is no article")
    blocks = [block for text in texts for block in split_blocks(text)]
    if all(judge(block).is_furniture for block in blocks):
        return Refusal("TEXT_BOILERPLATE", "nothing but furniture")
    asking = sum(len(block.text) for block in blocks if any(word in block.text.casefold() for word in _CONSENT))
    if asking >= MIN_CONSENT_RATIO * chars and "cookie" not in (title or "").casefold():
        return Refusal("TEXT_BOILERPLATE", "nothing but a request for consent")
    return None


def _says_gone(head: str) -> bool:
    folded = " ".join(head.casefold().replace("’", "'").split())
    if len(folded) > MOST_HEAD_CHARS:
        return False
    return _STATUS.match(folded) is not None or any(phrase in folded for phrase in _GONE)
