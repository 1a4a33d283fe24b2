-- The papers as they were bound for the Independent Assessor: kept whole, so that what was sent can be shown again.
CREATE TABLE assessor_packs (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  papers INTEGER NOT NULL CHECK (papers >= 0),
  left_out INTEGER NOT NULL CHECK (left_out >= 0),
  why TEXT NOT NULL DEFAULT '',
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  bytes BLOB NOT NULL,
  made_by INTEGER NOT NULL REFERENCES people (id),
  made_at TEXT NOT NULL
) STRICT;
CREATE INDEX assessor_packs_complaint ON assessor_packs (complaint_id);
CREATE TRIGGER assessor_packs_are_frozen BEFORE UPDATE ON assessor_packs BEGIN SELECT RAISE(ABORT, 'bound papers are never changed'); END;
CREATE TRIGGER assessor_packs_are_kept BEFORE DELETE ON assessor_packs BEGIN SELECT RAISE(ABORT, 'bound papers are never removed'); END;
