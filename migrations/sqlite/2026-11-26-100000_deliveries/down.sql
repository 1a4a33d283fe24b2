CREATE TABLE outbox (
  id INTEGER PRIMARY KEY NOT NULL,
  letter_id INTEGER NOT NULL UNIQUE REFERENCES letters (id),
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'written', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at TEXT NOT NULL,
  last_error TEXT NOT NULL DEFAULT '',
  done_at TEXT
) STRICT;
CREATE INDEX outbox_waiting ON outbox (next_at, id) WHERE state = 'waiting';
-- What had not left waits again.
INSERT INTO outbox (letter_id, state, attempts, next_at, last_error, done_at)
SELECT letter_id, CASE WHEN state IN ('held', 'waiting', 'retrying') THEN 'waiting' ELSE 'written' END, attempts, next_at, last_error,
  CASE WHEN state IN ('held', 'waiting', 'retrying') THEN NULL ELSE changed_at END
FROM deliveries WHERE number = 1;
DROP TABLE letter_files;
DROP TABLE delivery_events;
DROP TABLE deliveries;
DROP TABLE print_batches;
