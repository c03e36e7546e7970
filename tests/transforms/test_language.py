"""Stories about languages: what is said of a text, and what is not."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langdetect import DetectorFactory, detect_langs
from langdetect.detector import Detector
from langdetect.detector_factory import init_factory

from transforms.language import CombinedEngine, default_engine
from transforms.language_data.profiles import profiles

NEWS = {
    "nl": (
        "De gemeenteraad van Delfzijl heeft besloten dat de nieuwe sluis er toch komt, maar pas "
        "over vier jaar en met minder geld dan de wethouder had gehoopt."
    ),
    "en": (
        "The council has decided that the new lock will be built after all, but not for another "
        "four years and with less money than the alderman had hoped for."
    ),
    "nb": (
        "Kommunestyret har bestemt at den nye slusen likevel skal bygges, men ikke før om fire år "
        "og med mindre penger enn ordføreren hadde håpet på. Det blir noe mer å gjøre."
    ),
    "nn": (
        "Kommunestyret har bestemt at den nye slusa likevel skal byggjast, men ikkje før om fire år"
        " og med mindre pengar enn ordføraren hadde vona på. Det vert noko meir å gjere."
    ),
    "da": (
        "Byrådet har besluttet, at den nye sluse alligevel skal bygges, men først om fire år og med"
        " færre penge, end borgmesteren havde håbet. Det bliver noget mere af det samme nu."
    ),
    "sv": (
        "Kommunfullmäktige har beslutat att den nya slussen ändå ska byggas, men inte förrän om "
        "fyra år och med mindre pengar än vad borgmästaren hade hoppats på."
    ),
    "de": (
        "Der Gemeinderat hat beschlossen, dass die neue Schleuse doch gebaut wird, aber erst in "
        "vier Jahren und mit weniger Geld, als der Bürgermeister gehofft hatte."
    ),
    "fr": (
        "Le conseil municipal a décidé que la nouvelle écluse serait construite malgré tout, mais "
        "pas avant quatre ans et avec moins d'argent que ne l'espérait le maire."
    ),
    "es": (
        "El concejo municipal ha decidido que la nueva esclusa se construya a pesar de todo, pero "
        "no antes de cuatro años y con menos dinero del que esperaba el alcalde."
    ),
    "pl": (
        "Rada gminy zdecydowała, że nowa śluza jednak powstanie, ale dopiero za cztery lata i za "
        "mniej pieniędzy, niż się spodziewał burmistrz, który nie był na miejscu."
    ),
    "ru": (
        "Городской совет решил, что новый шлюз всё же будет построен, но не раньше чем через четыре"
        " года и на меньшие деньги, чем надеялся мэр города."
    ),
    "uk": (
        "Міська рада вирішила, що новий шлюз все ж таки буде збудовано, але не раніше ніж через "
        "чотири роки і за менші гроші, ніж сподівався міський голова."
    ),
}


@pytest.mark.parametrize("language", NEWS)
def test_a_news_paragraph_is_named_and_trusted(language: str) -> None:
    guess = default_engine().detect(None, NEWS[language])
    assert (guess.language, guess.is_reliable) == (language, True)
    assert guess.confidence > 0.9


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "12.345 67",
        "https://example.org/the/long/road?to=nowhere",
        "😀😀🎉",
        "NAVO",
        "...",
        "@someone #tag",
        "\u0301" * 50,
    ],
)
def test_nothing_is_said_of_a_text_that_says_nothing(text: str) -> None:
    guess = default_engine().detect(text, None)
    assert (guess.language, guess.confidence, guess.is_reliable) == ("und", 0.0, False)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("km", "ក្រុមប្រឹក្សាក្រុងបានសម្រេចថាស្ពានថ្មីនឹងត្រូវបានសាងសង់"),
        ("hy", "Քաղաքային խորհուրդը որոշել է, որ նոր կամուրջը կկառուցվի"),
        ("ka", "საკრებულომ გადაწყვიტა, რომ ახალი ხიდი მაინც აშენდება"),
    ],
)
def test_a_script_of_one_language_names_it(language: str, text: str) -> None:
    guess = default_engine().detect(None, f"{text}. " * 8)
    assert (guess.language, guess.is_reliable) == (language, True)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "am",
            "ምክር ቤቱ አዲሱ ድልድይ እንዲሠራ ወሰነ፣ ነገር ግን ከንቲባዋ ይህ ገና ነው ብለዋል። ወደ ከተማው የሚወስደው መንገድ ላይ ሥራው አንድ ዓመት እስከ ሁለት ነበር።",
        ),
        ("ti", "ኣብ ከተማና ሓድሽ ድልድል ክስራሕ እዩ። እቲ ስራሕ ምስ ተወድአ ናብ ወደብ ዝወስድ መንገዲ ካብ ቀደም ይሓይሽ፡ ግን እቶም ሰባት ብዙሕ ግዜ ኣሎ ኢሎም።"),
    ],
)
def test_two_languages_of_one_script_are_told_by_their_words(language: str, text: str) -> None:
    guess = default_engine().detect(None, text)
    assert (guess.language, guess.is_reliable) == (language, True)


@pytest.mark.parametrize("text", ["የአዲስ ድልድይ", "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᎠᎴ ᎤᏍᏗ ᎠᏂᏴᏫ ᎠᏂᏔᎵ ᏧᏂᎳᏫᏍᏗ"])
def test_a_script_without_profile_or_known_words_is_unknown(text: str) -> None:
    assert default_engine().detect(None, text).language == "und"


def test_swiss_german_is_not_trusted_as_german() -> None:
    text = (
        "Dr Gmeindrat het gseit, dass die neui Brugg no nid parat isch. Mir hei scho im Früelig gwüsst, dass es meh "
        "Gäld bruucht, aber nume wenn alli mit mache, cha d Arbet zue Änd cho. Si isch hüt no offe gsi für d Lüt."
    )
    assert default_engine().detect(None, text).language == "gsw"


def test_bosnian_is_named_by_its_own_words_and_never_trusted() -> None:
    text = (
        "Vlada je prošle sedmice saopštila da će tokom januara i februara izdvojiti pet hiljada maraka za novi sistem. "
        "Niko nije znao gdje će se graditi most, a riječ je o mjestu uz rijeku u kojem djeca uvijek čekaju voz."
    )
    guess = default_engine().detect(None, text)
    assert (guess.language, guess.is_reliable) == ("bs", False)


def test_croatian_without_marks_against_bosnian_is_named_but_not_trusted() -> None:
    plain = (
        "Gradsko vijeće odlučilo je da se novi most gradi na istom mjestu gdje je bio stari. Riječ je o djeci koja "
        "uvijek prelaze rijeku prije škole, rekla je gradonačelnica i dodala da se to više ne smije dogoditi."
    )
    assert default_engine().detect(None, plain).is_reliable is False
    marked = plain + " Gradnja počinje u siječnju, a stajat će tisuću eura na tjedan, kaže odvjetnik tvrtke."
    guess = default_engine().detect(None, marked)
    assert (guess.language, guess.is_reliable) == ("hr", True)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "yo",
            (
                "Àwọn ará ìlú sọ pé àwọn kò mọ ohun tí ó ṣẹlẹ̀ ní ọjà náà, ṣùgbọ́n ìjọba ti ní kí gbogbo "
                "wọn lọ sí ilé wọn fún ọjọ́ mẹ́ta nítorí pé kò sí ohun tí wọn lè ṣe"
            ),
        ),
        (
            "ha",
            (
                "Mutanen garin sun ce ba su san abin da ya faru a kasuwar ba, amma gwamnati ta ce su koma "
                "gida domin suna cikin hadari kuma an kama wasu daga cikinsu"
            ),
        ),
        (
            "zu",
            (
                "Abantu basedolobheni bathi abazi ukuthi kwenzekeni emakethe, kodwa uhulumeni uthe kufanele"
                " babuyele emakhaya ngoba kunengozi futhi abanye baboshiwe"
            ),
        ),
        (
            "mt",
            (
                "Il-kunsill iddeċieda li l-pont il-ġdid xorta se jinbena, iżda mhux qabel erba' snin oħra u"
                " b'inqas flus milli kien jittama s-sindku tal-belt"
            ),
        ),
    ],
)
def test_a_language_without_a_profile_is_never_trusted_under_another_name(language: str, text: str) -> None:
    guess = default_engine().detect(None, text)
    assert guess.language == language or not guess.is_reliable


def test_a_short_headline_may_be_named_but_not_trusted() -> None:
    guess = default_engine().detect("Minister stapt op na ruzie over sluis", None)
    assert (guess.language, guess.is_reliable) == ("nl", False)


def test_a_text_in_two_languages_is_not_trusted() -> None:
    guess = default_engine().detect(None, NEWS["nl"][:150] + " " + NEWS["fr"][:150])
    assert not guess.is_reliable


def test_what_was_asked_before_does_not_matter() -> None:
    engine = CombinedEngine()
    texts = [*NEWS.values(), "Kort bericht over Bergen", "una nota sobre Lisboa y Madrid"]
    forwards = [engine.detect(None, text) for text in texts]
    backwards = [engine.detect(None, text) for text in reversed(texts)]
    assert forwards == backwards[::-1]


def test_threads_and_fresh_processes_agree() -> None:
    text = NEWS["nb"][:90]
    here = default_engine().detect("Sluse", text)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: CombinedEngine().detect("Sluse", text), range(40))) == {here}
    code = f"from transforms.language import default_engine as e; print(e().detect('Sluse', {text!r}))"
    for seed in ("0", "1"):
        told = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
        )
        assert told.stdout.strip() == str(here)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_the_quick_detector_reads_the_same_trigrams_as_langdetect(text: str) -> None:
    factory = profiles()["LATIN"]
    quick, plain = factory.create(), Detector(factory)
    quick.append(text)
    plain.append(text)
    assert quick.text == plain.text
    quick.cleaning_text()
    plain.cleaning_text()
    assert quick.text == plain.text
    assert quick._extract_ngrams() == plain._extract_ngrams()


@pytest.mark.parametrize("language", ["nl", "en", "de", "fr", "es", "pl", "ru", "uk"])
def test_langdetect_itself_says_the_same(language: str) -> None:
    init_factory()
    DetectorFactory.seed = 0
    assert detect_langs(NEWS[language])[0].lang == language


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_raises_and_confidence_is_a_probability(title: str, body: str) -> None:
    guess = default_engine().detect(title, body)
    assert 0.0 <= guess.confidence <= 1.0
    assert guess.language != "und" or (guess.confidence == 0.0 and not guess.is_reliable)
