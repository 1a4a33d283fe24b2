-- How far each mailbox has been read, by whom just now, and since when it cannot be.
CREATE TABLE mailboxes (
  name TEXT PRIMARY KEY NOT NULL CHECK (name <> ''),
  uid_validity INTEGER NOT NULL DEFAULT 0,
  last_uid INTEGER NOT NULL DEFAULT 0,
  read_at TEXT,
  failed_since TEXT,
  error TEXT NOT NULL DEFAULT '',
  holder TEXT NOT NULL DEFAULT '',
  held_until TEXT
) STRICT;
-- Messages that were passed over so that those after them are read. Each is tried again and leaves when it is taken in.
CREATE TABLE mail_owed (
  mailbox TEXT NOT NULL REFERENCES mailboxes (name),
  uid_validity INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  why TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 1,
  since TEXT NOT NULL,
  PRIMARY KEY (mailbox, uid_validity, uid)
) STRICT, WITHOUT ROWID;
-- The complaint whose letter a message answers, when its sender is nobody of that complaint: a person decides.
ALTER TABLE mail_items ADD COLUMN offered_id INTEGER REFERENCES complaints (id);
-- Joined by what the message itself carries, and by nobody.
ALTER TABLE contacts ADD COLUMN by_itself INTEGER NOT NULL DEFAULT 0 CHECK (by_itself IN (0, 1));
