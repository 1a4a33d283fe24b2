ALTER TABLE complaints DROP CONSTRAINT complaints_closure_check;
ALTER TABLE complaints ADD CONSTRAINT complaints_closure_check CHECK (closure IN ('on_the_spot', 'not_accepted', 'accepted', 'no_further_contact', 'withdrawn', 'escalation_refused', 'complete'));
DROP INDEX complaints_joined;
ALTER TABLE complaints DROP COLUMN own_first_raised;
ALTER TABLE complaints DROP COLUMN own_known_by;
ALTER TABLE complaints DROP COLUMN own_received_at;
ALTER TABLE complaints DROP COLUMN joined_into_id;
