-- Some steps left an open complaint without the clock that its stage owes: a hand-back after the assignment, and a
-- reopening. Such a clock runs on from its first start, with the date it had (rule 29).
INSERT INTO clocks (complaint_id, promise, started_at, due_at, warn_at, span_unit, span_amount, calendar_version)
SELECT k.complaint_id, k.promise, k.started_at, k.due_at, k.warn_at, k.span_unit, k.span_amount, k.calendar_version
FROM complaints c
JOIN clocks k ON k.id = (
  SELECT max(l.id) FROM clocks l
  WHERE l.complaint_id = c.id
    AND l.promise = CASE c.stage
      WHEN 'on_the_spot' THEN 'acknowledge'
      WHEN 'triage' THEN CASE WHEN c.acknowledged_at IS NULL THEN 'acknowledge' ELSE 'assign' END
      WHEN 'assignment' THEN 'assign'
      WHEN 'investigation' THEN 'respond'
      WHEN 'answered' THEN 'escalate'
      WHEN 'escalated' THEN 'acknowledge_escalation'
      WHEN 'final_review' THEN 'final_response'
    END)
WHERE c.due_at IS NULL AND k.stopped_at IS NOT NULL;

UPDATE complaints
SET due_from = (SELECT k.started_at FROM clocks k WHERE k.id = (SELECT max(l.id) FROM clocks l WHERE l.complaint_id = complaints.id)),
    due_at = (SELECT k.due_at FROM clocks k WHERE k.id = (SELECT max(l.id) FROM clocks l WHERE l.complaint_id = complaints.id)),
    warn_at = (SELECT k.warn_at FROM clocks k WHERE k.id = (SELECT max(l.id) FROM clocks l WHERE l.complaint_id = complaints.id))
WHERE due_at IS NULL
  AND (SELECT k.promise FROM clocks k
       WHERE k.id = (SELECT max(l.id) FROM clocks l WHERE l.complaint_id = complaints.id) AND k.stopped_at IS NULL)
    = CASE stage
      WHEN 'on_the_spot' THEN 'acknowledge'
      WHEN 'triage' THEN CASE WHEN acknowledged_at IS NULL THEN 'acknowledge' ELSE 'assign' END
      WHEN 'assignment' THEN 'assign'
      WHEN 'investigation' THEN 'respond'
      WHEN 'answered' THEN 'escalate'
      WHEN 'escalated' THEN 'acknowledge_escalation'
      WHEN 'final_review' THEN 'final_response'
    END;

-- A refusal of a complaint that an area had handed back left clocks running on a closed complaint.
UPDATE clocks
SET stopped_at = (SELECT c.closed_at FROM complaints c WHERE c.id = clocks.complaint_id),
    in_time = (SELECT c.closed_at <= clocks.due_at FROM complaints c WHERE c.id = clocks.complaint_id)
WHERE stopped_at IS NULL AND promise <> 'send_to_assessor'
  AND complaint_id IN (SELECT id FROM complaints WHERE stage = 'closed' AND closed_at IS NOT NULL);

-- What has no date stands first in every queue, as it does in SQLite.
DROP INDEX complaints_queue;
CREATE INDEX complaints_queue ON complaints (stage, priority, due_at NULLS FIRST, id);
DROP INDEX complaints_area_queue;
CREATE INDEX complaints_area_queue ON complaints (area_id, stage, priority, due_at NULLS FIRST, id);
DROP INDEX complaints_holder;
CREATE INDEX complaints_holder ON complaints (holder_id, priority, due_at NULLS FIRST, id) WHERE holder_id IS NOT NULL;
