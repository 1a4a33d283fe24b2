-- A letter leaves once or more often: a delivery each, with what became of it and the bytes that left.
CREATE TABLE print_batches (
  id INTEGER PRIMARY KEY NOT NULL,
  made_at TEXT NOT NULL,
  made_by INTEGER NOT NULL REFERENCES people (id),
  sha256 TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE TRIGGER print_batches_are_frozen BEFORE UPDATE ON print_batches BEGIN SELECT RAISE(ABORT, 'a printed batch is never changed'); END;
CREATE TRIGGER print_batches_are_kept BEFORE DELETE ON print_batches BEGIN SELECT RAISE(ABORT, 'a printed batch is never removed'); END;

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY NOT NULL,
  letter_id INTEGER NOT NULL REFERENCES letters (id),
  number INTEGER NOT NULL CHECK (number > 0),
  way TEXT NOT NULL CHECK (way IN ('email', 'post', 'order')),
  channel TEXT NOT NULL CHECK (channel IN ('email', 'post', 'phone')),
  format TEXT NOT NULL CHECK (format IN ('standard', 'large_print', 'braille', 'audio_cd', 'other')),
  email TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('held', 'waiting', 'retrying', 'sent', 'written', 'failed', 'bounced', 'to_print', 'printed', 'posted', 'to_order', 'ordered', 'dispatched', 'delivered', 'returned', 'stopped', 'sent_again', 'closed_without')),
  leaves_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  -- when the outbox looks at it next
  next_at TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  last_error TEXT NOT NULL DEFAULT '',
  message_id TEXT NOT NULL DEFAULT '',
  batch_id INTEGER REFERENCES print_batches (id),
  -- since when it is known not to have arrived, and by when somebody must see to it
  known_at TEXT,
  due_at TEXT,
  warn_at TEXT,
  UNIQUE (letter_id, number),
  CHECK (way <> 'email' OR email <> '' OR state = 'written'),
  CHECK ((known_at IS NULL) = (due_at IS NULL))
) STRICT;
CREATE INDEX deliveries_outbox ON deliveries (next_at, id) WHERE state IN ('held', 'waiting', 'retrying');
CREATE INDEX deliveries_at_hand ON deliveries (state, changed_at, id) WHERE state IN ('to_print', 'printed', 'posted', 'to_order', 'ordered', 'dispatched');
CREATE INDEX deliveries_undelivered ON deliveries (due_at, id) WHERE state IN ('stopped', 'failed', 'bounced', 'returned');
CREATE INDEX deliveries_message ON deliveries (message_id) WHERE message_id <> '';
CREATE INDEX deliveries_batch ON deliveries (batch_id) WHERE batch_id IS NOT NULL;

-- Who did what to it, when and why. Nobody: the outbox, or what came back by mail.
CREATE TABLE delivery_events (
  id INTEGER PRIMARY KEY NOT NULL,
  delivery_id INTEGER NOT NULL REFERENCES deliveries (id),
  at TEXT NOT NULL,
  by_id INTEGER REFERENCES people (id),
  before TEXT NOT NULL,
  state TEXT NOT NULL,
  why TEXT NOT NULL DEFAULT '',
  -- the day it happened, when that was not the day it was written down
  on_day TEXT
) STRICT;
CREATE INDEX delivery_events_delivery ON delivery_events (delivery_id, id);
CREATE TRIGGER delivery_events_are_never_changed BEFORE UPDATE ON delivery_events BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER delivery_events_are_never_removed BEFORE DELETE ON delivery_events BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;

-- The bytes that left, made once.
CREATE TABLE letter_files (
  id INTEGER PRIMARY KEY NOT NULL,
  delivery_id INTEGER NOT NULL REFERENCES deliveries (id),
  name TEXT NOT NULL CHECK (name <> ''),
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  made_at TEXT NOT NULL,
  UNIQUE (delivery_id, name)
) STRICT;
CREATE TRIGGER letter_files_are_frozen BEFORE UPDATE ON letter_files BEGIN SELECT RAISE(ABORT, 'what was sent is never changed'); END;
CREATE TRIGGER letter_files_are_kept BEFORE DELETE ON letter_files BEGIN SELECT RAISE(ABORT, 'what was sent is never removed'); END;

-- Letters from before: those in the folder stay there, those that wait are sealed and leave.
INSERT INTO deliveries (id, letter_id, number, way, channel, format, email, address, reason, state, leaves_at, changed_at, next_at, attempts, last_error)
SELECT o.id, l.id, 1,
  CASE WHEN l.format IN ('braille', 'audio_cd', 'other') THEN 'order' WHEN l.channel = 'email' THEN 'email' ELSE 'post' END,
  l.channel, l.format, l.email, l.addressee, l.dispatch_reason,
  CASE WHEN o.state = 'written' THEN 'written' ELSE 'held' END,
  l.sent_at, coalesce(o.done_at, l.sent_at), o.next_at, o.attempts, o.last_error
FROM outbox o JOIN letters l ON l.id = o.letter_id;
INSERT INTO delivery_events (delivery_id, at, by_id, before, state, why)
SELECT o.id, l.sent_at, l.sent_by, '', 'held', l.dispatch_reason FROM outbox o JOIN letters l ON l.id = o.letter_id;
INSERT INTO delivery_events (delivery_id, at, before, state)
SELECT o.id, coalesce(o.done_at, o.next_at), 'held', 'written' FROM outbox o WHERE o.state = 'written';
DROP TABLE outbox;
