ALTER TABLE deliveries DROP COLUMN escalate_by;
