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
MOST_BARE_WORDS: Final = 4
"""A heading of so few words that says no more than that something is gone speaks of its page."""
_STATUS: Final = re.compile(
    r"^\W*(?:(?:error|http|fehler|erreur|fout|feil|fel|fejl)\W+(?:40[34]|410|50[023])\b|(?:40[34]|410|50[023])\W*"
    r"(?:$|[|:–—-]|(?:error|fehler|erreur|fout|not found|page|seite|pagina|forbidden|gone)\b))"
)
_GONE: Final = (
    "not found",
    "doesn't exist",
    "does not exist",
    "no longer available",
    "nicht gefunden",
    "nicht mehr verfügbar",
    "introuvable",
    "non trouvée",
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
)
"""How pages say that something is not there, in the languages of the phrase lists."""
_PAGE_WORDS: Final = frozenset(
    """page seite webseite pagina página siden side sidan strona strony страница страницу сторінка сторінку stránka
    sayfa url adresse""".split()
)
"""What it is that is not there; people, too, are ``not found``."""
_GATES: Final = ("access denied", "are you a robot", "checking your browser", "enable javascript", "just a moment")
_CONSENT: Final = ("cookie", "informasjonskapsler", "куки", "ciasteczk")
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
    if asking >= MIN_CONSENT_RATIO * chars and not _is_about_cookies(title or ""):
        return Refusal("TEXT_BOILERPLATE", "nothing but a request for consent")
    return None


def _says_gone(head: str) -> bool:
    folded = " ".join(head.casefold().replace("’", "'").split())
    if len(folded) > MOST_HEAD_CHARS:
        return False
    words = folded.split()
    if _STATUS.match(folded) or (len(words) <= MOST_BARE_WORDS + 2 and any(gate in folded for gate in _GATES)):
        return True
    is_of_page = len(words) <= MOST_BARE_WORDS or not _PAGE_WORDS.isdisjoint(word.strip(".,:;!–-|") for word in words)
    return is_of_page and any(phrase in folded for phrase in _GONE)


def _is_about_cookies(title: str) -> bool:
    """Whether a title is a headline on cookies and no notice itself."""
    blocks = split_blocks(title)
    return len(blocks) == 1 and "cookie" in title.casefold() and judge(blocks[0]).kind != "cookies"
