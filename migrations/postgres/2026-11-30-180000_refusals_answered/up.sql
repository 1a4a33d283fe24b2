-- When whoever proposed a refusal saw the answer to it. Answers from before are not news.
ALTER TABLE refusals ADD COLUMN answer_seen_at TIMESTAMP;
UPDATE refusals SET answer_seen_at = decided_at WHERE approved IS NOT NULL;
