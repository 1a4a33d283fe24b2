ALTER TABLE complaints DROP CONSTRAINT complaints_closure_check;
ALTER TABLE complaints ADD CONSTRAINT complaints_closure_check CHECK (closure IN ('on_the_spot', 'not_accepted', 'accepted', 'no_further_contact', 'withdrawn', 'joined', 'escalation_refused', 'complete'));
ALTER TABLE refusals DROP CONSTRAINT refusals_of_what_check;
ALTER TABLE refusals ADD CONSTRAINT refusals_of_what_check CHECK (of_what IN ('complaint', 'escalation'));
ALTER TABLE refusals DROP COLUMN repeats_last_date;
ALTER TABLE refusals DROP COLUMN repeats_completed_on;
ALTER TABLE refusals DROP COLUMN repeats_id;
