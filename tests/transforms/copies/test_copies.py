"""Fingerprints, and what they say of two texts."""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.copies.closure import groups
from transforms.copies.judge import PAIR_COLUMNS, judge
from transforms.copies.sign import SKETCH_SIZE, bound, sign
from transforms.copies.words import words_of
from transforms.model import Signature

FERRY = (
    "The ferry to Holm stayed in port on Monday because of the wind, said harbour master Ida Venn. "
    "Some forty lorries waited at the quay, and the shop on the island ran out of bread before noon. "
    "The last crossing had been on Saturday evening, with a school class and a cow on board. "
    "Forecasters expect the storm to pass over the strait during the night, but the council of Holm "
    "asked for a second boat all the same. A decision is to be taken in March, when the budget is read."
)
BRIDGE = (
    "Builders have closed the last gap in the bridge over the Vire, two years later than was planned. "
    "The mayor walked across with a lamp in her hand, followed by a band and most of the pupils of the town."
)


def judged(one: Signature, other: Signature, is_one_outlet: bool = False) -> dict[str, Any]:
    row: dict[str, object] = {"is_one_outlet": is_one_outlet}
    for before, signature in (("", one), ("other_", other)):
        row |= {f"{before}{name}": getattr(signature, name) for name in ("shingle_count", "title_sketch", "sketch")}
    hashes = pa.list_(pa.int64())
    pairs = pa.table({n: pa.array([row[n]], hashes if n.endswith("sketch") else None) for n in PAIR_COLUMNS})
    found: dict[str, Any] = judge(pairs).to_pylist()[0]
    return found


def long_text(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    return [f"{chance.choice('bdfgklmnprst')}{chance.choice('aeiou')}{chance.randrange(900)}" for _ in range(count)]


def test_other_quotes_dashes_and_capitals_are_the_same_text() -> None:
    one = sign("Ferry stays – again", "“It’s the wind,” she said. The ferry stays in port.")
    other = sign("FERRY STAYS - AGAIN", '"It\'s the wind", she said.\n\nThe ferry stays in port.')
    assert one == other
    assert one.text_hash is not None


def test_a_title_is_no_part_of_the_body() -> None:
    assert (
        sign("Ferry stays in", "port until Monday").text_hash != sign("Ferry stays", "in port until Monday").text_hash
    )
    assert sign("Ferry stays", FERRY).sketch == sign("No bread on Holm", FERRY).sketch


@pytest.mark.parametrize("text", ["", " ", "…", "Live", "In pictures", None])
def test_too_few_words_have_no_fingerprint(text: str | None) -> None:
    assert sign(text, None) == Signature(0)


def test_words_of_other_scripts_keep_their_vowels() -> None:
    assert words_of("सरकार ने कहा।") == ["सरकार", "ने", "कहा"]
    assert words_of("法国政府") == ["法", "国", "政", "府"]
    assert words_of("L’État, c'est moi") == ["létat", "cest", "moi"]


@given(st.text(max_size=200), st.text(max_size=400))
def test_any_text_has_a_fingerprint_within_bounds(title: str, body: str) -> None:
    signed = sign(title, body)
    assert signed == sign(title, body)
    assert list(signed.sketch) == sorted(set(signed.sketch))
    assert all(0 <= each < bound(signed.shingle_count) for each in signed.sketch)
    assert all(0 <= each < 2**63 for each in (*signed.bands, signed.text_hash or 0))


@given(st.integers(1, 6_000), st.integers(0, 3))
def test_a_long_text_keeps_a_sample(count: int, seed: int) -> None:
    signed = sign(None, " ".join(long_text(seed, count)))
    assert len(signed.sketch) <= 2 * SKETCH_SIZE
    if count > 500:
        assert len(signed.sketch) > SKETCH_SIZE // 4


def test_a_passage_that_two_texts_share_is_in_a_bucket_of_both() -> None:
    passage = long_text(1, 40)
    one = sign(None, " ".join(long_text(2, 300) + passage + long_text(3, 300)))
    assert set(one.bands) & set(sign(None, " ".join(passage)).bands)
    assert set(one.bands) & set(sign(None, " ".join(long_text(4, 90) + passage + long_text(5, 90))).bands)
    assert not set(one.bands) & set(sign(None, " ".join(long_text(6, 640))).bands)


def test_a_cut_copy_under_another_opening_is_told_by_what_it_contains() -> None:
    words = long_text(1, 900)
    copy = " ".join(long_text(2, 40) + words[:300])
    found = judged(sign("One", " ".join(words)), sign("Other", copy))
    assert found["is_copy"]
    assert found["role"] == "syndicated"
    assert found["containment"] == pytest.approx(0.88, abs=0.1)
    assert found["similarity"] == pytest.approx(0.32, abs=0.1)


def test_a_reworded_text_is_near() -> None:
    chance = random.Random(3)
    words = long_text(1, 400)
    other = [f"new{number}" if chance.random() < 0.07 else word for number, word in enumerate(words)]
    found = judged(sign(None, " ".join(words)), sign(None, " ".join(other)))
    assert (found["is_copy"], found["role"]) == (True, "near")


def test_texts_that_share_nothing_are_none() -> None:
    found = judged(sign("Ferry", FERRY), sign("Bridge", BRIDGE))
    assert (found["is_copy"], found["containment"]) == (False, 0.0)


def test_short_texts_with_a_set_phrase_in_common_are_none() -> None:
    notice = (
        "Sign up for the morning letter of the Vire Courier and never miss what moves the coast, from boats to bread."
    )
    one = sign("Ferry stays in port", f"The wind keeps the boat to Holm at the quay until Tuesday. {notice}")
    other = sign("Bridge opens at last", f"The mayor crossed the Vire with a lamp and a band. {notice}")
    for is_one_outlet in (False, True):
        assert not judged(one, other, is_one_outlet)["is_copy"]


def test_one_outlets_template_is_no_copy_where_anothers_would_be() -> None:
    one = sign("Stars for the fifth of May", BRIDGE + " Aries should rest, Taurus may travel with an old friend today.")
    other = sign("Stars for the sixth of May", BRIDGE + " Leo will hear from home, Virgo had better stay there now.")
    assert judged(one, other)["is_copy"]
    assert not judged(one, other, True)["is_copy"]


def test_equal_bodies_are_copies_under_any_title() -> None:
    one, other = sign("Gap closed", BRIDGE), sign("The mayor with the lamp and the band of Vire", BRIDGE)
    assert judged(one, other, True) == {"is_copy": True, "similarity": 1.0, "containment": 1.0, "role": "syndicated"}


@given(st.integers(1, 900), st.integers(1, 900), st.integers(0, 400))
def test_a_pair_and_its_mirror_image_are_judged_alike(one: int, other: int, start: int) -> None:
    words = long_text(7, 1_300)
    pair = sign(None, " ".join(words[:one])), sign(None, " ".join(words[start : start + other]))
    assert judged(*pair) == judged(*pair[::-1])


def test_chains_are_one_group_and_strangers_their_own() -> None:
    pairs = pa.table({"text_hash": [5, 3, 9, 8], "other_text_hash": [3, 7, 9, 2]})
    found = dict(zip(*groups(pairs).to_pydict().values(), strict=True))
    assert found == {3: 3, 5: 3, 7: 3, 9: 9, 2: 2, 8: 2}
    assert groups(pairs.slice(0, 0)).num_rows == 0
