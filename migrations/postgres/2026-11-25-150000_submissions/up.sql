-- Forms that make something new, so that the same one sent twice makes one thing.
CREATE TABLE submissions (
  token_hash TEXT PRIMARY KEY NOT NULL,
  person_id BIGINT NOT NULL REFERENCES people (id),
  words_hash TEXT NOT NULL,
  path TEXT NOT NULL,
  at TIMESTAMP NOT NULL
);
CREATE INDEX submissions_at ON submissions (at);
