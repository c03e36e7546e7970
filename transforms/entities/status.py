"""What the recogniser knows of each language's names."""

from __future__ import annotations

from transforms.entities.tagger import load_model


def names_status(language: str) -> str:
    """trained (the tagger saw annotated text of it), transferred (it did not, yet it beats the rules there), or rules
    (knowledge, form and context alone), for a BCP 47 language."""
    card = load_model().card
    if language in card.trained:
        return "trained"
    return "transferred" if language in card.transferred else "rules"
