-- The words of letters as administrators changed them: a version each, never changed and never removed, because
-- sent letters say which one they were written from. A kind without a row has the words Redress came with.
CREATE TABLE letter_templates (
  id INTEGER PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  source TEXT NOT NULL CHECK (source <> ''),
  why TEXT NOT NULL CHECK (why <> ''),
  made_by INTEGER NOT NULL REFERENCES people (id),
  made_at TEXT NOT NULL,
  UNIQUE (kind, version)
) STRICT;
CREATE TRIGGER letter_templates_are_frozen BEFORE UPDATE ON letter_templates BEGIN SELECT RAISE(ABORT, 'a version of a template is never changed'); END;
CREATE TRIGGER letter_templates_are_kept BEFORE DELETE ON letter_templates BEGIN SELECT RAISE(ABORT, 'a version of a template is never removed'); END;
