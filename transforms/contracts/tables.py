"""Every published table: grain, key and columns, in order.

``storage`` says where rows live: ``lake`` tables are Parquet data files named by a snapshot, ``catalog`` tables are
rows of the catalog's database, ``derived`` tables are folded from others when a snapshot is published. A lake table's
``derived`` columns are computed by its view and do not stand in its files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import pyarrow as pa

from transforms.contracts.columns import COLUMNS, Column

Storage = Literal["lake", "catalog", "derived"]


@dataclass(frozen=True, slots=True)
class Table:
    """One published table. ``columns`` are in published order; ``key`` names those that no two rows share."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    storage: Storage = "lake"
    derived: frozenset[str] = frozenset()

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the published columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def stored_columns(self) -> tuple[Column, ...]:
        """The columns that data files hold, in order."""
        return tuple(column for column in self.columns if column.name not in self.derived)

    @property
    def volatile_columns(self) -> frozenset[str]:
        """Names of the columns that two equal runs may differ in."""
        return frozenset(column.name for column in self.columns if column.is_volatile)

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError if the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")


def _table(
    name: str,
    grain: str,
    key: str,
    columns: str,
    *,
    storage: Storage = "lake",
    derived: str = "",
) -> Table:
    resolved = tuple(COLUMNS.get(f"{name}.{column}") or COLUMNS[column] for column in columns.split())
    return Table(name, grain, tuple(key.split()), resolved, storage, frozenset(derived.split()))


TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        _table(
            "documents",
            "one revision of an article",
            "document_id",
            """document_id article_id identity_basis revision supersedes is_latest external_id source_path source_sha256
            member record_number start_byte end_byte format url canonical_url outlet_id outlet outlet_domain
            outlet_country outlet_kind title lead byline section rights body declared_language language
            language_confidence is_language_reliable language_variant language_spans language_method names_status
            published_utc
            published_from_utc published_until_utc published_precision published_zone published_evidence collected_utc
            first_seen_utc content_hash record_hash word_count char_count flags extra pipeline_version
            wire wire_evidence translation_credit entities_version language_version run_id snapshot_id""",
            derived="revision supersedes is_latest first_seen_utc snapshot_id",
        ),
        _table(
            "segments",
            "one block of a document, in reading order",
            "document_id ordinal",
            "document_id ordinal role field start_char end_char text",
        ),
        _table(
            "mentions",
            "one name in one place",
            "document_id field start_char",
            """document_id field start_char end_char surface entity_type entity_id stored_entity_id method confidence
            link_confidence link_reason rival_entity_ids""",
            derived="entity_id",
        ),
        _table(
            "roles",
            "one office, title or function given to one person in one place",
            "document_id ordinal",
            """document_id ordinal field start_char end_char title entity_id stored_entity_id mention_start_char
            organization_entity_id stored_organization_entity_id confidence""",
            derived="entity_id organization_entity_id",
        ),
        _table(
            "allusions",
            "one word or phrase that points to a known thing without naming it",
            "document_id field start_char",
            "document_id field start_char end_char surface kind entity_id stored_entity_id confidence",
            derived="entity_id",
        ),
        _table(
            "quotes",
            "one quotation; one that its speaker or a new paragraph breaks is several",
            "quote_id",
            """quote_id document_id field start_char end_char quote_text is_direct speaker_surface speaker_start_char
            speaker_entity_id stored_speaker_entity_id cue confidence speaker_confidence continues_quote_id""",
            derived="speaker_entity_id",
        ),
        _table(
            "citations",
            "one credit to another medium in one place",
            "document_id field start_char",
            """document_id field start_char end_char cue cited_surface cited_outlet_id cited_entity_id
            stored_cited_entity_id kind confidence""",
            derived="cited_entity_id",
        ),
        _table(
            "signatures",
            "one document's fingerprint, by which its copies are found",
            "document_id",
            "document_id text_hash shingle_count title_sketch sketch bands",
        ),
        _table(
            "copy_observations",
            "one document as one run found its cluster of copies; the latest run holds; append-only",
            "document_id run_id",
            "document_id original_document_id similarity containment role run_id",
        ),
        _table(
            "copies",
            "one copy, to the first of its cluster",
            "document_id",
            "document_id original_document_id similarity containment role credit",
            storage="derived",
        ),
        _table(
            "story_features",
            "one document's evidence of the event that it tells",
            "document_id",
            "document_id features",
        ),
        _table(
            "story_pairs",
            "two documents held against each other, as one run did; the latest run holds; append-only",
            "document_id other_document_id run_id",
            "document_id other_document_id score run_id",
        ),
        _table(
            "story_observations",
            "one document as one run placed it; the latest run holds; append-only",
            "document_id run_id",
            "document_id story_id score run_id",
        ),
        _table(
            "story_members",
            "one document in its story",
            "document_id",
            "story_id document_id score",
            storage="derived",
        ),
        _table(
            "stories",
            "one story: the coverage of one event, across outlets and languages",
            "story_id",
            "story_id label first_document_id first_utc last_utc document_count independent_count languages",
            storage="derived",
        ),
        _table(
            "story_redirects",
            "one merge or split of stories, or change of a story's id, in one run",
            "from_story_id to_story_id run_id",
            "from_story_id to_story_id kind run_id",
        ),
        _table(
            "entity_observations",
            "one entity as one run knew it; append-only",
            "entity_id run_id",
            "entity_id entity_type label country latitude longitude is_known pipeline_version run_id",
        ),
        _table(
            "entities",
            "one person, organisation or place that a document names, alludes to or gives as the body of a role",
            "entity_id",
            """entity_id entity_type label country latitude longitude is_known mention_count document_count
            first_seen_utc last_seen_utc""",
            storage="derived",
        ),
        _table(
            "entity_aliases",
            "one surface of an entity in one language",
            "entity_id alias language",
            "entity_id alias language mention_count",
            storage="derived",
        ),
        _table(
            "entity_redirects",
            "one change of id: older rows carry the first, views show the second",
            "from_entity_id",
            "from_entity_id to_entity_id kind reason run_id",
        ),
        _table(
            "decisions",
            "one decision of a person about entities; they hold for every snapshot, and no rollback undoes them",
            "decision_id",
            """decision_id sequence decided_utc decided_by kind entity_id other_entity_id surface document_id article_id
            label reason knowledge_sha256 undoes_decision_id""",
            storage="catalog",
        ),
        _table(
            "outlets",
            "one publisher",
            "outlet_id",
            "outlet_id domain label country kind document_count",
            storage="derived",
        ),
        _table(
            "records",
            "one record in one reading of a file",
            "reading_id record_number",
            "reading_id source_sha256 member record_number start_byte end_byte verdict document_id seen_utc run_id",
        ),
        _table(
            "sources",
            "one reading of one input file",
            "reading_id",
            """reading_id reading_ordinal source_sha256 source_path format compression size_bytes modified_ns inode
            is_acknowledged read_count accepted_count duplicate_count rejected_count skipped_count repairs_sha256
            pipeline_version run_id""",
        ),
        _table(
            "rejects",
            "one refused file, record or row",
            "reject_id",
            """reject_id level table_name row_key source_path source_sha256 member record_number start_byte end_byte
            reason detail status run_id""",
            derived="status",
        ),
        _table(
            "quality_results",
            "one expectation checked in one run, for one source or for the whole batch",
            "run_id suite expectation column_name source_sha256",
            """run_id suite expectation column_name source_sha256 observed threshold severity is_success
            unexpected_count checked_utc""",
        ),
        _table(
            "runs",
            "one run",
            "run_id",
            """run_id started_utc finished_utc status read_count accepted_count duplicate_count rejected_count error
            pipeline_version snapshot_id""",
            storage="catalog",
        ),
        _table(
            "snapshots",
            "one committed state of every table",
            "snapshot_id",
            "snapshot_id sequence parent_id committed_utc kind run_id pipeline_version",
            storage="catalog",
        ),
    )
}

LAKE_TABLES: Final = tuple(table.name for table in TABLES.values() if table.storage == "lake")


def arrow_schema(table_name: str) -> pa.Schema:
    """Arrow schema of the rows that a lake table's data files hold, in the contract's order and nullability."""
    return pa.schema([pa.field(c.name, c.type, nullable=c.is_nullable) for c in TABLES[table_name].stored_columns])


ENRICHED_TABLES: Final = ("mentions", "roles", "allusions", "quotes", "citations", "signatures", "story_features")
"""Tables of what is found in a document's texts once its language is known: what is told anew when they are worked
again."""

STAGED_WITH_RECORD: Final = ("documents", "segments", *ENRICHED_TABLES)
"""Tables whose staged rows also carry the record that gave them, because two records may give one document."""


def staged_schema(table_name: str) -> pa.Schema:
    """Arrow schema of the rows that a shard stages, before link: the stored columns, and the record's place
    (``reading_id``, ``record_number``) where they lack it, so that rows can be chosen and refused by record."""
    schema = arrow_schema(table_name)
    if table_name in STAGED_WITH_RECORD:
        for key in ("reading_id", "record_number"):
            if key not in schema.names:
                schema = schema.append(pa.field(key, COLUMNS[key].type, nullable=False))
    return schema
