ALTER TABLE people DROP COLUMN password_used_at;
ALTER TABLE people DROP COLUMN password_given_at;
DROP INDEX sign_in_attempts_device;
ALTER TABLE sign_in_attempts DROP COLUMN device;
