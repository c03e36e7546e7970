"""The parts of the tagger: hashes, weights, the best path, agreement."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from transforms.entities.tagger.agree import agreed
from transforms.entities.tagger.decode import best_labels, slack, table
from transforms.entities.tagger.features import WORD_ROWS, word_rows
from transforms.entities.tagger.model import LABELS, Card, Tag, load_model, pack, unpack
from transforms.entities.tokens import read_field
from transforms.entities.words import words_of

_WORDS = st.lists(
    st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=30),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(words=_WORDS, language=st.sampled_from([0, 12345]))
def test_a_word_hashes_the_same_alone_and_in_company(words: list[str], language: int) -> None:
    marks = np.arange(len(words), dtype=np.uint32)
    rows, whole, shape = word_rows(words, marks, language)
    assert rows.shape == (len(words), WORD_ROWS)
    for i, word in enumerate(words):
        row, one, form = word_rows([word], marks[i : i + 1], language)
        assert (row[0] == rows[i]).all()
        assert (one[0], form[0]) == (whole[i], shape[i])


def test_case_and_digits_fold_and_shapes_tell_kinds_apart() -> None:
    _, whole, shape = word_rows(["Bakker", "bakker", "BAKKER", "1999", "2024", "B"], np.zeros(6, np.uint32), 0)
    assert whole[0] == whole[1] == whole[2] != whole[3] == whole[4]
    assert len(set(shape.tolist())) == 5  # the years have one shape


_SCORES = arrays.arrays(np.int32, st.tuples(st.integers(1, 4), st.just(7)), elements=st.integers(-50, 50))
_MOVES = st.lists(st.lists(st.integers(-20, 20), min_size=7, max_size=7), min_size=7, max_size=7)


@settings(max_examples=60, deadline=None)
@given(scores=_SCORES, moves=_MOVES)
def test_the_path_found_is_the_best_there_is(scores: np.ndarray, moves: list[list[int]]) -> None:
    transitions = table(moves)
    opening = np.zeros(len(scores), np.bool_)
    opening[0] = True
    found = best_labels(scores, opening, transitions, lead=10_000).tolist()

    def worth(path: tuple[int, ...] | list[int]) -> int:
        steps = sum(int(transitions[a, b]) for a, b in pairwise((0, *path, 0)))
        return steps + sum(int(scores[i, label]) for i, label in enumerate(path))

    best = max(worth(path) for path in product(range(7), repeat=min(len(scores), 3))) if len(scores) <= 3 else None
    if best is not None:
        assert worth(found) == best
    assert worth(found) >= worth([0] * len(scores))


def test_a_lead_that_no_neighbour_can_make_good_decides_alone() -> None:
    model = load_model()
    transitions = table(model.card.transitions)
    dice = np.random.default_rng(4)
    for _ in range(300):
        scores = dice.integers(-60_000, 60_000, (40, 7)).astype(np.int32)
        scores[:, 0] += dice.integers(0, 60_000)
        opening = dice.random(40) < 0.1
        opening[0] = True
        whole = best_labels(scores, opening, transitions, lead=1 << 28)
        cut = best_labels(scores, opening, transitions, lead=slack(transitions))
        assert (whole == cut).all()


def test_a_small_word_inside_a_name_belongs_to_it_though_alone_it_is_none() -> None:
    transitions = table(load_model().card.transitions)
    outside, begins, inside = (LABELS.index(label) for label in ("O", "B-PERSON", "I-PERSON"))
    scores = np.full((3, 7), -50_000, np.int32)
    scores[0, begins] = scores[2, inside] = 50_000
    scores[1, outside], scores[1, inside] = 70_000, 50_000
    found = best_labels(scores, np.array([True, False, False]), transitions, slack(transitions))
    assert found.tolist() == [begins, inside, inside]


def test_a_model_file_gives_back_its_weights() -> None:
    weights = np.random.default_rng(1).integers(-127, 128, (1 << 6, 7)).astype(np.int8)
    weights[0] = 0
    card = Card(6, [[1] * 7] * 7, ["nl"], ["af"], {"PERSON": [[0, 0.5]]}, "d")
    model = unpack(pack(card, weights))
    assert model.card == card
    assert (model.rows.view(np.int8).reshape(-1, 8)[:, :7] == weights).all()
    wide = weights.astype(int)
    wanted = np.sign(wide) * wide**2
    scored = model.scores(np.array([[3, 3, 0], [64 + 5, 0, 0]], np.uint32))
    assert (scored[0, :7] == 2 * wanted[3]).all()
    assert (scored[1, :7] == wanted[5]).all()


def test_labels_that_cannot_follow_are_forbidden() -> None:
    transitions = table([[0] * 7] * 7)
    inside = LABELS.index("I-PERSON")
    assert [LABELS[a] for a in range(7) if transitions[a, inside] == 0] == ["B-PERSON", "I-PERSON"]


def test_a_name_is_of_one_type_throughout() -> None:
    field = read_field("body", "Jan Vos sprak. Vos won. Zwolle won van Vos.", words_of("nl"))
    tags = [
        Tag(0, 1, "PERSON", 900, (1000, 100, -50)),
        Tag(4, 4, "ORGANIZATION", 10, (40, 50, 0)),
        Tag(7, 7, "LOCATION", 70, (-90, 10, 80)),
        Tag(10, 10, "LOCATION", 5, (20, 10, 25)),
    ]
    (made,) = agreed([field], [tags], has_genitive=True)
    assert [tag.entity_type for tag in made] == ["PERSON", "PERSON", "LOCATION", "PERSON"]
    assert made[1].margin == made[3].margin


def test_confidence_rises_with_the_margin() -> None:
    for bins in load_model().card.bins.values():
        assert all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(bins))
        assert all(0 < share < 1 for _, share in bins)
