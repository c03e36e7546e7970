"""An article's texts and names → its evidence of the event that it tells."""

from __future__ import annotations

from collections.abc import Mapping

from transforms.entities.knowledge import Knowledge
from transforms.model import Annotations, PublishedDate, StoryFeature


def story_features(
    fields: Mapping[str, str],
    language: str,
    published: PublishedDate | None,
    named: Annotations,
    knowledge: Knowledge,
) -> tuple[StoryFeature, ...]:
    """Features by name, each once. Pure; no text raises."""
    return ()
