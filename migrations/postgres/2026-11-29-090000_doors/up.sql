-- A browser that has signed in here before is counted by itself; '' is any other.
ALTER TABLE sign_in_attempts ADD COLUMN device TEXT NOT NULL DEFAULT '';
CREATE INDEX sign_in_attempts_device ON sign_in_attempts (device, at) WHERE device <> '';
-- When somebody else made a person's password, and when it was used; both are NULL once they have chosen their own.
ALTER TABLE people ADD COLUMN password_given_at TIMESTAMP;
ALTER TABLE people ADD COLUMN password_used_at TIMESTAMP;
