-- title: Quotations
-- description: Who says what in the landed documents, under the ids that stand now.
-- built: view
WITH quotes AS (
    SELECT *
    FROM lake.quotes
),

redirects AS (
    SELECT from_entity_id, to_entity_id
    FROM internal.redirects
),

parted AS (
    SELECT document_id, field, start_char, stored_entity_id, entity_id
    FROM internal.parted_names
),

parted_documents AS (
    SELECT document_id, stored_entity_id, entity_id
    FROM internal.parted_documents
)

SELECT
    quotes.quote_id,
    quotes.document_id,
    quotes.field,
    quotes.start_char,
    quotes.end_char,
    quotes.quote_text,
    quotes.is_direct,
    quotes.speaker_surface,
    quotes.speaker_start_char,
    coalesce(
        parted.entity_id, parted_documents.entity_id, redirects.to_entity_id, quotes.stored_speaker_entity_id
    ) AS speaker_entity_id,
    quotes.stored_speaker_entity_id,
    quotes.cue,
    quotes.confidence,
    quotes.speaker_confidence,
    quotes.continues_quote_id
FROM quotes
LEFT JOIN redirects ON redirects.from_entity_id = quotes.stored_speaker_entity_id
LEFT JOIN parted
    ON parted.document_id = quotes.document_id
    AND parted.field = quotes.field
    AND parted.start_char = quotes.speaker_start_char
    AND parted.stored_entity_id = quotes.stored_speaker_entity_id
LEFT JOIN parted_documents
    ON parted_documents.document_id = quotes.document_id
    AND parted_documents.stored_entity_id = quotes.stored_speaker_entity_id
