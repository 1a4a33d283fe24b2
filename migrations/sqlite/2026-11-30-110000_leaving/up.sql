-- A promise that a letter keeps is kept when the letter leaves, and not when it was written. A clock says whether what
-- was promised was done, or was owed no longer. An act can be undone.
ALTER TABLE clocks ADD COLUMN kept INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1));
UPDATE clocks SET kept = 1 WHERE stopped_at IS NOT NULL AND promise <> 'escalate'
  AND NOT EXISTS (SELECT 1 FROM complaints c WHERE c.id = clocks.complaint_id AND (
    (clocks.promise = 'acknowledge' AND c.acknowledged_at IS NULL)
    OR (clocks.promise = 'respond' AND c.answered_at IS NULL)
    OR (clocks.promise = 'final_response' AND c.final_at IS NULL)));

-- The version that a person's act made last: what a letter does by leaving makes no form out of date.
ALTER TABLE complaints ADD COLUMN acted_version INTEGER NOT NULL DEFAULT 0;
UPDATE complaints SET acted_version = version;
-- The promise whose date is in `due_at`.
ALTER TABLE complaints ADD COLUMN due_promise TEXT CONSTRAINT complaints_due_promise_check CHECK (due_promise IN ('acknowledge', 'assign', 'first_contact', 'respond', 'update', 'acknowledge_escalation', 'final_response', 'escalate', 'send_to_assessor'));
UPDATE complaints SET due_promise = CASE stage
    WHEN 'on_the_spot' THEN 'acknowledge'
    WHEN 'triage' THEN CASE WHEN acknowledged_at IS NULL THEN 'acknowledge' ELSE 'assign' END
    WHEN 'assignment' THEN 'assign'
    WHEN 'investigation' THEN 'respond'
    WHEN 'answered' THEN 'escalate'
    WHEN 'escalated' THEN 'acknowledge_escalation'
    WHEN 'final_review' THEN 'final_response'
  END
WHERE due_at IS NOT NULL;

-- By when the letter is owed; the dates that its file bears; when it left.
ALTER TABLE deliveries ADD COLUMN owed_by TEXT;
ALTER TABLE deliveries ADD COLUMN dated TEXT;
ALTER TABLE deliveries ADD COLUMN last_day TEXT;
ALTER TABLE deliveries ADD COLUMN left_at TEXT;
UPDATE deliveries SET left_at = changed_at WHERE state IN ('sent', 'written', 'bounced', 'posted', 'dispatched', 'delivered', 'returned');
UPDATE deliveries SET owed_by = coalesce(due_at, leaves_at);
-- In its place in the text of the table, so that down is what was before (see named_checks).
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '''sent_again'', ''closed_without''))', '''sent_again'', ''closed_without'', ''handed_over'', ''taken_back''))')
  WHERE type = 'table' AND name = 'deliveries';
PRAGMA writable_schema = RESET;
CREATE INDEX deliveries_owed ON deliveries (state, owed_by, id);
-- The letter that a correction corrects.
ALTER TABLE letters ADD COLUMN corrects_id INTEGER;

-- The last act on a complaint, while it can be undone, and how things stood before it.
CREATE TABLE undoables (
  complaint_id INTEGER PRIMARY KEY NOT NULL REFERENCES complaints (id),
  version INTEGER NOT NULL,
  step TEXT NOT NULL,
  by_id INTEGER NOT NULL REFERENCES people (id),
  at TEXT NOT NULL,
  delivery_id INTEGER REFERENCES deliveries (id),
  before TEXT NOT NULL CHECK (json_valid(before)),
  -- the form as it was sent, as pairs
  words TEXT CHECK (json_valid(words))
) STRICT;
-- What was typed for an act that was undone: the form of its step begins with it.
CREATE TABLE undone_words (
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  step TEXT NOT NULL,
  by_id INTEGER NOT NULL REFERENCES people (id),
  at TEXT NOT NULL,
  words TEXT NOT NULL CHECK (json_valid(words)),
  PRIMARY KEY (complaint_id, step)
) STRICT;
