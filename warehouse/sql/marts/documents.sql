-- title: Documents
-- description: The landed documents with what only the whole history tells: revision, latest, first seen.
-- built: view
WITH documents AS (
    SELECT *
    FROM lake.documents
),

history AS (
    SELECT document_id, revision, supersedes, is_latest, first_seen_utc, snapshot_id
    FROM internal.document_history
)

SELECT
    documents.document_id,
    documents.article_id,
    documents.identity_basis,
    history.revision,
    history.supersedes,
    history.is_latest,
    documents.external_id,
    documents.source_path,
    documents.source_sha256,
    documents.member,
    documents.record_number,
    documents.start_byte,
    documents.end_byte,
    documents.format,
    documents.url,
    documents.canonical_url,
    documents.outlet_id,
    documents.outlet,
    documents.outlet_domain,
    documents.outlet_country,
    documents.outlet_kind,
    documents.title,
    documents.lead,
    documents.byline,
    documents.section,
    documents.rights,
    documents.body,
    documents.declared_language,
    documents.language,
    documents.language_confidence,
    documents.is_language_reliable,
    documents.language_variant,
    documents.language_spans,
    documents.language_method,
    documents.names_status,
    documents.published_utc,
    documents.published_from_utc,
    documents.published_until_utc,
    documents.published_precision,
    documents.published_zone,
    documents.published_evidence,
    documents.collected_utc,
    history.first_seen_utc,
    documents.content_hash,
    documents.record_hash,
    documents.word_count,
    documents.char_count,
    documents.flags,
    documents.extra,
    documents.pipeline_version,
    documents.wire,
    documents.wire_evidence,
    documents.translation_credit,
    documents.entities_version,
    documents.language_version,
    documents.run_id,
    history.snapshot_id
FROM documents
LEFT JOIN history USING (document_id)
