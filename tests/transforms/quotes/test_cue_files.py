"""The files of cue words: each loads, holds what speech needs, and finds a speaker in its own language."""

from __future__ import annotations

from importlib.resources import files

import pytest

from transforms.model import Annotations
from transforms.quotes.find import find_quotations
from transforms.quotes.lexicon import KINDS, lexicon_of

LANGUAGES = sorted(
    entry.name.removesuffix(".tsv")
    for entry in files("transforms.quotes.data").iterdir()
    if entry.name.endswith(".tsv") and len(entry.name) == len("xx.tsv")
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_of_cues_loads_and_has_small_letters_only(language: str) -> None:
    lexicon = lexicon_of(language)
    assert lexicon.has_cues
    for kind in ("that", "he", "she", "who", "prep", "and", "person_m", "person_f", "body", "mister", "miss"):
        assert lexicon.of(kind), kind
    for line in (files("transforms.quotes.data") / f"{language}.tsv").read_text("utf-8").splitlines():
        kind, _, words = line.partition("\t")
        if line.startswith("#") or kind in ("stands", ""):
            continue
        listed = words.partition("\t")[0].split("|")
        assert kind in KINDS
        assert listed == [word.lower() for word in listed]


@pytest.mark.parametrize(
    ("language", "body", "cue"),
    [
        ("es", "«Vamos a esperar hasta la primavera», dijo el alcalde.", "dijo"),
        ("pt", "“Vamos esperar até a primavera”, afirmou o prefeito.", "afirmou"),
        ("it", "«Aspetteremo fino a primavera», dice il sindaco.", "dice"),
        ("pl", "„Poczekamy do samej wiosny”, powiedział burmistrz.", "powiedział"),
        ("cs", "„Budeme čekat až do jara,“ řekl starosta.", "řekl"),
        ("ru", "«Мы будем ждать до самой весны», — заявил мэр.", "заявил"),
        ("uk", "«Ми чекатимемо до самої весни», — сказала речниця.", "сказала"),
    ],
)
def test_a_verb_of_speech_is_found_in_its_language(language: str, body: str, cue: str) -> None:
    found = find_quotations({"body": body}, language, Annotations())
    assert [(one.is_direct, one.cue) for one in found] == [(True, cue)]
