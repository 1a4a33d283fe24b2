ALTER TABLE mail_items DROP COLUMN scan_note;
ALTER TABLE mail_items DROP COLUMN scan;
DROP TABLE files;
