DROP INDEX contacts_mail;
ALTER TABLE contacts DROP COLUMN agreed_allegations;
ALTER TABLE contacts DROP COLUMN mail_id;
