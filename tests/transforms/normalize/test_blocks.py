"""Blocks: one for each paragraph, whatever way of breaking lines the text has."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transforms.normalize.blocks import has_final_mark, split_blocks

WIRE = """Shares of Skerry Lines rose sharply on Tuesday after the ferry company
said it would buy two ships from a yard in Gdansk for an undisclosed
sum, its largest order since the line was founded.
    The ships will sail between Aberdeen and Bergen, the company told
investors in a statement, adding that the first could be in service by
the summer of next year if the yard delivers on time.
    Analysts had expected an order, but of a single multi-
year contract."""


def texts(text: str) -> list[str]:
    return [block.text for block in split_blocks(text)]


def test_blank_lines_part_paragraphs() -> None:
    assert texts("One.\n\n  \nTwo.\n") == ["One.", "Two."]


def test_a_line_each_is_a_paragraph_each() -> None:
    long = "The harbour was closed for nine days, and nobody in the town could say why it had been closed or by whom."
    assert texts(f"{long}\n{long}\nShort.") == [long, long, "Short."]


def test_wrapped_wire_copy_is_joined_and_indents_begin_paragraphs() -> None:
    joined = texts(WIRE)
    assert len(joined) == 3
    assert joined[0].endswith("since the line was founded.")
    assert joined[1].startswith("The ships will sail between Aberdeen and Bergen, the company told investors")
    assert joined[2].endswith("a single multi-year contract.")


def test_indents_that_all_paragraphs_have_mean_nothing() -> None:
    text = "   First paragraph.\n\n   Second paragraph.\n\n   Third paragraph."
    assert not any(block.is_indented for block in split_blocks(text))


def test_an_indent_is_told_where_it_is_the_exception() -> None:
    text = "First paragraph.\n\n  A link put in\n\nSecond paragraph.\n\nThird paragraph."
    assert [block.is_indented for block in split_blocks(text)] == [False, True, False, False]


def test_a_sentence_broken_at_its_links_is_put_together() -> None:
    text = "The government of\nNorway\nhas ordered an inquiry into the loss of the ship\n, a spokesman said."
    assert texts(text)[-1].endswith("the loss of the ship, a spokesman said.")


def test_a_list_of_small_words_stays_a_list() -> None:
    assert texts("You need:\nflour\nmilk\neggs") == ["You need:", "flour", "milk", "eggs"]


def test_final_marks_may_stand_inside_quotes_and_brackets() -> None:
    assert has_final_mark("„So ist es.“")
    assert has_final_mark("(Sagt er!)")
    assert has_final_mark("«Kommer du?»")
    assert not has_final_mark("Stille in de haven")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n .-"), max_size=300))
def test_no_word_is_lost(text: str) -> None:
    assert "".join("".join(texts(text)).split()) == "".join(text.split())
