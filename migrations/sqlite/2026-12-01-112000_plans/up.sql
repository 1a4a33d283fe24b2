-- The plan of an investigation, an allegation a row (rule 33).
CREATE TABLE plans (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  allegation_id INTEGER NOT NULL REFERENCES allegations (id),
  standard TEXT NOT NULL,
  evidence TEXT NOT NULL,
  due_on TEXT,
  UNIQUE (complaint_id, allegation_id)
) STRICT;
