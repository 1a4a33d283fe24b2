-- What is about the employment of our staff went to human resources (rule 15). Its words stand here and nowhere else.
CREATE TABLE human_resources (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  passed_on TEXT NOT NULL,
  passed_to TEXT NOT NULL CHECK (passed_to <> ''),
  words TEXT NOT NULL CHECK (words <> ''),
  by_id INTEGER NOT NULL REFERENCES people (id),
  at TEXT NOT NULL
) STRICT;
CREATE INDEX human_resources_of ON human_resources (complaint_id);
-- The words that administrators wrote get the place for the paragraph that says so.
INSERT INTO letter_templates (kind, version, source, why, made_by, made_at)
  SELECT t.kind, t.version + 1, t.source || '

{{ human_resources }}
', 'Letters say that something was passed to human resources', t.made_by, t.made_at
  FROM letter_templates t
  WHERE t.kind IN ('acknowledgement', 'response', 'final_response', 'not_accepted')
    AND t.version = (SELECT max(n.version) FROM letter_templates n WHERE n.kind = t.kind)
    AND t.source NOT LIKE '%{{ human_resources }}%';
