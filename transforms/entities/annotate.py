"""An article's fields → its mentions and the things that they name."""

from __future__ import annotations

from collections.abc import Mapping

from transforms.model import Mention, ObservedEntity


def annotate(fields: Mapping[str, str], language: str, outlet: str | None) -> tuple[list[Mention], list[ObservedEntity]]:
    """One article → one row per name in one place, sorted by field and start, and one row per thing named.

    `fields` are the article's texts by field name (title, lead, body; absent or empty when null). Pure: ids depend on the
    document and the packaged knowledge alone. No text raises.
    """
    raise NotImplementedError
