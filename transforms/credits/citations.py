"""An article's fields and names → the other media that it credits.

A medium's name alone is no credit: a cue stands before it (``volgens Sky News``, ``told Reuters``) or behind it (``VG
meldte``). What may stand between cue and name are articles, what the medium is (``persbureau``) and what it published
(``a report in``); the words are lists of a language, in ``data/cues``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from transforms.credits.cueing import Cue, cue_of, is_joined
from transforms.credits.media import FoundName, names_in_field
from transforms.credits.tables import Cues, cues_of
from transforms.model import Annotations, Citation, Mention

CONFIDENCE: Final = {"table": 0.95, "domain": 0.9, "named": 0.8, "described": 0.8}
"""By what tells that the name is a medium's: a table, an address, how it is called, what stands before it."""
LESS_SURE: Final = 0.85
"""Factor for a name that shares the cue of its neighbour, and for a medium that said rather than reported."""


def find_citations(
    fields: Mapping[str, str], language: str, named: Annotations, outlet: str | None
) -> tuple[Citation, ...]:
    """Credits in the order of the fields and by start; none overlaps another. ``outlet`` is who published the article:
    an article may credit its own outlet too. Languages without a list of cues give none. Pure; no text raises."""
    cues = cues_of(language)
    if cues is None:
        return ()
    found: list[Citation] = []
    for field, text in fields.items():
        mentions = [mention for mention in named.mentions if mention.field == field]
        found += _in_field(field, text, language, mentions, cues)
    return tuple(found)


def _in_field(field: str, text: str, language: str, mentions: Sequence[Mention], cues: Cues) -> list[Citation]:
    persons = [mention for mention in mentions if mention.entity_type == "PERSON"]
    citations: list[Citation] = []
    # Neighbours share a cue: "Reuters and AFP report", "told AP and Reuters".
    waiting: FoundName | None = None
    last: tuple[FoundName, Cue] | None = None
    for name in names_in_field(text, language, mentions, cues):
        cue = cue_of(text, name, persons, cues)
        if cue is not None:
            if waiting is not None and cue.is_before is False and is_joined(text[waiting.end : name.start], cues):
                citations.append(_citation(field, text, waiting, cue, is_shared=True))
            citations.append(_citation(field, text, name, cue))
        elif last is not None and last[1].is_before and is_joined(text[last[0].end : name.start], cues):
            cue = last[1]
            citations.append(_citation(field, text, name, cue, is_shared=True))
        waiting = name if cue is None else None
        last = (name, cue) if cue is not None else None
    return citations


def _citation(field: str, text: str, name: FoundName, cue: Cue, *, is_shared: bool = False) -> Citation:
    entity_id = name.mention.entity_id if name.mention is not None else None
    confidence = CONFIDENCE[name.basis] * (LESS_SURE if is_shared or cue.is_weak else 1.0)
    surface = text[name.start : name.end]
    return Citation(
        field, name.start, name.end, surface, cue.text, name.outlet_id, entity_id, cue.kind, round(confidence, 2)
    )
