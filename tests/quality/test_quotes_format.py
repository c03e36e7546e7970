"""Articles with marked quotations must be what they claim, or every figure that rests on them is worthless."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

from flows.evaluation.quotations import QuotedArticle, read_folder

QUOTES = Path(__file__).parent / "quotes"


@cache
def articles() -> list[QuotedArticle]:
    return read_folder(QUOTES)


def test_there_are_articles_enough_of_each_language() -> None:
    counts = Counter({"nn": "nb"}.get(article.language, article.language) for article in articles())
    assert counts.keys() == {"nb", "nl"}
    assert min(counts.values()) >= 40


def test_a_named_speaker_is_named_in_the_article_and_says_something() -> None:
    for article in articles():
        told = {quotation.speaker for quotation in article.quotations}
        for key, name in article.speakers.items():
            assert name is None or name in f"{article.title}\n{article.body}", f"{article.name}: {name}"
            assert name is None or key in told, f"{article.name}: {name}"


def test_no_two_pieces_of_speech_lie_across_each_other() -> None:
    for article in articles():
        for one in article.quotations:
            for other in article.quotations:
                is_across = one.field == other.field and one.start < other.start < one.end < other.end
                assert not is_across, f"{article.name}: {article.text(one.field)[one.start : other.end]}"
