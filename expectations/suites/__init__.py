"""The suites: one for each checked table, as data. ``PROJECTIONS`` is what the warehouse computes for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from expectations.suites import allusions, citations, documents, entities, mentions, quotes, rejects, roles
from expectations.suites.model import RowCheck, ShareCheck, Suite

SUITES: Final[tuple[Suite, ...]] = (
    documents.SUITE,
    mentions.SUITE,
    roles.SUITE,
    allusions.SUITE,
    quotes.SUITE,
    citations.SUITE,
    entities.SUITE,
    rejects.SUITE,
)

PROJECTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    **{suite.table_name: suite.projection for suite in SUITES},
    "records": rejects.RECORDS_PROJECTION,
}
"""Staged table → narrow columns (name → SQL over the table's columns) that the checks need."""

__all__ = ["PROJECTIONS", "SUITES", "RowCheck", "ShareCheck", "Suite"]
