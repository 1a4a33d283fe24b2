DROP TABLE open_forms;
CREATE TABLE parked_forms (
  token_hash TEXT PRIMARY KEY NOT NULL,
  person_id INTEGER REFERENCES people (id),
  path TEXT NOT NULL,
  fields TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
