"""Made-up documents for the tests of stories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pyarrow as pa

from transforms.contracts.columns import STORY_FEATURES
from transforms.enrich import enrich

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("document_id", "article_id", "language")),
        *((name, pa.timestamp("us")) for name in ("published_utc", "published_from_utc", "published_until_utc")),
        ("published_precision", pa.string()),
        ("features", STORY_FEATURES),
    ]
)
DAY = datetime.fromisoformat("2031-03-04T09:00:00")


def document(
    document_id: str,
    features: Mapping[str, float],
    language: str = "en",
    published: datetime | None = DAY,
    bounds: tuple[datetime, datetime] | None = None,
) -> dict[str, object]:
    """One row; loose where it has no day."""
    start, end = bounds or (published, published and published + timedelta(minutes=1))
    return {
        "document_id": document_id,
        "article_id": f"article {document_id}",
        "language": language,
        "published_utc": published,
        "published_from_utc": start,
        "published_until_utc": end,
        "published_precision": "minute" if published else "month" if bounds else None,
        "features": [{"feature": name, "weight": weight} for name, weight in sorted(features.items())],
    }


def told(document_id: str, language: str, title: str, body: str, published: datetime | None = DAY) -> dict[str, object]:
    """One row with the features that its texts have."""
    found = enrich(title, body, language, None, None).features
    return document(document_id, {each.feature: each.weight for each in found}, language, published)


def table(rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """Rows as the table that stories are made of."""
    return pa.Table.from_pylist(list(rows), schema=SCHEMA)


def pairs(*rows: tuple[str, str, float]) -> pa.Table:
    """Scored pairs."""
    names = ("document_id", "other_document_id", "score")
    return pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)})
