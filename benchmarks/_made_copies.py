"""Copies as desks make them of a real article: cut, topped, retitled, wrapped, with other quotes and credit lines."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

SYLLABLES = "ba co di fen gor hal ist jon kem lup mar nev ost pir qua ren sil tov urn vas wen yst zor el an".split()
CREDITS = ("(Vire Press)", "© 2031 Vire Press. All rights reserved.", "Read more at courier.example", "VP/mk")
SENTENCE = re.compile(r"(?<=[.!?。])\s+")


@dataclass(frozen=True)
class Text:
    """One article's title and body, and the outlet that printed it."""

    title: str | None
    body: str
    outlet: str | None = None


def words(count: int, chance: random.Random) -> str:
    """So many words of no language, as a sentence."""
    made = ["".join(chance.choices(SYLLABLES, k=chance.choice((1, 2, 2, 3)))) for _ in range(count)]
    return " ".join(made).capitalize() + "."


def cut(body: str, chance: random.Random) -> str:
    """The first third to nine tenths of it, by whole sentences."""
    sentences = SENTENCE.split(body)
    wanted = chance.uniform(0.33, 0.9) * len(body)
    kept: list[str] = []
    for sentence in sentences:
        if kept and sum(map(len, kept)) >= wanted:
            break
        kept.append(sentence)
    return " ".join(kept)[: max(int(wanted * 1.3), 1)]


def thinned(body: str, chance: random.Random) -> str:
    """Some of the sentences in the middle left out."""
    sentences = SENTENCE.split(body)
    return " ".join(sentence for place, sentence in enumerate(sentences) if place < 2 or chance.random() < 0.75)


def topped(body: str, chance: random.Random) -> str:
    """An opening of the desk's own."""
    return f"{words(chance.randint(15, 45), chance)}\n{body}"


def requoted(body: str) -> str:
    """Other quotes and dashes."""
    swapped = body.translate(str.maketrans({"'": "’", "–": "-", "—": "-", "“": '"', "”": '"', "«": "„", "»": "“"}))
    return re.sub(r'"([^"\n]{1,300})"', r"«\1»", swapped)


def wrapped(body: str, chance: random.Random) -> str:
    """What the site says around every article."""
    return f"{words(8, chance)}\n{body}\n{words(chance.randint(10, 25), chance)}"


def reworded(body: str, chance: random.Random) -> str:
    """One word in twenty another."""
    return " ".join(words(1, chance)[:-1].lower() if chance.random() < 0.05 else word for word in body.split(" "))


def made_copy(base: Text, number: int) -> tuple[Text, str]:
    """A copy in another outlet, and what was done to it. The same for the same number."""
    chance = random.Random(number)
    kind = ("cut", "cut topped", "topped", "thinned", "wrapped", "cut wrapped", "reworded", "retitled")[number % 8]
    body = base.body
    if "cut" in kind:
        body = cut(body, chance)
    if kind == "thinned":
        body = thinned(body, chance)
    if "topped" in kind:
        body = topped(body, chance)
    if "wrapped" in kind:
        body = wrapped(body, chance)
    if kind == "reworded":
        body = reworded(body, chance)
    if chance.random() < 0.5:
        body = requoted(body)
    if chance.random() < 0.5:
        body = f"{body}\n{chance.choice(CREDITS)}"
    title = words(7, chance) if kind == "retitled" or chance.random() < 0.7 else base.title
    return Text(title, body, f"copyist{number % 50}.example"), kind
