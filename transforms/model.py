"""The values that travel between the rooms of a shard: from bytes to a record, from a record to an article.

Plain frozen dataclasses, so that each room can be read, tested and replaced by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What reading may cost. Every limit is a setting; the defaults are safe on a laptop."""

    max_unpacked_bytes: int = 64 * 2**30
    """Decompressed size of one file."""
    max_unpack_ratio: int = 200
    """Decompressed to compressed size, looked at once 16 MiB are unpacked; text rarely passes 30."""
    max_record_bytes: int = 16 * 2**20
    """Size of one record; the longest articles seen are below 0.1 MB."""
    max_record_keys: int = 1_000
    """Keys of one record, at all levels together."""
    max_json_depth: int = 64
    max_html_depth: int = 2_000
    """Elements within elements of one page. The HTML parser drops what lies deeper than 256: that is flagged."""
    max_members: int = 100_000
    """Members of one archive."""
    min_text_chars: int = 40
    """Least length of a text without a title."""


@dataclass(frozen=True, slots=True)
class KnownOutlet:
    """One row of the table; all but ``domain`` may be None. ``domain`` is registrable, in Unicode; ``country`` is ISO
    3166-1 alpha-2, ``kind`` one of the contract's, ``zone`` an IANA name."""

    domain: str
    name: str | None = None
    country: str | None = None
    kind: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class NormalizeOptions:
    """Settings that change what normalizing gives; part of the pipeline version."""

    keep_comments: bool = False
    """Keep the text of readers' comments (it is private people's)."""
    min_text_chars: int = 40
    outlets: tuple[KnownOutlet, ...] = ()
    """The user's rows of the table of outlets, over the packaged ones."""
    transliterate_names: bool = True
    """Whether a name in other than Latin letters gets the id of its Latin spelling."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where one record stands in the decompressed stream. ``end_byte`` is exclusive; ``record_number`` counts from
    1."""

    record_number: int
    start_byte: int
    end_byte: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file or record cannot be read: a code of the closed list and what exactly was wrong (never content)."""

    reason: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class RefusedSpan:
    """A stretch of the stream that counts as one refused record."""

    span: Span
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Preamble:
    """What a framer found once for all records after it: a table's header, a feed's channel. ``data`` is whatever the
    format's own ``read`` understands, at most 64 KiB; it comes back to it as ``Context.preamble``."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part of a stream that by its kind holds no article (the request of a WARC, the folder of an archive). It is
    counted in ``sources.skipped_count`` and is no record."""

    kind: str


Framed = Span | RefusedSpan | Preamble | Skipped
"""What a framer yields."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the bytes of a record do not say themselves.

    ``preamble`` is the framer's; ``field_keys`` are the user's own keys of fields, best first, before the packaged ones
    (pairs of a RawRecord field and its keys). ``url``, ``encoding`` and ``collected`` are what a container says of a
    page that it holds: its address, the character encoding of the transport, and when it was fetched (ISO 8601).
    """

    preamble: bytes = b""
    field_keys: tuple[tuple[str, tuple[str, ...]], ...] = ()
    url: str | None = None
    encoding: str | None = None
    collected: str | None = None


NO_CONTEXT: Final = Context()


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """One block of a text whose source marks what it is. ``role`` is one of the contract's segment roles (title,
    kicker, dateline, byline, lead, heading, paragraph, caption, question, answer, credit, furniture, comment)."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as its file gives it, decoded but not yet normalized. None means that the file does not say.

    ``published`` and ``collected`` are the dates' own words, ``published_from`` where the first stood (a short label:
    ``json-ld datePublished``). ``blocks`` are the text in reading order where the source marks its parts (HTML); then
    ``text`` is None. ``rights`` are licence, copyright and reuse notices as given. ``extra`` holds unknown keys with
    their JSON values. ``flags`` are codes of the closed list.
    """

    text: str | None = None
    title: str | None = None
    lead: str | None = None
    byline: tuple[str, ...] = ()
    external_id: str | None = None
    url: str | None = None
    outlet: str | None = None
    section: str | None = None
    language_hint: str | None = None
    published: str | None = None
    collected: str | None = None
    published_from: str | None = None
    rights: str | None = None
    blocks: tuple[MarkedBlock, ...] = ()
    header_date: str | None = None
    """``YYYY-MM`` or ``YYYY-MM-DD`` of a text file's first-line header."""
    extra: Mapping[str, object] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    key_of: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Field → the key that gave it, of records that have keys; evidence, and no part of what the record says."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One block of an article. ``field`` and offsets (code points, end exclusive) say where it stands; all three are
    None where it was cut, and then ``text`` holds it (None for comments that are not kept)."""

    role: str
    field: str | None
    start_char: int | None
    end_char: int | None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class PublishedDate:
    """When an article was published, with bounds and evidence. ``value_utc`` and the bounds are naive UTC;
    ``until_utc`` is exclusive. A value of year, month or day precision is the calendar value, unshifted."""

    value_utc: datetime
    from_utc: datetime
    until_utc: datetime
    precision: str
    evidence: str
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an article is. ``basis`` is url, outlet_record or content."""

    article_id: str
    document_id: str
    content_hash: str
    basis: str


@dataclass(frozen=True, slots=True)
class Article:
    """One normalized record: the text fields, its segments, and what is known about its publication."""

    title: str | None
    lead: str | None
    body: str | None
    segments: tuple[Segment, ...]
    byline: tuple[str, ...]
    published: PublishedDate | None
    collected_utc: datetime | None
    canonical_url: str | None
    outlet_id: str | None
    outlet: str | None
    outlet_domain: str | None
    outlet_country: str | None
    outlet_kind: str | None
    identity: Identity
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LanguageSpan:
    """A stretch of the body in one language (BCP 47); offsets in code points, end exclusive."""

    start_char: int
    end_char: int
    language: str


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The language of a text (BCP 47, ``und`` if it cannot be known) with its probability and whether to trust it.

    ``variant`` is finer (pt-BR, zh-Hant) where the text tells, ``spans`` the body's stretches by language where there
    are several, ``method`` what decided.
    """

    language: str
    confidence: float
    is_reliable: bool
    variant: str | None = None
    spans: tuple[LanguageSpan, ...] = ()
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in one place of one field; offsets in code points, end exclusive, so that field[start:end] ==
    surface."""

    field: str
    start_char: int
    end_char: int
    surface: str
    entity_type: str
    entity_id: str
    method: str
    confidence: float
    link_confidence: float | None
    link_reason: str | None
    rivals: tuple[str, ...] = ()
    """Ids of the known things that bear the name too and lost, best first."""


@dataclass(frozen=True, slots=True)
class Role:
    """One office, title or function that an article gives to one person in one place: field[start:end] == title.

    ``entity_id`` and ``mention_start_char`` are None where the article names nobody, ``organization_entity_id`` where
    it names no body or place that the role belongs to.
    """

    field: str
    start_char: int
    end_char: int
    title: str
    entity_id: str | None
    mention_start_char: int | None
    organization_entity_id: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Allusion:
    """Words that point to a known thing without naming it: field[start:end] == surface. ``kind`` is demonym or
    metonym. No allusion overlaps a mention."""

    field: str
    start_char: int
    end_char: int
    surface: str
    kind: str
    entity_id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ObservedEntity:
    """One entity as a shard knew it. A local entity's label is the fullest form of its name in the document."""

    entity_id: str
    entity_type: str
    label: str
    country: str | None
    latitude: float | None
    longitude: float | None
    is_known: bool


@dataclass(frozen=True, slots=True)
class Annotations:
    """Who and what an article names. ``mentions`` and ``allusions`` are in the fields' order and by start, ``entities``
    (all that mentions, roles and allusions point to) by id. ``names_status`` says what the recogniser knows of the
    language: trained, transferred or rules."""

    mentions: tuple[Mention, ...] = ()
    entities: tuple[ObservedEntity, ...] = ()
    roles: tuple[Role, ...] = ()
    allusions: tuple[Allusion, ...] = ()
    names_status: str = "rules"


@dataclass(frozen=True, slots=True)
class Quotation:
    """One stretch of words that somebody is quoted with: field[start:end] == text, without its quotation marks.

    ``speaker_surface`` are the words that name the speaker there (a name, a title, a pronoun), which start at
    ``speaker_start_char`` of the same field; ``speaker_entity_id`` is whom they name. Each is None where the article
    does not tell or the engine is not sure. ``continues`` is (start, end) of the piece of the same field that this one
    goes on with, after its speaker or a new paragraph broke it. ``speaker_confidence`` is None without an entity.
    """

    field: str
    start_char: int
    end_char: int
    text: str
    is_direct: bool
    speaker_surface: str | None
    speaker_start_char: int | None
    speaker_entity_id: str | None
    cue: str | None
    confidence: float
    speaker_confidence: float | None
    continues: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """One credit to another medium: field[start:end] == surface, the name as it stands. ``cue`` are the words that make
    it a credit, ``kind`` one of the contract's; ``outlet_id`` and ``entity_id`` are None where it is not known."""

    field: str
    start_char: int
    end_char: int
    surface: str
    cue: str
    outlet_id: str | None
    entity_id: str | None
    kind: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Credits:
    """Whom an article credits as a whole: news agencies by their usual names, in order of first credit, with the words
    that do so; and the words that say that it is a translation."""

    wire: tuple[str, ...] = ()
    wire_evidence: str | None = None
    translation: str | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """A text's fingerprint, by which its copies are found without reading it again. ``shingle_count`` counts the
    different runs of words in it; ``sketch`` are hashes of some of them, ascending; ``bands`` are hashes that texts
    alike share at least one of: both are empty for a text too short to be told from others. ``text_hash`` is equal for
    equal words of title and body; None without words."""

    shingle_count: int
    sketch: tuple[int, ...] = ()
    bands: tuple[int, ...] = ()
    text_hash: int | None = None
    title_sketch: tuple[int, ...] = ()
    """Hashes of the runs of words of the title, ascending, where there is a body besides."""


@dataclass(frozen=True, slots=True)
class StoryFeature:
    """One thing that an article has in common with others on the same event: ``feature`` is its kind, a colon and its
    value, ``weight`` how much the article is about it, above 0."""

    feature: str
    weight: float
