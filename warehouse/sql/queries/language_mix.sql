-- title: Languages
-- description: In which languages the articles are, and how sure that is. Counts the latest text of each article.
-- parameters:
--   outlet text = null: only articles of this outlet (its id)
-- columns:
--   language: BCP 47; und where it cannot be known
--   document_count: articles
--   share: among all articles
--   reliable_share: those whose language is reliable, among the articles in it
--   word_count: their words together
WITH documents AS (
    SELECT language, is_language_reliable, word_count
    FROM main.documents
    WHERE is_latest AND ($outlet::VARCHAR IS NULL OR outlet_id = $outlet)
)

SELECT
    language,
    count(*) AS document_count,
    round(count(*) / sum(count(*)) OVER (), 4) AS share,
    round(avg(is_language_reliable::INTEGER), 4) AS reliable_share,
    sum(word_count)::BIGINT AS word_count
FROM documents
GROUP BY language
ORDER BY document_count DESC, language
