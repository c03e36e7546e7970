"""A whole page is weighed block by block; a text that stands by itself is left to the rules."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transforms.model import Refusal
from transforms.normalize.blocks import split_blocks
from transforms.normalize.evidence import features
from transforms.normalize.furniture import judge_all
from transforms.normalize.page_model import MOVES, OFFSETS, STATES, article_shares, page_model
from transforms.normalize.pages import find_extent, is_page
from transforms.normalize.segments import segment

ARTICLE = (
    "The harbour master of Florness told reporters on Tuesday that the ferry had left the quay on time and that nobody "
    "had been hurt.",
    "An inquiry into the accident would begin before the end of the month, he said, and the ferry company would pay "
    "for the repair of the quay.",
    "The ferry, which was built in 1987, carries some two hundred passengers a day between Florness and the islands in "
    "the sound.",
    "“We were lucky that the harbour was empty,” said Ada Finch, who saw the ferry hit the quay from the window of her "
    "shop.",
    "The ferry company has cut its crews three times since it was sold, and the union of seamen says that the accident "
    "was bound to happen.",
)
MENU = ("Home", "News", "Sport", "Culture", "Weather", "Log in", "Search")
TEASERS = (
    "Related articles",
    "Fish market in Delfhaven closes after ninety years",
    "Minister promises a new sea lock by 2031",
    "What the tides mean for the dyke of Oostwal",
    "Most read",
    "Five walks along the coast",
    "Bakery wins prize for its rye bread",
    "Contact",
    "Privacy policy",
    "© 2024 Harbour Ledger. All rights reserved.",
)
COMMENTS = (
    "3 comments",
    "Henk says:",
    "4 May 2024 at 9:29",
    "I have said for years that this company would one day hit that quay, and now look at it.",
    "Marijke says:",
    "4 May 2024 at 11:19",
    "Nobody was hurt, so I do not see why you have to be so bitter about a few stones that fell down.",
    "Joop says:",
    "4 May 2024 at 12:34",
    "My father worked on the old ferry and he would never have let that happen, not in a hundred years.",
    "Leave a Reply",
    "Your email address will not be published.",
)


def body_of(blocks: tuple[str, ...]) -> str:
    found = segment("\n\n".join(blocks), title=None, lead=None, is_structured=False, keep_comments=False)
    assert not isinstance(found, Refusal)
    return found.body or ""


def test_the_article_is_found_in_its_page() -> None:
    page = (*MENU, "Ferry hits the quay of Florness", "By Imogen Ashdown", *ARTICLE, *COMMENTS, *TEASERS)
    assert body_of(page) == "\n\n".join(ARTICLE)


def test_an_article_by_itself_is_no_page_and_loses_nothing() -> None:
    text = (*ARTICLE[:2], "A narrow door", *ARTICLE[2:], "Lees ook: Minister belooft een sluis", ARTICLE[0])
    judged = judge_all(split_blocks("\n\n".join(text)))
    assert not is_page(judged)
    assert body_of(text) == "\n\n".join((*ARTICLE[:2], "A narrow door", *ARTICLE[2:], ARTICLE[0]))


def test_what_a_list_marks_as_a_whole_line_stays_cut() -> None:
    page = (*MENU, *ARTICLE[:3], "Advertisement", *ARTICLE[3:], *TEASERS)
    judged = judge_all(split_blocks("\n\n".join(page)))
    extent = find_extent(judged)
    assert judged[len(MENU) + 3].is_furniture
    assert extent.first <= len(MENU) < extent.end <= len(MENU) + len(ARTICLE) + 1


def test_the_tables_of_the_model_fit_together() -> None:
    model = page_model()
    assert model.own_weights.shape == (len(model.own) + 1, len(OFFSETS) * model.hidden_count)
    assert model.output.shape == (model.hidden_count + 1, len(STATES) + len(MOVES))
    assert not model.own_weights[0].any()
    assert not model.placed_weights[0].any()


def test_features_hold_no_words_of_the_text() -> None:
    judged = judge_all(split_blocks("\n\n".join((*MENU, *ARTICLE, *TEASERS))))
    names = {name for one in features(judged, (0, len(judged), len(judged))) for name in (*one.own, *one.placed)}
    words = {word for block in ARTICLE for word in block.casefold().split() if len(word) > 7}
    assert not any(word in name for name in names for word in words)


LINES = st.sampled_from((*MENU, *ARTICLE, *TEASERS, *COMMENTS, "*", "१२", "10:15")) | st.text(max_size=20)


@given(st.lists(LINES, max_size=30))
def test_any_blocks_have_shares_and_an_extent(lines: list[str]) -> None:
    judged = judge_all(split_blocks("\n".join(line.replace("\r", " ") for line in lines)))
    shares = article_shares(features(judged, (0, len(judged), len(judged))), page_model())
    assert len(shares) == len(judged)
    assert all(0 <= share <= 1 for share in shares)
    extent = find_extent(judged)
    assert 0 <= extent.first <= extent.end <= len(judged)
    assert extent.cut <= set(range(len(judged)))
