"""What an article's texts say once its language is known: names, quotations, credits, and what its copies and its story
are found by. The same for a record just read and for a document that has landed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transforms.copies.sign import sign
from transforms.credits.citations import find_citations
from transforms.entities.annotate import annotate
from transforms.entities.knowledge import Knowledge, load
from transforms.model import Annotations, Citation, PublishedDate, Quotation, Signature, StoryFeature
from transforms.quotes.find import find_quotations
from transforms.rows import (
    Row,
    allusion_rows,
    citation_rows,
    mention_rows,
    quote_rows,
    role_rows,
    signature_row,
    story_features_row,
)
from transforms.stories.features import story_features


@dataclass(frozen=True, slots=True)
class Enriched:
    """All that was found in one article."""

    named: Annotations
    quotations: tuple[Quotation, ...]
    citations: tuple[Citation, ...]
    signature: Signature
    features: tuple[StoryFeature, ...]

    def rows(self, document_id: str, place: Row) -> dict[str, list[Row]]:
        """Rows of ``ENRICHED_TABLES``, each with the place of the record."""
        return {
            "mentions": mention_rows(document_id, place, self.named.mentions),
            "roles": role_rows(document_id, place, self.named.roles),
            "allusions": allusion_rows(document_id, place, self.named.allusions),
            "quotes": quote_rows(document_id, place, self.quotations),
            "citations": citation_rows(document_id, place, self.citations),
            "signatures": [signature_row(document_id, place, self.signature)],
            "story_features": [story_features_row(document_id, place, self.features)],
        }


def enrich(
    title: str | None,
    body: str | None,
    language: str,
    outlet: str | None,
    published: PublishedDate | None,
    knowledge: Knowledge | None = None,
    *,
    transliterates: bool = True,
) -> Enriched:
    """One article → what it names and says. No text raises; ``knowledge`` is the packaged one when None."""
    knowledge = knowledge or load()
    fields: Mapping[str, str] = {name: text for name, text in (("title", title), ("body", body)) if text}
    named = annotate(fields, language, outlet, knowledge=knowledge, transliterates=transliterates)
    return Enriched(
        named,
        find_quotations(fields, language, named),
        find_citations(fields, language, named, outlet),
        sign(title, body),
        story_features(fields, language, published, named, knowledge),
    )
