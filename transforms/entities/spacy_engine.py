"""spaCy pipelines in the place of our own recogniser, for those who bring one (``pip install presswatch[spacy]``).

A pipeline is loaded by whoever calls, and handed in: this module reads no files and does without spaCy itself.

    annotate(fields, "en", outlet, recognizer=SpacyRecognizer({"en": spacy.load("en_core_web_sm")}))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol

from transforms.entities.knowledge import EntityType
from transforms.entities.recognize import Candidate, Recognizer
from transforms.entities.tokens import MAX_FIELD_CHARS

LABELS: Final[Mapping[str, EntityType]] = {
    "PERSON": "PERSON",
    "PER": "PERSON",
    "PRS": "PERSON",
    "ORG": "ORGANIZATION",
    "ORGANIZATION": "ORGANIZATION",
    "LOC": "LOCATION",
    "LOCATION": "LOCATION",
    "GPE": "LOCATION",
    "GPE_LOC": "LOCATION",
    "FAC": "LOCATION",
}
"""Labels of spaCy's published pipelines, and our types; names under other labels are left out."""


class _Entity(Protocol):
    start_char: int
    end_char: int
    label_: str


class _Document(Protocol):
    @property
    def ents(self) -> Iterable[_Entity]: ...


Pipeline = Callable[[str], _Document]


class SpacyRecognizer:
    """Names as a pipeline finds them, by language; languages without a pipeline go to `otherwise`, or have none.

    `confidence` is what each name is given, for a pipeline says nothing of how sure it is. What a pipeline gives for
    the same text must be the same each time, or runs differ.
    """

    def __init__(
        self, pipelines: Mapping[str, Pipeline], otherwise: Recognizer | None = None, confidence: float = 0.8
    ) -> None:
        self.pipelines = dict(pipelines)
        self.otherwise = otherwise
        self.confidence = confidence

    def recognize(
        self, fields: Mapping[str, str], language: str, hints: Sequence[tuple[str, EntityType]] = ()
    ) -> list[Candidate]:
        """See `Recognizer.recognize`; `hints` are for `otherwise` alone. Looks at the first 100,000 code points of
        each field."""
        pipeline = self.pipelines.get(language)
        if pipeline is None:
            return [] if self.otherwise is None else self.otherwise.recognize(fields, language, hints)
        found: list[Candidate] = []
        for name, text in fields.items():
            if text:
                found.extend(self._names(name, text[:MAX_FIELD_CHARS], pipeline))
        return found

    def _names(self, field: str, text: str, pipeline: Pipeline) -> list[Candidate]:
        names: list[Candidate] = []
        end = 0
        for entity in sorted(pipeline(text).ents, key=lambda e: (e.start_char, -e.end_char)):
            kind = LABELS.get(entity.label_)
            surface = text[entity.start_char : entity.end_char]
            if kind is None or not surface.strip() or entity.start_char < end:
                continue
            end = entity.end_char
            names.append(Candidate(field, entity.start_char, end, surface, kind, "tagger", self.confidence, "spacy"))
        return names
