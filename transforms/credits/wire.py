"""News agencies and translators that an article is credited to as a whole."""

from __future__ import annotations

from transforms.model import Article, Credits, RawRecord


def find_credits(article: Article, record: RawRecord) -> Credits:
    """What byline, dateline, credit lines and last lines say of where the text comes from. Pure; no text raises."""
    return Credits()
