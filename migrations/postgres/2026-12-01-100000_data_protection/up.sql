-- A complaint that is also about how we used somebody's personal data (rule 94), and how that part was answered.
CREATE TABLE data_protection (
  complaint_id BIGINT PRIMARY KEY REFERENCES complaints (id),
  since TIMESTAMP NOT NULL,
  about TEXT NOT NULL CHECK (about <> ''),
  answered_on DATE,
  letter_id BIGINT REFERENCES letters (id),
  answer TEXT NOT NULL DEFAULT ''
);
CREATE INDEX data_protection_open ON data_protection (complaint_id) WHERE answered_on IS NULL;
-- Its clock, in calendar days. It is never the one that lists show for a stage, so `complaints.due_promise` stays as it is.
ALTER TABLE clocks DROP CONSTRAINT clocks_promise_check;
ALTER TABLE clocks ADD CONSTRAINT clocks_promise_check CHECK (promise IN ('acknowledge', 'assign', 'first_contact', 'respond', 'update', 'acknowledge_escalation', 'final_response', 'escalate', 'send_to_assessor', 'data_protection'));
ALTER TABLE clocks DROP CONSTRAINT clocks_span_unit_check;
ALTER TABLE clocks ADD CONSTRAINT clocks_span_unit_check CHECK (span_unit IN ('working_hours', 'working_days', 'months', 'days'));
-- The words that administrators wrote get the place for the paragraph about the Information Commissioner: a version of a
-- template is never changed, so a further one has it, where the newest does not.
INSERT INTO letter_templates (kind, version, source, why, made_by, made_at)
  SELECT t.kind, t.version + 1, t.source || '

{{ data_protection }}
', 'A complaint about personal data names the Information Commissioner', t.made_by, t.made_at
  FROM letter_templates t
  WHERE t.kind IN ('acknowledgement', 'response', 'final_response', 'not_accepted')
    AND t.version = (SELECT max(n.version) FROM letter_templates n WHERE n.kind = t.kind)
    AND t.source NOT LIKE '%{{ data_protection }}%';
