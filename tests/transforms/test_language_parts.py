"""Stories about stretches, variants, near languages, and what the ranking reads."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import LanguageIdentifier

from tests.transforms.test_language import NEWS
from transforms.language import default_engine
from transforms.language.engine import CombinedEngine
from transforms.language.grams import STEPS, GramModel, plain_model
from transforms.language.spans import paragraphs


def test_a_body_in_two_languages_tells_where_each_stands() -> None:
    body = f"{NEWS['nl']}\n\n{NEWS['nl']}\n\n{NEWS['fr']}\nDelfzijl\n{NEWS['nl']}"
    guess = default_engine().detect("Sluis", body)
    found = [(body[span.start_char : span.end_char][:10], span.language) for span in guess.spans]
    assert found == [(NEWS["nl"][:10], "nl"), (NEWS["fr"][:10], "fr"), (NEWS["nl"][:10], "nl")]
    assert body[guess.spans[1].end_char - 8 : guess.spans[1].end_char] == "Delfzijl"
    assert (guess.language, guess.is_reliable) == ("nl", False)


def test_a_body_that_changes_script_tells_where() -> None:
    body = f"{NEWS['ru']}\n{NEWS['ru']}\n{NEWS['en']}"
    guess = default_engine().detect(None, body)
    assert [span.language for span in guess.spans] == ["ru", "en"]
    assert guess.spans[1].start_char == 2 * len(NEWS["ru"]) + 2


def test_names_captions_and_short_quotes_make_no_stretch() -> None:
    body = f"{NEWS['nl']}\nRotterdam, Karel Duinstra, Jean-Luc Laurent et Marie\n«C'est la vie», zei hij.\n{NEWS['nl']}"
    assert default_engine().detect(None, body).spans == ()


def test_norwegian_with_a_danish_paragraph_stays_norwegian() -> None:
    guess = default_engine().detect(None, f"{NEWS['nb']}\n{NEWS['nb']}\n{NEWS['da']}")
    assert (guess.language, guess.spans) == ("nb", ())


@pytest.mark.parametrize(
    ("variant", "text"),
    [
        (
            "pt-BR",
            "O prefeito disse que o fato é econômico: a equipe esperava o ônibus, e o trem não veio.",
        ),
        (
            "pt-PT",
            "O autarca disse que o facto é económico: a equipa esperava o autocarro, e o comboio não veio.",
        ),
        ("zh-Hans", "市议会决定还是要建这座桥,但是要等四年,经费也比市长希望的少。"),
        ("zh-Hant", "市議會決定還是要建這座橋,但是要等四年,經費也比市長希望的少。"),
        ("sr-Cyrl", "Градско веће је одлучило да се мост ипак гради, али тек за четири године и са мање новца."),
        (
            None,
            "The council met on Monday and will meet again on Tuesday, when the bridge is to be discussed at length.",
        ),
    ],
)
def test_a_variant_is_told_where_the_text_shows_it(variant: str | None, text: str) -> None:
    assert default_engine().detect(None, text).variant == variant


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "is",
            "Bæjarstjórnin hefur ákveðið að nýja brúin verði byggð þrátt fyrir allt, en ekki fyrr en eftir fjögur ár.",
        ),
        (
            "eu",
            "Udalak erabaki du zubi berria egingo dela azkenean, baina ez lau urte igaro arte eta diru gutxiagorekin.",
        ),
        ("be", "Гарадскі савет вырашыў, што новы мост усё ж будзе пабудаваны, але не раней чым праз чатыры гады."),
        ("kk", "Қалалық кеңес жаңа көпір бәрібір салынады деп шешті, бірақ ол төрт жылдан кейін ғана басталады."),
        ("az", "Şəhər şurası qərara aldı ki, yeni körpü yenə də tikiləcək, amma dörd ildən sonra və daha az pulla."),
        (
            "ga",
            "Shocraigh an chomhairle go dtógfar an droichead nua tar éis an tsaoil, ach ní go ceann ceithre bliana.",
        ),
        ("gl", "O concello decidiu que a nova ponte se constrúa a pesar de todo, pero non ata dentro de catro anos."),
        (
            "mt",
            "Il-kunsill iddeċieda li l-pont il-ġdid xorta se jinbena, iżda mhux qabel erba' snin oħra u b'inqas flus.",
        ),
        ("sr", "Градско веће је одлучило да се нови мост ипак гради, али тек за четири године и са мање новца."),
        (
            "ms",
            "Majlis bandar memutuskan bahawa jambatan baharu itu tetap akan dibina kerana penduduk mahu, kata beliau.",
        ),
        ("sk", "Mestská rada rozhodla, že nový most sa predsa len postaví, ale až o štyri roky a za menej peňazí."),
    ],
)
def test_languages_without_a_profile_of_langdetect_are_named(language: str, text: str) -> None:
    assert default_engine().detect(None, text).language == language


def test_serbian_in_latin_letters_is_told_from_croatian_by_its_vowels() -> None:
    text = (
        "Gradsko veće je odlučilo da se novi most gradi na istom mestu gde je bio stari. Deca uvek prelaze reku pre "
        "škole, rekla je predsednica i dodala da se to posle ove nedelje više ne sme dogoditi nikome na svetu."
    )
    guess = default_engine().detect(None, text)
    assert (guess.language, guess.variant) == ("sr", "sr-Latn")


def test_at_least_a_hundred_languages_are_covered_and_trusted() -> None:
    engine = CombinedEngine()
    assert len(engine.trusted_languages()) >= 100
    assert engine.trusted_languages() < engine.languages()


def test_langdetect_is_asked_where_the_ranking_hesitates() -> None:
    methods = {
        default_engine().detect(None, text).method for text in ("Prezident Miloš Zeman v Brne", "Museu do Porto")
    }
    assert any(method and "langdetect" in method for method in methods)
    assert default_engine().detect(None, NEWS["de"]).method == "py3langid+words"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=120))
def test_the_quick_walk_finds_the_features_of_py3langid(text: str) -> None:
    plain = unicodedata.normalize("NFC", text)
    model, library = plain_model_once(), library_once()
    scores, weight, root = model.scores(plain)
    theirs = library._raw_score(library._encode(plain))
    if not weight:
        assert len(set(theirs.tolist())) == 1
        return
    ours = scores * root
    # Both up to a constant; a weight is off by half a step, and the few largest are cut.
    difference = (ours - ours.mean()) - (theirs - theirs.mean())
    assert np.abs(difference).max() <= weight / STEPS + 1.0


@cache
def plain_model_once() -> GramModel:
    return plain_model()


@cache
def library_once() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file("data/model.npz.xz")


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(sorted(NEWS.values())), st.text(max_size=150)), max_size=6))
def test_stretches_lie_in_the_body_in_order_and_any_text_is_answered_alike(parts: list[str]) -> None:
    body = "\n".join(parts)
    guess = default_engine().detect(None, body)
    assert default_engine().detect(None, body) == guess
    end = 0
    for span in guess.spans:
        assert end <= span.start_char < span.end_char <= len(body)
        end = span.end_char
    assert not guess.spans or len({span.language for span in guess.spans}) > 1


@given(st.text(max_size=200))
def test_paragraphs_are_the_lines_that_hold_anything(body: str) -> None:
    found = [body[start:end] for start, end in paragraphs(body)]
    assert found == [line for line in body.split("\n") if line and not line.isspace()]
