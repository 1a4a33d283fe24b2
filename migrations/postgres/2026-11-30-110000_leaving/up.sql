-- A promise that a letter keeps is kept when the letter leaves, and not when it was written. A clock says whether what
-- was promised was done, or was owed no longer. An act can be undone.
ALTER TABLE clocks ADD COLUMN kept BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE clocks SET kept = TRUE WHERE stopped_at IS NOT NULL AND promise <> 'escalate'
  AND NOT EXISTS (SELECT 1 FROM complaints c WHERE c.id = clocks.complaint_id AND (
    (clocks.promise = 'acknowledge' AND c.acknowledged_at IS NULL)
    OR (clocks.promise = 'respond' AND c.answered_at IS NULL)
    OR (clocks.promise = 'final_response' AND c.final_at IS NULL)));

-- The version that a person's act made last: what a letter does by leaving makes no form out of date.
ALTER TABLE complaints ADD COLUMN acted_version BIGINT NOT NULL DEFAULT 0;
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
ALTER TABLE deliveries ADD COLUMN owed_by TIMESTAMP;
ALTER TABLE deliveries ADD COLUMN dated DATE;
ALTER TABLE deliveries ADD COLUMN last_day DATE;
ALTER TABLE deliveries ADD COLUMN left_at TIMESTAMP;
UPDATE deliveries SET left_at = changed_at WHERE state IN ('sent', 'written', 'bounced', 'posted', 'dispatched', 'delivered', 'returned');
UPDATE deliveries SET owed_by = coalesce(due_at, leaves_at);
ALTER TABLE deliveries DROP CONSTRAINT deliveries_state_check;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_state_check CHECK (state IN ('held', 'waiting', 'retrying', 'sent', 'written', 'failed', 'bounced', 'to_print', 'printed', 'posted', 'to_order', 'ordered', 'dispatched', 'delivered', 'returned', 'stopped', 'sent_again', 'closed_without', 'handed_over', 'taken_back'));
CREATE INDEX deliveries_owed ON deliveries (state, owed_by, id);
-- The letter that a correction corrects.
ALTER TABLE letters ADD COLUMN corrects_id BIGINT;

-- The last act on a complaint, while it can be undone, and how things stood before it.
CREATE TABLE undoables (
  complaint_id BIGINT PRIMARY KEY NOT NULL REFERENCES complaints (id),
  version BIGINT NOT NULL,
  step TEXT NOT NULL,
  by_id BIGINT NOT NULL REFERENCES people (id),
  at TIMESTAMP NOT NULL,
  delivery_id BIGINT REFERENCES deliveries (id),
  before TEXT NOT NULL,
  -- the form as it was sent, as pairs
  words TEXT
);
-- What was typed for an act that was undone: the form of its step begins with it.
CREATE TABLE undone_words (
  complaint_id BIGINT NOT NULL REFERENCES complaints (id),
  step TEXT NOT NULL,
  by_id BIGINT NOT NULL REFERENCES people (id),
  at TIMESTAMP NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (complaint_id, step)
);
