-- What to know of a file before it is opened, as words with blanks between.
ALTER TABLE files ADD COLUMN marks TEXT NOT NULL DEFAULT '';
CREATE INDEX files_person ON files (by_id, at);
-- Bytes in the store. A row is written before they are, and removed after they are.
CREATE TABLE kept_files (
  sha256 TEXT PRIMARY KEY NOT NULL CHECK (length(sha256) = 64),
  -- Not removed before, though nothing names them.
  keep_until TEXT NOT NULL,
  -- Since when they are being removed: nobody may count on them then.
  removing_at TEXT
) STRICT;
-- A step that is about to name bytes; gone when it does, or does not.
CREATE TABLE file_holds (
  id INTEGER PRIMARY KEY NOT NULL,
  token TEXT NOT NULL CHECK (token <> ''),
  sha256 TEXT NOT NULL REFERENCES kept_files (sha256),
  at TEXT NOT NULL
) STRICT;
CREATE INDEX file_holds_bytes ON file_holds (sha256);
CREATE INDEX file_holds_token ON file_holds (token);
INSERT INTO kept_files (sha256, keep_until) SELECT sha256, max(at) FROM files GROUP BY sha256;
