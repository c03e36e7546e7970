"""One story with all that belongs to it, and what ties an article to the others in its story, as rows of the published
tables."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flows.article import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STORY_START: Final = re.compile(r"story:[0-9a-f]{4,32}")
"""A story's id, or enough of its start to look it up."""

STORY_ID_CHARS: Final = len("story:") + 32

BEGINNING_CHARS: Final = 90
"""Code points of a text that stand for its headline where it has none: a line."""

ENTITY_KINDS: Final = ("who", "where", "land")
"""Kinds of evidence whose value is an entity's id."""


@dataclass(frozen=True, slots=True)
class Story:
    """One story: its row, its documents in the order of publication (with outlet, language, copy and score), the names
    that most of them name, and the ids that it had or left."""

    story: dict[str, Any]
    members: list[dict[str, Any]]
    names: list[dict[str, Any]]
    redirects: list[dict[str, Any]]


def stories_by_id(con: DuckDBPyConnection, wanted: str) -> list[dict[str, Any]]:
    """The stories that an id means now: one that is no more leads to those that it went into; a start is enough."""
    found = rows(
        con,
        """
        WITH RECURSIVE reached AS (
            SELECT $1::VARCHAR AS story_id
            UNION
            SELECT redirects.to_story_id FROM reached
            JOIN story_redirects AS redirects ON redirects.from_story_id = reached.story_id
            WHERE redirects.from_story_id NOT IN (SELECT story_id FROM stories)
        )
        SELECT stories.* FROM stories SEMI JOIN reached USING (story_id) ORDER BY story_id
        """,
        wanted,
    )
    if not found and STORY_START.fullmatch(wanted) and len(wanted) < STORY_ID_CHARS:
        found = rows(con, "SELECT * FROM stories WHERE starts_with(story_id, ?) ORDER BY story_id", wanted)
    return found


def load_story(con: DuckDBPyConnection, story_id: str) -> Story:
    """The story of that id. Raises IndexError if there is none."""
    story = rows(con, "SELECT * FROM stories WHERE story_id = ?", story_id)[0]
    members = rows(
        con,
        """
        SELECT documents.document_id, published_utc, published_precision, outlet_id, outlet, language,
            coalesce(title, left(body, $2) || ' …') AS title, is_latest,
            copies.role AS copy_role, copies.original_document_id, score
        FROM story_members
        JOIN documents USING (document_id)
        LEFT JOIN copies USING (document_id)
        WHERE story_id = $1
        ORDER BY published_utc NULLS LAST, documents.document_id
        """,
        story_id,
        BEGINNING_CHARS,
    )
    names = rows(
        con,
        """
        SELECT entity_id, label, count(DISTINCT mentions.document_id) AS document_count
        FROM story_members
        JOIN mentions USING (document_id)
        JOIN entities USING (entity_id)
        WHERE story_id = ?
        GROUP BY entity_id, label
        ORDER BY document_count DESC, count(*) DESC, entity_id
        """,
        story_id,
    )
    redirects = rows(
        con,
        """
        SELECT from_story_id, to_story_id, kind, run_id FROM story_redirects
        WHERE from_story_id = $1 OR to_story_id = $1 ORDER BY ALL
        """,
        story_id,
    )
    return Story(story, members, names, redirects)


def story_of(con: DuckDBPyConnection, document_id: str) -> Story | None:
    """The story of a document; each other member also has ``pair_score`` (how sure both tell one event; None where they
    were not held against each other) and ``shared`` (what both have, the most telling first). None where no story is
    known yet."""
    found = rows(con, "SELECT story_id FROM story_members WHERE document_id = ?", document_id)
    if not found:
        return None
    story = load_story(con, found[0]["story_id"])
    others = [member["document_id"] for member in story.members if member["document_id"] != document_id]
    scores = _pair_scores(con, document_id) if others else {}
    shared = _shared(con, document_id, others) if others else {}
    for member in story.members:
        member["pair_score"] = scores.get(member["document_id"])
        member["shared"] = shared.get(member["document_id"], [])
    return story


def _pair_scores(con: DuckDBPyConnection, document_id: str) -> dict[str, float]:
    found = rows(
        con,
        """
        SELECT if(document_id = $1, other_document_id, document_id) AS document_id, score
        FROM story_pairs JOIN internal.commit_order USING (run_id)
        WHERE document_id = $1 OR other_document_id = $1
        QUALIFY row_number() OVER (PARTITION BY story_pairs.document_id, other_document_id ORDER BY place DESC) = 1
        """,
        document_id,
    )
    return {row["document_id"]: row["score"] for row in found}


def _shared(con: DuckDBPyConnection, document_id: str, others: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Other document → the features that both have, with the product of their weights, and a label of what an id
    names; first what tells most: weight times rarity, as the packaged priors have it."""
    from transforms.stories.priors import prior

    found = rows(
        con,
        """
        WITH told AS (
            SELECT document_id, unnest(features, recursive := true) FROM story_features
            WHERE document_id = $1 OR list_contains($2, document_id)
        ),
        own AS (SELECT feature, weight FROM told WHERE document_id = $1)
        SELECT told.document_id, feature, round(told.weight * own.weight, 3) AS weight
        FROM told JOIN own USING (feature)
        WHERE told.document_id <> $1
        """,
        document_id,
        others,
    )
    ids = {row["feature"].partition(":")[2] for row in found if row["feature"].partition(":")[0] in ENTITY_KINDS}
    labels = {
        row["entity_id"]: row["label"]
        for row in rows(con, "SELECT entity_id, label FROM entities WHERE list_contains(?, entity_id)", sorted(ids))
    }
    found.sort(
        key=lambda row: (_is_sound(row["feature"]), row["weight"] * math.log(prior(row["feature"])[1]), row["feature"])
    )
    shared: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        label = labels.get(row["feature"].partition(":")[2])
        shared.setdefault(row["document_id"], []).append(
            {"feature": row["feature"], "label": label, "weight": row["weight"]}
        )
    return shared


def _is_sound(feature: str) -> bool:
    """Whether it is a word by its sound alone, which says nothing to a reader."""
    return feature.startswith("kin:")
