"""Every published column, once: type, unit, nullability, meaning and whether it is volatile.

A column keyed ``name`` means the same wherever it stands; a column keyed ``table.name`` overrides it in that table.
Everything else (Arrow schemas, row rules, the dictionary, DuckDB views, quality suites) is derived from here.

A column is *volatile* when it tells of the run, of the moment or of the place where something was read rather than of
the article itself. "The same rows" always means: equal in every column that is not volatile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyarrow as pa

TEXT: Final = pa.string()
TEXTS: Final = pa.list_(pa.string())
INTEGER: Final = pa.int64()
REAL: Final = pa.float64()
FLAG: Final = pa.bool_()
TIME: Final = pa.timestamp("us")
LANGUAGE_SPANS: Final = pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64()), ("language", pa.string())]))


@dataclass(frozen=True, slots=True)
class Column:
    """One published column.

    ``unit`` is None for names, texts and plain counts without a unit. ``lowest`` and ``highest`` are inclusive bounds
    of numeric columns; ``allowed`` is the closed list of values of a categorical column; ``pattern`` a regular
    expression that a whole value matches.
    """

    name: str
    type: pa.DataType
    meaning: str
    unit: str | None = None
    is_nullable: bool = False
    is_volatile: bool = False
    lowest: float | None = None
    highest: float | None = None
    allowed: tuple[str, ...] | None = None
    pattern: str | None = None


FIELDS: Final = ("title", "lead", "body")
ROLES: Final = (
    "title",
    "kicker",
    "dateline",
    "byline",
    "lead",
    "heading",
    "paragraph",
    "caption",
    "question",
    "answer",
    "credit",
    "furniture",
    "comment",
)
ENTITY_TYPES: Final = ("PERSON", "ORGANIZATION", "LOCATION")
PRECISIONS: Final = ("year", "month", "day", "minute")
VERDICTS: Final = ("accepted", "duplicate", "rejected")
IDENTITY_BASES: Final = ("url", "outlet_record", "content")
SEVERITIES: Final = ("fail", "warn")
RUN_STATUSES: Final = ("succeeded", "failed")
SNAPSHOT_KINDS: Final = ("run", "failed_run", "rollback", "compaction", "reprocess")
REJECT_LEVELS: Final = ("file", "member", "record", "row")
OUTLET_KINDS: Final = ("newspaper", "broadcaster", "agency", "magazine", "portal", "government", "blog", "aggregator")
REJECT_STATUSES: Final = ("open", "closed")
REDIRECT_KINDS: Final = ("merge", "split", "known", "spelling")
DECISION_KINDS: Final = ("merge", "split", "rename", "import", "undo")
ALLUSION_KINDS: Final = ("demonym", "metonym")
CITATION_KINDS: Final = ("report", "told", "according_to", "credit")
COPY_ROLES: Final = ("identical", "syndicated", "near", "translation")
OBSERVED_COPY_ROLES: Final = (*COPY_ROLES, "original")
STORY_REDIRECT_KINDS: Final = ("merge", "split", "earlier")
STORY_FEATURES: Final = pa.list_(pa.struct([("feature", pa.string()), ("weight", pa.float64())]))
HASHES: Final = pa.list_(pa.int64())
STORY_ID: Final = r"story:[0-9a-f]{32}"
NAME_STATUSES: Final = ("trained", "transferred", "rules")
ENTITY_ID: Final = r"(iso3166|geonames|wikidata|local|jrc|ftm|own):.+"
HEX_32: Final = r"[0-9a-f]{32}"
HEX_64: Final = r"[0-9a-f]{64}"


def _column(
    key: str,
    type: pa.DataType,
    meaning: str,
    *,
    unit: str | None = None,
    nullable: bool = False,
    volatile: bool = False,
    lowest: float | None = None,
    highest: float | None = None,
    allowed: tuple[str, ...] | None = None,
    pattern: str | None = None,
) -> tuple[str, Column]:
    name = key.rpartition(".")[2]
    return key, Column(name, type, meaning, unit, nullable, volatile, lowest, highest, allowed, pattern)


COLUMNS: Final[dict[str, Column]] = dict(
    [
        # identity
        _column(
            "document_id",
            TEXT,
            "One revision of an article: hash of content_hash and of the identity that the record alone gives; it "
            "stays when the URL turns out to be no identity and the article becomes another.",
            pattern=HEX_32,
        ),
        _column("article_id", TEXT, "One article: hash of its identity (see identity_basis).", pattern=HEX_32),
        _column(
            "identity_basis",
            TEXT,
            "What identifies the article: its URL, its outlet's record id, or its outlet and content.",
            allowed=IDENTITY_BASES,
        ),
        _column(
            "revision",
            INTEGER,
            "Place of this text among the article's texts, by first observation; 1 is the first.",
            volatile=True,
            lowest=1,
        ),
        _column(
            "supersedes",
            TEXT,
            "The document that was observed before this one for the same article; null for the first.",
            nullable=True,
            volatile=True,
            pattern=HEX_32,
        ),
        _column("is_latest", FLAG, "Whether the article was last observed with this text.", volatile=True),
        _column(
            "external_id",
            TEXT,
            "The record's own id, else the base name of its file, which tells of the place and not of the article.",
            nullable=True,
            volatile=True,
        ),
        _column(
            "content_hash",
            TEXT,
            "Hash of the normalised title and body: equal texts have equal hashes.",
            pattern=HEX_32,
        ),
        _column(
            "record_hash",
            TEXT,
            "Hash of the record's own bytes: of equal documents, the record with the least hash is kept.",
            volatile=True,
            pattern=HEX_64,
        ),
        # provenance: where the kept copy was read
        _column(
            "source_path",
            TEXT,
            "Path of the file as given; bytes that are no UTF-8 are percent-encoded.",
            volatile=True,
        ),
        _column(
            "source_sha256",
            TEXT,
            "SHA-256 of the file as delivered (before decompression); names its copy in the archive.",
            volatile=True,
            pattern=HEX_64,
        ),
        _column(
            "member",
            TEXT,
            "Name of the archive's member that holds the record; null where the file is no archive.",
            nullable=True,
            volatile=True,
        ),
        _column("record_number", INTEGER, "Place of the record in its file, from 1.", volatile=True, lowest=1),
        _column(
            "start_byte",
            INTEGER,
            "First byte of the record in the decompressed file, or archive member.",
            unit="bytes",
            volatile=True,
            lowest=0,
        ),
        _column(
            "end_byte",
            INTEGER,
            "Byte after the last of the record in the decompressed file, or archive member.",
            unit="bytes",
            volatile=True,
            lowest=0,
        ),
        _column(
            "rejects.record_number",
            INTEGER,
            "Place of the record in its file, from 1; null for a whole file.",
            nullable=True,
            volatile=True,
            lowest=1,
        ),
        _column(
            "rejects.start_byte",
            INTEGER,
            "First byte of what was refused; null for a file that could not be read.",
            unit="bytes",
            nullable=True,
            volatile=True,
            lowest=0,
        ),
        _column(
            "rejects.end_byte",
            INTEGER,
            "Byte after the last of what was refused; null for a file that could not be read.",
            unit="bytes",
            nullable=True,
            volatile=True,
            lowest=0,
        ),
        _column(
            "rejects.source_sha256",
            TEXT,
            "SHA-256 of the file as delivered; null where it could not be read.",
            nullable=True,
            volatile=True,
            pattern=HEX_64,
        ),
        _column(
            "sources.source_sha256",
            TEXT,
            "SHA-256 of the file as delivered; null where it could not be read.",
            nullable=True,
            pattern=HEX_64,
        ),
        _column(
            "records.source_sha256",
            TEXT,
            "SHA-256 of the file as delivered; null where it could not be read.",
            nullable=True,
            pattern=HEX_64,
        ),
        _column(
            "records.record_number",
            INTEGER,
            "Place of the record in its file, from 1; a refused file is its own record 1.",
            lowest=1,
        ),
        _column(
            "records.start_byte",
            INTEGER,
            "First byte of the record in the decompressed file; null for a file that could not be read.",
            unit="bytes",
            nullable=True,
            lowest=0,
        ),
        _column(
            "records.end_byte",
            INTEGER,
            "Byte after the last of the record; null for a file that could not be read.",
            unit="bytes",
            nullable=True,
            lowest=0,
        ),
        _column(
            "format",
            TEXT,
            "How the record was read: text, html, json, jsonl, table, feed, warc or arc.",
            volatile=True,
        ),
        _column(
            "sources.format",
            TEXT,
            "How the file was read: text, html, json, jsonl, table, feed, warc, arc, zip or tar; null where it was "
            "refused unread.",
            nullable=True,
        ),
        # the article
        _column("url", TEXT, "The URL as the record gives it.", nullable=True),
        _column(
            "canonical_url",
            TEXT,
            "The URL without tracking parameters and fragment; null where the record's is no http(s) URL.",
            nullable=True,
        ),
        _column(
            "outlet_id",
            TEXT,
            "Who published it: the registrable domain, else `name:` and the outlet's name as a slug.",
            nullable=True,
        ),
        _column("outlets.outlet_id", TEXT, "The outlet: its registrable domain, else `name:` and its name as a slug."),
        _column("outlet", TEXT, "The outlet's name as the record gives it, else its domain.", nullable=True),
        _column("outlet_domain", TEXT, "The outlet's registrable domain.", nullable=True),
        _column(
            "outlet_country", TEXT, "Country of the domain's country code.", unit="ISO 3166-1 alpha-2", nullable=True
        ),
        _column("title", TEXT, "The headline.", nullable=True),
        _column("lead", TEXT, "The opening summary, where one is set apart; it also stands in body.", nullable=True),
        _column("byline", TEXTS, "The authors' names, in order; empty where none is named."),
        _column("section", TEXT, "The section as the record gives it.", nullable=True),
        _column(
            "rights", TEXT, "Licence, copyright and reuse notices, as the record or its page gives them.", nullable=True
        ),
        _column(
            "declared_language",
            TEXT,
            "Language that the record declares, as it gives it; `language` is found from the text.",
            nullable=True,
        ),
        _column(
            "outlet_kind",
            TEXT,
            "What kind of outlet it is, by the table of outlets; null where it is not in it.",
            nullable=True,
            allowed=OUTLET_KINDS,
        ),
        _column("outlets.kind", TEXT, "What kind of outlet it is.", nullable=True, allowed=OUTLET_KINDS),
        _column(
            "repairs_sha256",
            TEXT,
            "SHA-256 of the file that this one was delivered to repair; null for most.",
            nullable=True,
            volatile=True,
            pattern=HEX_64,
        ),
        _column(
            "skipped_count",
            INTEGER,
            "Parts that hold no article by their kind (a crawl's requests and pictures, an archive's folders): no "
            "records. Null for readings of versions that did not count them.",
            unit="parts",
            nullable=True,
            lowest=0,
        ),
        _column(
            "body",
            TEXT,
            "The article in reading order, without title, kicker, byline, credits, furniture and comments; null for "
            "a headline alone.",
            nullable=True,
        ),
        _column("language", TEXT, "Language of the text; `und` where it cannot be known.", unit="BCP 47"),
        _column("language_confidence", REAL, "How sure the language is.", unit="probability", lowest=0, highest=1),
        _column("is_language_reliable", FLAG, "Whether the text is long and plain enough to trust its language."),
        _column(
            "language_variant",
            TEXT,
            "The variant that the text is written in (pt-BR, zh-Hant), where its words or letters tell; else null.",
            unit="BCP 47",
            nullable=True,
        ),
        _column(
            "language_spans",
            LANGUAGE_SPANS,
            "Stretches of body by language, in order, where the article has more than one: start and end (exclusive) "
            "in code points, language BCP 47. Empty where it has one; null in rows of versions that did not look.",
            nullable=True,
        ),
        _column(
            "language_method",
            TEXT,
            "What decided the language, joined by +: script, langdetect, py3langid, words.",
            nullable=True,
        ),
        _column(
            "names_status",
            TEXT,
            "What the recogniser knows of this language's names: trained on it, transferred from kin, or rules alone.",
            nullable=True,
            allowed=NAME_STATUSES,
        ),
        _column(
            "entities_version",
            TEXT,
            "Pipeline version that found the names, and all else that the texts tell (quotations, credits, "
            "fingerprint, evidence of the story), again since; null where pipeline_version found them.",
            nullable=True,
            volatile=True,
        ),
        _column(
            "language_version",
            TEXT,
            "Pipeline version that told the language again since; null where pipeline_version told it.",
            nullable=True,
            volatile=True,
        ),
        _column(
            "published_utc",
            TIME,
            "When it was published; a date of year, month or day precision is the calendar value, unshifted.",
            unit="UTC",
            nullable=True,
        ),
        _column(
            "published_from_utc", TIME, "The earliest moment it can have been published.", unit="UTC", nullable=True
        ),
        _column(
            "published_until_utc",
            TIME,
            "The moment before which it must have been published (exclusive).",
            unit="UTC",
            nullable=True,
        ),
        _column("published_precision", TEXT, "How fine published_utc is.", nullable=True, allowed=PRECISIONS),
        _column(
            "published_zone",
            TEXT,
            "Zone or offset that the date gave; null where UTC was assumed or no time given.",
            nullable=True,
        ),
        _column(
            "published_evidence",
            TEXT,
            "Where the date stood, and its words: header_line, record_field, dateline, publication_line or "
            "copyright_line.",
            nullable=True,
        ),
        _column("collected_utc", TIME, "When the record says it was collected.", unit="UTC", nullable=True),
        _column("first_seen_utc", TIME, "When the document first landed here.", unit="UTC", volatile=True),
        _column("word_count", INTEGER, "Words in body, else in title.", unit="words", lowest=0),
        _column("char_count", INTEGER, "Code points in body, else in title.", unit="code points", lowest=0),
        _column("flags", TEXTS, "What was noticed and mended, sorted; see docs/reasons.md."),
        _column("extra", TEXT, "The record's unknown keys, as a JSON object.", nullable=True),
        _column(
            "pipeline_version",
            TEXT,
            "Version of code, settings, knowledge and models that made the row.",
            volatile=True,
        ),
        _column(
            "documents.pipeline_version",
            TEXT,
            "Version of code, settings, knowledge and models that read the record; entities_version and "
            "language_version tell what was found again since.",
            volatile=True,
        ),
        _column("run_id", TEXT, "The run that wrote the row.", volatile=True),
        _column("snapshot_id", TEXT, "The snapshot in which the row first stood.", volatile=True),
        # segments
        _column("ordinal", INTEGER, "Place of the segment in reading order, from 0.", lowest=0),
        _column("role", TEXT, "What the segment is.", allowed=ROLES),
        _column("field", TEXT, "The field of documents that the offsets point into.", allowed=FIELDS),
        _column(
            "segments.field",
            TEXT,
            "The field that holds the segment; null where it was cut.",
            nullable=True,
            allowed=FIELDS,
        ),
        _column("start_char", INTEGER, "First code point in the field.", unit="code points", lowest=0),
        _column("end_char", INTEGER, "Code point after the last, in the field.", unit="code points", lowest=0),
        _column(
            "segments.start_char",
            INTEGER,
            "First code point in the field; null where in no field.",
            unit="code points",
            nullable=True,
            lowest=0,
        ),
        _column(
            "segments.end_char",
            INTEGER,
            "Code point after the last; null where in no field.",
            unit="code points",
            nullable=True,
            lowest=0,
        ),
        _column(
            "text",
            TEXT,
            "The segment's text where it was cut; null where a field holds it, and for comments unless kept.",
            nullable=True,
        ),
        # mentions and entities
        _column("surface", TEXT, "The name as it stands: exactly the field's code points from start_char to end_char."),
        _column("entity_type", TEXT, "What kind of thing the name names.", allowed=ENTITY_TYPES),
        _column(
            "entity_id",
            TEXT,
            "The thing named: iso3166:, geonames:, wikidata: or local:, or an imported id (jrc:, ftm:, own:).",
            pattern=ENTITY_ID,
        ),
        _column(
            "stored_entity_id",
            TEXT,
            "The id as resolved when the row was written, before redirects.",
            pattern=ENTITY_ID,
        ),
        _column("method", TEXT, "What found the mention: tagger, knowledge, form, context, acronym, coreference."),
        _column(
            "confidence", REAL, "How sure it is that this is such a name.", unit="probability", lowest=0, highest=1
        ),
        _column(
            "link_confidence",
            REAL,
            "How sure entity_id is; null for a local id.",
            unit="probability",
            nullable=True,
            lowest=0,
            highest=1,
        ),
        _column("link_reason", TEXT, "Why this entity was chosen.", nullable=True),
        _column(
            "rival_entity_ids",
            TEXTS,
            "Known things that bear the name too and lost, best first, three at most; null in rows of versions that "
            "did not keep them.",
            nullable=True,
        ),
        # roles and allusions
        _column("roles.ordinal", INTEGER, "Place of the role in the document, from 0.", lowest=0),
        _column(
            "roles.title",
            TEXT,
            "The office, title or function as the article gives it: the field's code points from start_char to "
            "end_char.",
        ),
        _column(
            "roles.entity_id",
            TEXT,
            "Who has the role; null where the article names nobody (a spokeswoman).",
            nullable=True,
            pattern=ENTITY_ID,
        ),
        _column(
            "roles.stored_entity_id",
            TEXT,
            "entity_id as resolved when the row was written.",
            nullable=True,
            pattern=ENTITY_ID,
        ),
        _column(
            "organization_entity_id",
            TEXT,
            "The body or place that the role belongs to; null where the article names none.",
            nullable=True,
            pattern=ENTITY_ID,
        ),
        _column(
            "stored_organization_entity_id",
            TEXT,
            "organization_entity_id as resolved when the row was written.",
            nullable=True,
            pattern=ENTITY_ID,
        ),
        _column(
            "mention_start_char",
            INTEGER,
            "Where the person's name starts in the field; null where nobody is named.",
            unit="code points",
            nullable=True,
            lowest=0,
        ),
        _column(
            "roles.confidence", REAL, "How sure the role is this person's.", unit="probability", lowest=0, highest=1
        ),
        _column(
            "allusions.surface",
            TEXT,
            "The words as they stand: exactly the field's code points from start_char to end_char.",
        ),
        _column(
            "allusions.kind",
            TEXT,
            "demonym: a form of a place's name for people or things of it; metonym: a seat or street for who sits "
            "there.",
            allowed=ALLUSION_KINDS,
        ),
        _column("allusions.confidence", REAL, "How sure the allusion is.", unit="probability", lowest=0, highest=1),
        # quotations, credits, copies, stories
        _column("quote_id", TEXT, "One quotation: hash of its document and place.", pattern=HEX_32),
        _column(
            "quote_text",
            TEXT,
            "What is quoted, without its marks: the field's code points from start_char to end_char.",
        ),
        _column("is_direct", FLAG, "Whether the words are the speaker's own; false for reported speech."),
        _column(
            "speaker_surface",
            TEXT,
            "The words that say there who speaks (a name, a title, a pronoun), as they stand; null where none do.",
            nullable=True,
        ),
        _column(
            "speaker_start_char",
            INTEGER,
            "Where speaker_surface starts in the field.",
            unit="code points",
            nullable=True,
            lowest=0,
        ),
        _column(
            "speaker_entity_id",
            TEXT,
            "Who speaks; null where it is not told, or not sure enough.",
            nullable=True,
            pattern=ENTITY_ID,
        ),
        _column(
            "stored_speaker_entity_id",
            TEXT,
            "speaker_entity_id as resolved when the row was written.",
            nullable=True,
            pattern=ENTITY_ID,
        ),
        _column(
            "cue",
            TEXT,
            "The words that make it speech (said, volgens), as they stand; null where none do.",
            nullable=True,
        ),
        _column(
            "quotes.confidence", REAL, "How sure it is that this is quoted.", unit="probability", lowest=0, highest=1
        ),
        _column(
            "speaker_confidence",
            REAL,
            "How sure the speaker is; null without speaker_entity_id.",
            unit="probability",
            nullable=True,
            lowest=0,
            highest=1,
        ),
        _column(
            "continues_quote_id",
            TEXT,
            "The quotation that this one goes on with, after its speaker or a new paragraph broke it; null for most.",
            nullable=True,
            pattern=HEX_32,
        ),
        _column("citations.cue", TEXT, "The words that make it a credit (volgens, told), as they stand."),
        _column(
            "cited_surface",
            TEXT,
            "The name of the medium credited: the field's code points from start_char to end_char.",
        ),
        _column(
            "cited_outlet_id", TEXT, "The outlet credited, as in outlets; null where it is not known.", nullable=True
        ),
        _column(
            "cited_entity_id", TEXT, "The body credited, where its name is a mention.", nullable=True, pattern=ENTITY_ID
        ),
        _column(
            "stored_cited_entity_id",
            TEXT,
            "cited_entity_id as resolved when the row was written.",
            nullable=True,
            pattern=ENTITY_ID,
        ),
        _column(
            "citations.kind",
            TEXT,
            "report: it wrote or said so; told: somebody told it so; according_to: so by its account; credit: a source "
            "line.",
            allowed=CITATION_KINDS,
        ),
        _column("citations.confidence", REAL, "How sure the credit is.", unit="probability", lowest=0, highest=1),
        _column(
            "wire",
            TEXTS,
            "News agencies that the article is credited to, by their usual names (AP, Reuters, ANP); empty where none "
            "is. Null in rows of versions that did not look.",
            nullable=True,
        ),
        _column("wire_evidence", TEXT, "The words that credit the first agency; null where none do.", nullable=True),
        _column(
            "translation_credit",
            TEXT,
            "The words that say that the article is a translation; null where none do.",
            nullable=True,
        ),
        _column(
            "text_hash",
            INTEGER,
            "Equal for equal words of title and body, whatever their case and punctuation; null without words.",
            nullable=True,
            lowest=0,
        ),
        _column(
            "shingle_count",
            INTEGER,
            "Different runs of words in the body, or in the title where there is none.",
            unit="shingles",
            lowest=0,
        ),
        _column(
            "title_sketch", HASHES, "Hashes of the runs of words in the title, ascending; empty where there is no body."
        ),
        _column("sketch", HASHES, "Hashes of some of them, ascending: what texts have in common is told from these."),
        _column("bands", HASHES, "Hashes of passages, of which texts alike share at least one."),
        _column(
            "original_document_id",
            TEXT,
            "The first of the cluster by (published_utc, document_id).",
            pattern=HEX_32,
        ),
        _column(
            "copies.original_document_id",
            TEXT,
            "The first of its cluster by (published_utc, document_id); null for a translation whose original has not "
            "landed or cannot be told.",
            nullable=True,
            pattern=HEX_32,
        ),
        _column(
            "similarity",
            REAL,
            "Share of the runs of words of both texts, the copy's and its original's, that they have in common "
            "(Jaccard, estimated); null for a translation.",
            unit="share",
            nullable=True,
            lowest=0,
            highest=1,
        ),
        _column(
            "containment",
            REAL,
            "Share of the shorter text's runs of words that stand in the longer (estimated); null for a translation.",
            unit="share",
            nullable=True,
            lowest=0,
            highest=1,
        ),
        _column(
            "copies.role",
            TEXT,
            "identical: the same text; syndicated: cut, topped or retitled; near: much of it reworded; translation: by "
            "its own word.",
            allowed=COPY_ROLES,
        ),
        _column(
            "copy_observations.role", TEXT, "As in copies; original for the first itself.", allowed=OBSERVED_COPY_ROLES
        ),
        _column(
            "credit", TEXT, "The words that say so: an agency's credit, or a translation's; else null.", nullable=True
        ),
        _column("features", STORY_FEATURES, "What tells the event: kind:value, and how much the article is about it."),
        _column("story_id", TEXT, "One story, named after its first document.", pattern=STORY_ID),
        _column("stories.label", TEXT, "The headline of its first document that has one.", nullable=True),
        _column("first_document_id", TEXT, "Its first document by (published_utc, document_id).", pattern=HEX_32),
        _column("first_utc", TIME, "When its first dated document was published.", unit="UTC", nullable=True),
        _column("last_utc", TIME, "When its last dated document was published.", unit="UTC", nullable=True),
        _column("stories.document_count", INTEGER, "Documents in it.", unit="documents", lowest=1),
        _column(
            "independent_count",
            INTEGER,
            "Documents in it net of copies: a text and its copies count once, and so do an article's revisions.",
            unit="documents",
            lowest=1,
        ),
        _column("languages", TEXTS, "Languages of its documents, sorted."),
        _column(
            "score",
            REAL,
            "How well it fits its story: mean likeness to the others it was held against; 1 for a story of one.",
            unit="share",
            lowest=0,
            highest=1,
        ),
        _column(
            "story_pairs.score",
            REAL,
            "How sure it is that both tell one event.",
            unit="probability",
            lowest=0,
            highest=1,
        ),
        _column("other_document_id", TEXT, "The other document; its id is the greater.", pattern=HEX_32),
        _column("from_story_id", TEXT, "The story's id before.", pattern=STORY_ID, volatile=True),
        _column(
            "to_story_id", TEXT, "The story's id since, or that of the part split off.", pattern=STORY_ID, volatile=True
        ),
        _column(
            "story_redirects.kind",
            TEXT,
            "merge: two became one; split: a part left; earlier: an earlier document gave it its name.",
            allowed=STORY_REDIRECT_KINDS,
            volatile=True,
        ),
        _column("label", TEXT, "The name to show."),
        _column("country", TEXT, "The country it belongs to.", unit="ISO 3166-1 alpha-2", nullable=True),
        _column(
            "latitude",
            REAL,
            "Latitude of a place.",
            unit="degrees north, WGS 84",
            nullable=True,
            lowest=-90,
            highest=90,
        ),
        _column(
            "longitude",
            REAL,
            "Longitude of a place.",
            unit="degrees east, WGS 84",
            nullable=True,
            lowest=-180,
            highest=180,
        ),
        _column("is_known", FLAG, "Whether the knowledge base holds the entity."),
        _column("entities.first_seen_utc", TIME, "When a document naming it first landed.", unit="UTC", volatile=True),
        _column("last_seen_utc", TIME, "When a document naming it last landed.", unit="UTC", volatile=True),
        _column("mention_count", INTEGER, "Mentions.", unit="mentions", lowest=0),
        _column("document_count", INTEGER, "Documents that name it.", unit="documents", lowest=0),
        _column("alias", TEXT, "One surface under which it is named."),
        _column("entity_aliases.language", TEXT, "Language of the documents that use the alias.", unit="BCP 47"),
        _column("from_entity_id", TEXT, "The id that stands in older rows."),
        _column("to_entity_id", TEXT, "The id that stands for it now."),
        _column("entity_redirects.kind", TEXT, "Why the id changed.", allowed=REDIRECT_KINDS),
        _column("entity_redirects.reason", TEXT, "What decided it.", nullable=True),
        # decisions
        _column("decision_id", TEXT, "One decision of one person.", pattern=HEX_32),
        _column(
            "decisions.sequence",
            INTEGER,
            "Place of the decision, from 1: later ones override earlier ones.",
            volatile=True,
            lowest=1,
        ),
        _column("decided_utc", TIME, "When it was decided.", unit="UTC", volatile=True),
        _column("decided_by", TEXT, "Who decided it: a login name, or what --by said.", volatile=True),
        _column(
            "decisions.kind",
            TEXT,
            "merge: two ids are one thing; split: one id stands by itself, or some of its mentions get an id of their "
            "own; rename: the label to show; import: a list of names is known here; undo: another decision no longer "
            "counts.",
            allowed=DECISION_KINDS,
        ),
        _column(
            "decisions.entity_id",
            TEXT,
            "The id that stands (merge), is split, or is renamed; null for an import or undo.",
            nullable=True,
            pattern=ENTITY_ID,
        ),
        _column(
            "other_entity_id",
            TEXT,
            "The id that shows the other from now on (merge), that it showed before (split of an id), or that its "
            "mentions show (split by surface or document); else null.",
            nullable=True,
            pattern=ENTITY_ID,
        ),
        _column(
            "decisions.surface", TEXT, "The surface whose mentions are split off; null for any surface.", nullable=True
        ),
        _column(
            "decisions.document_id",
            TEXT,
            "The document whose mentions are split off, with the other revisions of its article; null for any.",
            nullable=True,
            pattern=HEX_32,
        ),
        _column(
            "decisions.article_id",
            TEXT,
            "The article of that document when it was decided; null where the document had not landed.",
            nullable=True,
            pattern=HEX_32,
        ),
        _column(
            "decisions.label",
            TEXT,
            "The label to show (rename, and a split into an id of its own), or the name of an imported file.",
            nullable=True,
        ),
        _column("decisions.reason", TEXT, "Why, in the person's words.", nullable=True),
        _column(
            "knowledge_sha256",
            TEXT,
            "SHA-256 of the names that an import gave, as the home keeps them in knowledge/; null for the others.",
            nullable=True,
            pattern=HEX_64,
        ),
        _column(
            "undoes_decision_id",
            TEXT,
            "The decision that an undo takes back; null for the others.",
            nullable=True,
            pattern=HEX_32,
        ),
        # outlets
        _column("domain", TEXT, "Registrable domain; null where only a name is known.", nullable=True),
        # the books
        _column("reading_id", TEXT, "One reading of one file in one run.", volatile=True, pattern=HEX_32),
        _column("reading_ordinal", INTEGER, "Place of the file in its run, from 0.", volatile=True, lowest=0),
        _column("verdict", TEXT, "What became of the record.", allowed=VERDICTS, volatile=True),
        _column(
            "records.document_id",
            TEXT,
            "The document it gave or repeats; null where it was rejected, now or in the reading it repeats.",
            nullable=True,
            pattern=HEX_32,
        ),
        _column(
            "seen_utc",
            TIME,
            "When the record was collected, by its own word, else when its run began.",
            unit="UTC",
            volatile=True,
        ),
        _column(
            "size_bytes",
            INTEGER,
            "Size of the file as delivered; null where it could not be read.",
            unit="bytes",
            nullable=True,
            lowest=0,
        ),
        _column(
            "modified_ns",
            INTEGER,
            "Modification time of the file; null where it could not be read.",
            unit="ns since 1970",
            nullable=True,
            volatile=True,
        ),
        _column(
            "inode",
            INTEGER,
            "Inode of the file, to tell a file not yet moved from one dropped again.",
            nullable=True,
            volatile=True,
        ),
        _column("compression", TEXT, "How the file was compressed; null where it was not.", nullable=True),
        _column("is_acknowledged", FLAG, "Whether the file had landed before and was only counted.", volatile=True),
        _column("read_count", INTEGER, "Records read.", unit="records", lowest=0),
        _column("accepted_count", INTEGER, "Records that gave a document.", unit="records", lowest=0, volatile=True),
        _column(
            "duplicate_count", INTEGER, "Records whose document stood already.", unit="records", lowest=0, volatile=True
        ),
        _column("rejected_count", INTEGER, "Records refused.", unit="records", lowest=0, volatile=True),
        _column("reject_id", TEXT, "One refusal: hash of source, place, table, row and reason.", pattern=HEX_32),
        _column(
            "level",
            TEXT,
            "What was refused: a file, a member of an archive, a record, or a row of a table.",
            allowed=REJECT_LEVELS,
        ),
        _column("table_name", TEXT, "Table of a refused row; null for files and records.", nullable=True),
        _column("row_key", TEXT, "Key of a refused row; null for files and records.", nullable=True),
        _column("rejects.reason", TEXT, "Why: one of the closed list of reason codes."),
        _column("detail", TEXT, "What exactly was wrong, without the content itself.", nullable=True),
        _column(
            "rejects.status",
            TEXT,
            "open, or closed once another reading landed the record.",
            allowed=REJECT_STATUSES,
            volatile=True,
        ),
        _column("started_utc", TIME, "When the run began.", unit="UTC", volatile=True),
        _column("finished_utc", TIME, "When the run was committed.", unit="UTC", volatile=True),
        _column("runs.status", TEXT, "How the run ended.", allowed=RUN_STATUSES, volatile=True),
        _column("error", TEXT, "Why a run failed, in one sentence.", nullable=True, volatile=True),
        _column("parent_id", TEXT, "The snapshot before; null for the first.", nullable=True, volatile=True),
        _column("sequence", INTEGER, "Place of the snapshot in the history, from 1.", volatile=True, lowest=1),
        _column("committed_utc", TIME, "When the snapshot was committed.", unit="UTC", volatile=True),
        _column("snapshots.kind", TEXT, "What made the snapshot.", allowed=SNAPSHOT_KINDS, volatile=True),
        # quality
        _column("suite", TEXT, "The suite: one for each checked table."),
        _column("expectation", TEXT, "The expectation's name."),
        _column("column_name", TEXT, "The column it looks at; null for a whole table.", nullable=True),
        _column(
            "quality_results.source_sha256",
            TEXT,
            "The source it was checked for; null for the whole batch.",
            nullable=True,
        ),
        _column("observed", TEXT, "What was found.", nullable=True),
        _column("threshold", TEXT, "What was asked for.", nullable=True),
        _column("severity", TEXT, "What a breach means: fail refuses, warn tells.", allowed=SEVERITIES),
        _column("is_success", FLAG, "Whether the expectation held."),
        _column(
            "unexpected_count",
            INTEGER,
            "Rows that broke it; null where it is about a share or a table.",
            unit="rows",
            nullable=True,
            lowest=0,
        ),
        _column("checked_utc", TIME, "When it was checked.", unit="UTC", volatile=True),
    ]
)
