ALTER TABLE clocks DROP CONSTRAINT clocks_promise_check;
ALTER TABLE clocks ADD CONSTRAINT clocks_promise_check CHECK (promise IN ('acknowledge', 'assign', 'first_contact', 'respond', 'update', 'acknowledge_escalation', 'final_response', 'escalate', 'send_to_assessor'));
ALTER TABLE clocks DROP CONSTRAINT clocks_span_unit_check;
ALTER TABLE clocks ADD CONSTRAINT clocks_span_unit_check CHECK (span_unit IN ('working_hours', 'working_days', 'months'));
DROP TABLE data_protection;
