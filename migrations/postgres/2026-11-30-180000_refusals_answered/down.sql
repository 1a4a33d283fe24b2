ALTER TABLE refusals DROP COLUMN answer_seen_at;
