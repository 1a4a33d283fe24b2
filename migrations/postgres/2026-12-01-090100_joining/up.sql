-- Two records of one complaint, joined: which record goes on for one that was closed, and when the one that goes on was
-- received itself, while the earlier date of another stands for it.
ALTER TABLE complaints ADD COLUMN joined_into_id BIGINT REFERENCES complaints (id);
ALTER TABLE complaints ADD COLUMN own_received_at TIMESTAMP;
ALTER TABLE complaints ADD COLUMN own_known_by TEXT CONSTRAINT complaints_own_known_by_check CHECK (own_known_by IN ('mail_header', 'date_stamp', 'postmark', 'call_record', 'staff_recollection'));
ALTER TABLE complaints ADD COLUMN own_first_raised DATE;
CREATE INDEX complaints_joined ON complaints (joined_into_id) WHERE joined_into_id IS NOT NULL;
ALTER TABLE complaints DROP CONSTRAINT complaints_closure_check;
ALTER TABLE complaints ADD CONSTRAINT complaints_closure_check CHECK (closure IN ('on_the_spot', 'not_accepted', 'accepted', 'no_further_contact', 'withdrawn', 'joined', 'escalation_refused', 'complete'));
