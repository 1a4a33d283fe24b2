-- Every file that somebody had made of many complaints or of a whole one, and who met the limit. `size` is set once,
-- when the file is finished; everything else never changes.
CREATE TABLE exports (
  id INTEGER PRIMARY KEY NOT NULL,
  person_id INTEGER NOT NULL REFERENCES people (id),
  kind TEXT NOT NULL CHECK (kind IN ('complaints_csv', 'reports_csv', 'assessor_pack', 'print_batch')),
  at TEXT NOT NULL,
  -- the filter of a list, or the reference of the complaint
  what TEXT NOT NULL,
  -- lines, papers or letters
  size INTEGER CHECK (size >= 0),
  -- asked for past the limit, and not made
  refused INTEGER NOT NULL DEFAULT 0 CHECK (refused IN (0, 1)),
  CHECK (refused = 0 OR size IS NULL)
) STRICT;
CREATE INDEX exports_person ON exports (person_id, at);
CREATE TRIGGER exports_are_never_changed BEFORE UPDATE ON exports
WHEN OLD.size IS NOT NULL OR OLD.id IS NOT NEW.id OR OLD.person_id IS NOT NEW.person_id OR OLD.kind IS NOT NEW.kind
  OR OLD.at IS NOT NEW.at OR OLD.what IS NOT NEW.what OR OLD.refused IS NOT NEW.refused
BEGIN SELECT RAISE(ABORT, 'the list of exports is only added to'); END;
CREATE TRIGGER exports_are_never_removed BEFORE DELETE ON exports BEGIN SELECT RAISE(ABORT, 'the list of exports is only added to'); END;
