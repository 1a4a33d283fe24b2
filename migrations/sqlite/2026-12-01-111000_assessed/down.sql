ALTER TABLE complaints DROP COLUMN office_told_on;
ALTER TABLE complaints DROP COLUMN impact;
ALTER TABLE complaints DROP COLUMN complexity;
ALTER TABLE complaints DROP COLUMN severity;
ALTER TABLE complaints DROP COLUMN at_risk;
ALTER TABLE complaints DROP COLUMN is_urgent;
