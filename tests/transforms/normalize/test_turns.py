"""Interviews: questions and answers by labels and question marks."""

from __future__ import annotations

from transforms.normalize.blocks import split_blocks
from transforms.normalize.turns import interview_roles, turn_label


def roles(*texts: str) -> list[str | None]:
    blocks = split_blocks("\n\n".join(texts))
    return interview_roles(blocks, [True] * len(blocks))


def test_turns_with_labels() -> None:
    assert roles(
        "Roswitha Käferstein misst den Rhein seit dreißig Jahren.",
        "Uferblick: Frau Käferstein, wie schlimm ist die Lage?",
        "Käferstein: Ernst. In Köln fehlt ein Meter.",
        "Uferblick: Trotzdem fahren noch Schiffe.",
        "Käferstein: Noch.",
    ) == [None, "question", "answer", "question", "answer"]


def test_later_turns_may_go_without_labels() -> None:
    assert roles(
        "Kustblad: Wat gebeurt er nu met de vissen?",
        "Algra: Ze zwemmen naar zee.",
        "De ontvangers liggen op de bodem.",
        "En wie betaalt dat?",
        "De helft komt uit Brussel.",
    ) == ["question", "answer", "answer", "question", "answer"]


def test_a_paragraph_that_names_who_answers_opens_the_question_after_it() -> None:
    assert roles(
        "Kustblad: Wat gebeurt er nu met de vissen?",
        "Algra: Ze zwemmen naar zee.",
        "Eerder zei Algra dat de steur nooit zou terugkomen.",
        "Was dat een vergissing?",
        "Nee.",
    ) == ["question", "answer", "question", "question", "answer"]


def test_statements_with_colons_are_no_interview() -> None:
    assert roles(
        "Voordeel: De haven wordt dieper.",
        "Nadeel: Het kost 410 miljoen euro.",
        "Conclusie: Niemand weet het.",
    ) == [None, None, None]


def test_labels_look_like_names() -> None:
    assert turn_label("Q: How thick is the ice?") == "q"
    assert turn_label("Deutsche Welle: Wie geht es Ihnen?") == "deutsche welle"
    assert turn_label("Hij zei het zo: niemand weet het.") is None
    assert turn_label("09:30 begon de vergadering.") is None
