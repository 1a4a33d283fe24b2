-- Files kept with a complaint. The bytes are in the store under their sha256; the name is only for people.
CREATE TABLE files (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  evidence_id INTEGER REFERENCES evidence (id),
  contact_id INTEGER REFERENCES contacts (id),
  name TEXT NOT NULL CHECK (name <> ''),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  kind TEXT NOT NULL,
  scan TEXT NOT NULL DEFAULT 'not_scanned' CHECK (scan IN ('not_scanned', 'clean', 'infected', 'unavailable')),
  scan_note TEXT NOT NULL DEFAULT '',
  by_id INTEGER NOT NULL REFERENCES people (id),
  at TEXT NOT NULL,
  CHECK (evidence_id IS NULL OR contact_id IS NULL)
) STRICT;
CREATE INDEX files_complaint ON files (complaint_id);
CREATE INDEX files_unscanned ON files (id) WHERE scan = 'unavailable';
CREATE INDEX files_bytes ON files (sha256);
-- Of the whole message, its attachments among it.
ALTER TABLE mail_items ADD COLUMN scan TEXT NOT NULL DEFAULT 'not_scanned' CHECK (scan IN ('not_scanned', 'clean', 'infected', 'unavailable'));
ALTER TABLE mail_items ADD COLUMN scan_note TEXT NOT NULL DEFAULT '';
