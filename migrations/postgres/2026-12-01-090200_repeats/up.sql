-- A repeat of a complaint whose procedure is complete is already answered: which complaint has answered it, when that was
-- complete, and the last day to go to the Independent Assessor about it.
ALTER TABLE refusals ADD COLUMN repeats_id BIGINT REFERENCES complaints (id);
ALTER TABLE refusals ADD COLUMN repeats_completed_on DATE;
ALTER TABLE refusals ADD COLUMN repeats_last_date DATE;
ALTER TABLE refusals DROP CONSTRAINT refusals_of_what_check;
ALTER TABLE refusals ADD CONSTRAINT refusals_of_what_check CHECK (of_what IN ('complaint', 'escalation', 'repeat'));
ALTER TABLE complaints DROP CONSTRAINT complaints_closure_check;
ALTER TABLE complaints ADD CONSTRAINT complaints_closure_check CHECK (closure IN ('on_the_spot', 'not_accepted', 'already_answered', 'accepted', 'no_further_contact', 'withdrawn', 'joined', 'escalation_refused', 'complete'));
