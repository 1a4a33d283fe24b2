-- The day to ask for stage 2 by that the file of a letter names.
ALTER TABLE deliveries ADD COLUMN escalate_by DATE;
