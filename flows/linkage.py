"""The pure decisions of ``transforms`` in the shape in which the warehouse asks for them."""

from __future__ import annotations

from typing import cast

import pyarrow as pa

from transforms.entities.knowledge import EntityType, Knowledge, load
from transforms.entities.link import DocumentContext
from transforms.entities.link import link as link_name
from transforms.link import decide
from transforms.normalize.identity import identify, unlike
from warehouse.linking import LinkRules

REDIRECT_SCHEMA = pa.schema(
    [
        ("from_entity_id", pa.string()),
        ("to_entity_id", pa.string()),
        ("reason", pa.string()),
        ("entity_type", pa.string()),
        ("label", pa.string()),
        ("country", pa.string()),
        ("latitude", pa.float64()),
        ("longitude", pa.float64()),
    ]
)


def identify_without_url(outlet_id: str | None, external_id: str | None, content_hash: str) -> tuple[str, str]:
    """Who an article is when its URL means nothing: (article_id, identity_basis)."""
    identity = identify(None, outlet_id, external_id, content_hash)
    return identity.article_id, identity.basis


LINK_RULES = LinkRules(decide=decide, are_unlike=unlike, identify=identify_without_url)


def redirect(local_entities: pa.Table, knowledge: Knowledge | None = None) -> pa.Table:
    """Local entities of an older pipeline → those that the knowledge base (the packaged one when None) holds by now.

    One row per entity (entity_id, entity_type, label) → one row per entity that can be linked by its label alone,
    without an article around it; the others give none.
    """
    knowledge = knowledge or load()
    rows = []
    for row in local_entities.to_pylist():
        found = link_name(row["label"], cast(EntityType, row["entity_type"]), DocumentContext(), knowledge)
        entity = knowledge.entity(found.entity_id) if found else None
        if found is not None and entity is not None:
            rows.append(
                {
                    "from_entity_id": row["entity_id"],
                    "to_entity_id": entity.entity_id,
                    "reason": found.reason,
                    "entity_type": entity.entity_type,
                    "label": entity.label,
                    "country": entity.country,
                    "latitude": entity.latitude,
                    "longitude": entity.longitude,
                }
            )
    return pa.Table.from_pylist(rows, REDIRECT_SCHEMA)
