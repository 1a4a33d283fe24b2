-- Words in forms that have not been sent: saved while the session lives, sealed with a key that is not in here.
-- The names of pages and forms are hashed with that key; `place` and `words` are sealed.
CREATE TABLE open_forms (
  id INTEGER PRIMARY KEY NOT NULL,
  person_id INTEGER NOT NULL REFERENCES people (id),
  session_hash TEXT NOT NULL CHECK (length(session_hash) = 64),
  page_hash TEXT NOT NULL CHECK (length(page_hash) = 64),
  form_hash TEXT NOT NULL CHECK (length(form_hash) = 64),
  words_hash TEXT NOT NULL CHECK (length(words_hash) = 64),
  token TEXT NOT NULL CHECK (length(token) = 32),
  key_id TEXT NOT NULL CHECK (length(key_id) = 16),
  place BLOB NOT NULL CHECK (length(place) BETWEEN 1 AND 4096),
  words BLOB NOT NULL CHECK (length(words) BETWEEN 1 AND 110000),
  saved_at TEXT NOT NULL,
  UNIQUE (session_hash, form_hash, token)
) STRICT;
CREATE INDEX open_forms_person ON open_forms (person_id, saved_at);
CREATE INDEX open_forms_saved ON open_forms (saved_at);
-- Nothing that is posted after a session has ended is kept any more; what stood here in clear is overwritten in the file.
PRAGMA secure_delete = ON;
DROP TABLE parked_forms;
