"""A small published base with known answers: two stories, a wire text with its copies, and people who speak.

Native tables, so that these tests ask nothing of finding, linking or publishing. Everyone in it is invented.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import duckdb

from tests.flows.published import Rows, published

Row = dict[str, Any]

HOLM, DORN, PORT = "local:" + "a1" * 10, "local:" + "b2" * 10, "local:" + "c3" * 10
HARBOUR, TRIAL, ALONE, HARBOUR_BEFORE = (f"story:{letter * 32}" for letter in "a5e7")
OUTLETS = {"courier.example": "The Courier", "blad.example": "Het Blad", "wire.example": "Wire", "tid.example": "Tid"}

SAID = "“The harbour of Port Union will open on Monday”, said Ilse Dorn. “And not before.” Holm agreed."
"""One text, which three outlets print."""


def number(place: int) -> str:
    """The id of the document in that place."""
    return f"{place:032x}"


def document(place: int, outlet: str | None, language: str, when: str | None, **more: object) -> Row:
    """One article of an outlet; ``when`` as finely as it is known (a day, or a day and a time)."""
    start = datetime.fromisoformat(when) if when else None
    is_exact = when is not None and " " in when
    end = start + (timedelta(minutes=1) if is_exact else timedelta(days=1)) if start else None
    return {
        "document_id": number(place),
        "article_id": f"{place + 4096:032x}",
        "revision": 1,
        "is_latest": True,
        "title": f"Title {place}",
        "body": SAID,
        "outlet_id": outlet,
        "outlet": OUTLETS.get(outlet or ""),
        "language": language,
        "is_language_reliable": True,
        "published_utc": start,
        "published_from_utc": start,
        "published_until_utc": end,
        "published_precision": ("minute" if is_exact else "day") if start else None,
        "first_seen_utc": datetime.fromisoformat("2031-03-07"),
        "flags": [],
        "wire": [],
        **more,
    }


def quote(place: int, ordinal: int, text: str, speaker: str | None, **more: object) -> Row:
    """One quotation of a document."""
    start = SAID.index(text)
    return {
        "quote_id": f"{place:016x}{ordinal:016x}",
        "document_id": number(place),
        "field": "body",
        "start_char": start,
        "end_char": start + len(text),
        "quote_text": text,
        "is_direct": True,
        "speaker_surface": "Ilse Dorn" if speaker == DORN else None,
        "speaker_start_char": SAID.index("Ilse Dorn") if speaker == DORN else None,
        "speaker_entity_id": speaker,
        "cue": "said" if speaker else None,
        "confidence": 0.95,
        "speaker_confidence": 0.97 if speaker else None,
        **more,
    }


def mention(place: int, surface: str, entity_id: str, kind: str = "PERSON") -> Row:
    """One name in a document."""
    start = SAID.index(surface)
    return {
        "document_id": number(place),
        "field": "body",
        "start_char": start,
        "end_char": start + len(surface),
        "surface": surface,
        "entity_type": kind,
        "entity_id": entity_id,
    }


def copy(place: int, original: int | None, role: str, **more: object) -> Row:
    """One copy."""
    return {
        "document_id": number(place),
        "original_document_id": None if original is None else number(original),
        "similarity": None if original is None else 0.8,
        "containment": None if original is None else 0.98,
        "role": role,
        **more,
    }


def citation(place: int, surface: str, outlet: str | None, kind: str = "report", **more: object) -> Row:
    """One credit to another medium."""
    return {
        "document_id": number(place),
        "field": "body",
        "start_char": 0,
        "end_char": len(surface),
        "cue": "according to",
        "cited_surface": surface,
        "cited_outlet_id": outlet,
        "kind": kind,
        "confidence": 0.9,
        **more,
    }


def story(story_id: str, label: str, first: int, count: int, independent: int, languages: str, *when: str) -> Row:
    """One story."""
    moments = [datetime.fromisoformat(text) for text in when]
    return {
        "story_id": story_id,
        "label": label,
        "first_document_id": number(first),
        "first_utc": moments[0] if moments else None,
        "last_utc": moments[-1] if moments else None,
        "document_count": count,
        "independent_count": independent,
        "languages": languages.split(),
    }


def rows() -> Rows:
    """The tables' rows.

    Documents 1 to 5 tell of the harbour: the agency's text (1) at nine, the Courier's copy of it (2), the paper's own
    text (3) on the same day at no known hour, the Norwegian one (4) a day later, and a Courier text (5) without a date;
    6 and 7 tell of a trial; 8 is alone, a headline without a text; 9 is the text that 3 replaced.
    """
    documents = [
        document(1, "wire.example", "en", "2031-03-01 09:00", wire=["WIRE"]),
        document(2, "courier.example", "en", "2031-03-01 11:30", wire=["WIRE"]),
        document(3, "blad.example", "nl", "2031-03-01", revision=2),
        document(4, "tid.example", "nb", "2031-03-02 09:00", translation_credit="oversatt fra engelsk"),
        document(5, "courier.example", "en", None),
        document(6, "courier.example", "en", "2031-03-05 08:00"),
        document(7, "wire.example", "en", "2031-03-05 10:00"),
        document(8, "blad.example", "nl", "2031-03-06 10:00", body=None, flags=["NO_BODY"]),
        document(9, "blad.example", "nl", "2031-03-01", is_latest=False, article_id=f"{3 + 4096:032x}"),
    ]
    first, second = "The harbour of Port Union will open on Monday", "And not before."
    quotes = []
    for place in (1, 2, 3, 9):
        whole = quote(place, 0, first, DORN)
        quotes += [whole, quote(place, 1, second, DORN, continues_quote_id=whole["quote_id"])]
    quotes.append(quote(4, 0, "Holm agreed", HOLM, is_direct=False))
    quotes.append(quote(6, 0, second, None))
    return {
        "documents": documents,
        "quotes": quotes,
        "mentions": [
            *(mention(place, "Ilse Dorn", DORN) for place in (1, 2, 3, 4, 9)),
            *(mention(place, "Port Union", PORT, "ORGANIZATION") for place in (1, 2, 3, 9)),
            mention(4, "Holm", HOLM),
            mention(6, "Holm", HOLM),
        ],
        "entities": [
            {"entity_id": DORN, "entity_type": "PERSON", "label": "Ilse Dorn", "document_count": 2, "mention_count": 5},
            {"entity_id": HOLM, "entity_type": "PERSON", "label": "Åse Holm", "document_count": 2, "mention_count": 2},
            {
                "entity_id": PORT,
                "entity_type": "ORGANIZATION",
                "label": "Port Union",
                "document_count": 2,
                "mention_count": 4,
            },
        ],
        "entity_aliases": [
            {"entity_id": DORN, "alias": "Ilse Dorn", "language": "en", "mention_count": 5},
            {"entity_id": DORN, "alias": "Dorn", "language": "nl", "mention_count": 1},
            {"entity_id": HOLM, "alias": "Holm", "language": "nb", "mention_count": 2},
        ],
        "outlets": [{"outlet_id": key, "label": label, "document_count": 2} for key, label in OUTLETS.items()],
        "copies": [copy(2, 1, "syndicated", credit="(WIRE)"), copy(4, None, "translation")],
        "citations": [
            citation(3, "Wire", "wire.example"),
            citation(6, "WIRE", "wire.example", "told"),
            citation(7, "Wire", "wire.example"),
            citation(4, "Havnebladet", None, "according_to"),
        ],
        "stories": [
            story(HARBOUR, "Title 1", 1, 6, 4, "en nb nl", "2031-03-01 00:00", "2031-03-02 09:00"),
            story(TRIAL, "Title 6", 6, 2, 2, "en", "2031-03-05 08:00", "2031-03-05 10:00"),
            story(ALONE, "Title 8", 8, 1, 1, "nl", "2031-03-06 10:00"),
        ],
        "story_members": [
            *({"story_id": HARBOUR, "document_id": number(place), "score": 0.8} for place in (1, 2, 3, 4, 5, 9)),
            *({"story_id": TRIAL, "document_id": number(place), "score": 0.7} for place in (6, 7)),
            {"story_id": ALONE, "document_id": number(8), "score": 1.0},
        ],
        "story_redirects": [{"from_story_id": HARBOUR_BEFORE, "to_story_id": HARBOUR, "kind": "earlier"}],
    }


def pressroom(more: Rows | None = None) -> duckdb.DuckDBPyConnection:
    """The base, with rows of a test's own added."""
    together = rows()
    for name, added in (more or {}).items():
        together.setdefault(name, []).extend(added)
    return published(together)
