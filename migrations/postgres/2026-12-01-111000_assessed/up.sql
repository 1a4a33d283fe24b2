-- What triage thinks of a complaint (rule 9). What is urgent or at risk has priority 0, and stands first in every queue.
ALTER TABLE complaints ADD COLUMN is_urgent BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE complaints ADD COLUMN at_risk BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE complaints ADD COLUMN severity TEXT CONSTRAINT complaints_severity_check CHECK (severity IN ('low', 'medium', 'high'));
ALTER TABLE complaints ADD COLUMN complexity TEXT CONSTRAINT complaints_complexity_check CHECK (complexity IN ('low', 'medium', 'high'));
ALTER TABLE complaints ADD COLUMN impact TEXT CONSTRAINT complaints_impact_check CHECK (impact IN ('low', 'medium', 'high'));
UPDATE complaints SET is_urgent = true WHERE priority = 0;
-- When the office of the executive it was addressed to was told that we have it (rule 4).
ALTER TABLE complaints ADD COLUMN office_told_on DATE;
