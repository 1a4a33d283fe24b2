ALTER TABLE contacts DROP COLUMN by_itself;
ALTER TABLE mail_items DROP COLUMN offered_id;
DROP TABLE mail_owed;
DROP TABLE mailboxes;
