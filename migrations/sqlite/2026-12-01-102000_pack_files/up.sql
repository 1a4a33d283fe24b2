-- The files that go with papers for the Independent Assessor and are not inside their PDF (rule 64). A file that came with
-- a message is named by the message and its place in it; one that was added, by its number.
CREATE TABLE assessor_pack_files (
  id INTEGER PRIMARY KEY NOT NULL,
  pack_id INTEGER NOT NULL REFERENCES assessor_packs (id),
  file_id INTEGER REFERENCES files (id),
  mail_id INTEGER REFERENCES mail_items (id),
  place INTEGER,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX assessor_pack_files_of ON assessor_pack_files (pack_id);
