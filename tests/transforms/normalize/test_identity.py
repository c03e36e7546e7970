"""An article is its URL, else its outlet's id, else its content; a text is its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import transforms.normalize.identity as identity_room
from transforms.normalize.characters import clean
from transforms.normalize.identity import (
    MAX_COMPARED_TEXTS,
    canonical_url,
    content_hash,
    identify,
    is_identifying,
    unlike,
)

URL = "https://havenkrant.example/a?id=1"
HASH = content_hash("t", "b")


@pytest.mark.parametrize(
    ("given_url", "canonical"),
    [
        ("https://Havenkrant.EXAMPLE:443/A/b.html#top", "https://havenkrant.example/A/b.html"),
        (" http://user:pw@x.example:80 ", "http://x.example/"),
        ("https://x.example/a?utm_source=n&id=7&fbclid=z&b=&UTM_Medium=q", "https://x.example/a?id=7&b="),
        ("https://x.example/a?b=2&a=1&ref=home", "https://x.example/a?b=2&a=1&ref=home"),
        ("https://x.example:8080/watch?v=AbC", "https://x.example:8080/watch?v=AbC"),
        ("https://zürich.example/é", "https://xn--zrich-kva.example/é"),
        ("http://[::1]:80/x", "http://[::1]/x"),
        ("https://x.example./a/?", "https://x.example/a/"),
    ],
)
def test_urls_lose_what_does_not_identify_and_nothing_else(given_url: str, canonical: str) -> None:
    assert canonical_url(given_url) == (canonical, frozenset())
    assert canonical_url(canonical) == (canonical, frozenset())


@pytest.mark.parametrize(
    "url",
    [
        "not available",
        "javascript:alert(1)",
        "ftp://x.example/a",
        "/a/b",
        "http://",
        "http:///a",
        "https://x.example/a b",
        "http://x.example:99999/a",
        "www.x.example/a",
        "http://-x.example/",
        "data:text/html,x",
        "http://x..example/a",
        "http://[::1/a",
        "https://" + "x" * 9_000,
    ],
)
def test_what_is_no_web_address_is_flagged(url: str) -> None:
    assert canonical_url(url) == (None, {"URL_BAD"})


def test_no_url_is_no_fault() -> None:
    assert canonical_url(None) == canonical_url("  ") == (None, frozenset())


def test_a_url_identifies_by_its_path_or_query() -> None:
    assert is_identifying("https://x.example/a")
    assert is_identifying("https://x.example/?id=1")
    assert not is_identifying("https://x.example/")


def test_identity_takes_the_best_basis_there_is() -> None:
    assert identify(URL, "x.example", "1", HASH).basis == "url"
    assert identify(None, "x.example", "1", HASH).basis == "outlet_record"
    assert identify("https://x.example/", "x.example", "1", HASH).basis == "outlet_record"
    assert identify(None, None, "1", HASH).basis == "content"
    assert identify(None, "x.example", None, HASH).basis == "content"


def test_equal_record_ids_of_strangers_do_not_join() -> None:
    assert identify(None, "a.example", "1", HASH).article_id != identify(None, "b.example", "1", HASH).article_id
    other = content_hash("other", "words")
    assert identify(None, None, "1", HASH).article_id != identify(None, None, "1", other).article_id


def test_a_revision_keeps_its_article_and_http_is_https() -> None:
    old, new = (
        identify(URL, None, None, HASH),
        identify(URL.replace("https", "http"), None, None, content_hash("t2", "b")),
    )
    assert old.article_id == new.article_id
    assert old.document_id != new.document_id


def test_ids_stay_what_they_are() -> None:
    # A change here is a change of every stored id: it needs a migration, not a new expectation.
    assert identify(URL, None, None, content_hash("Kop", "Tekst")).document_id == "268dce80c3b4b942ad2d86cf57c73f29"


PARTS = st.text(max_size=6)


@given(PARTS, PARTS, PARTS, PARTS)
def test_parts_never_run_into_one_another(a: str, b: str, c: str, d: str) -> None:
    same = identify(None, a + "x", b + "x", HASH).article_id == identify(None, c + "x", d + "x", HASH).article_id
    assert same == ((a, b) == (c, d))


@given(st.text(), st.text())
def test_the_content_hash_sees_words_only(title: str, body: str) -> None:
    assert content_hash(f"  {title}\n", body) == content_hash(title, body.replace(" ", " \n "))
    cleaned_title, cleaned_body = clean(title)[0], clean(body)[0]
    assert content_hash(cleaned_title, cleaned_body) == content_hash(clean(cleaned_title)[0], cleaned_body)


def story(start: int, count: int = 120) -> str:
    """A body of numbered words."""
    return " ".join(f"w{n}" for n in range(start, start + count))


def test_unlike_articles_under_one_url_are_told_from_revisions() -> None:
    assert unlike([story(0), story(500)])
    assert unlike([story(0), story(0, 110), story(900)])
    assert not unlike([story(0), story(0, 100) + " and a new end"])
    assert not unlike([story(0), story(60)])
    assert not unlike(["short teaser", story(0), "another teaser"])
    assert not unlike([story(0), story(0).upper()])
    assert not unlike([])


def test_hundreds_of_revisions_of_one_article_are_compared_in_no_time() -> None:
    assert not unlike([story(0) + f" update {number}" for number in range(2_000)])


def test_many_texts_are_one_article_if_all_of_them_share_something() -> None:
    frame = story(0, 60)
    texts = [f"{frame} {story(1_000 * number, 200)}" for number in range(1, MAX_COMPARED_TEXTS + 1)]
    assert not unlike(texts)
    assert not unlike([*texts, *texts, f"{frame} and an end"])
    # More than a tenth of it stands in each of them, but in none of them the same.
    drifting = " ".join(story(1_000 * number, 40) for number in range(1, MAX_COMPARED_TEXTS + 1))
    assert unlike([*texts, drifting])


def test_no_more_is_read_than_it_takes() -> None:
    texts = iter([story(0), story(500), story(0)])
    assert unlike(texts)
    assert list(texts) == [story(0)]


STORIES = [story(start, count) for start in (0, 30, 60, 90, 500) for count in (50, 80, 300)]


@given(
    st.lists(st.sampled_from(STORIES), max_size=8), st.lists(st.sampled_from(STORIES), max_size=8), st.integers(1, 4)
)
def test_a_text_more_never_unmakes_it_and_only_the_set_counts(some: list[str], more: list[str], limit: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identity_room, "MAX_COMPARED_TEXTS", limit)
        assert unlike([*some, *more]) == unlike(sorted({*some, *more}))
        assert unlike([*some, *more]) == unlike([*more, *some])
        if unlike(some):
            assert unlike([*more, *some])


@given(st.permutations([story(0), story(20), story(500), "teaser"]))
def test_the_order_of_texts_does_not_matter(texts: list[str]) -> None:
    assert unlike(texts)
