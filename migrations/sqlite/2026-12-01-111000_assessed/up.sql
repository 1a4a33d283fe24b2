-- What triage thinks of a complaint (rule 9). What is urgent or at risk has priority 0, and stands first in every queue.
ALTER TABLE complaints ADD COLUMN is_urgent INTEGER NOT NULL DEFAULT 0 CHECK (is_urgent IN (0, 1));
ALTER TABLE complaints ADD COLUMN at_risk INTEGER NOT NULL DEFAULT 0 CHECK (at_risk IN (0, 1));
ALTER TABLE complaints ADD COLUMN severity TEXT CONSTRAINT complaints_severity_check CHECK (severity IN ('low', 'medium', 'high'));
ALTER TABLE complaints ADD COLUMN complexity TEXT CONSTRAINT complaints_complexity_check CHECK (complexity IN ('low', 'medium', 'high'));
ALTER TABLE complaints ADD COLUMN impact TEXT CONSTRAINT complaints_impact_check CHECK (impact IN ('low', 'medium', 'high'));
UPDATE complaints SET is_urgent = 1 WHERE priority = 0;
-- When the office of the executive it was addressed to was told that we have it (rule 4).
ALTER TABLE complaints ADD COLUMN office_told_on TEXT;
