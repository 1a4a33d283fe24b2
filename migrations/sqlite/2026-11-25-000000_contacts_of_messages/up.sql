-- The message a contact came in, when it was joined from the inbox; and how many allegations they agreed are all.
ALTER TABLE contacts ADD COLUMN mail_id INTEGER REFERENCES mail_items (id);
ALTER TABLE contacts ADD COLUMN agreed_allegations INTEGER CHECK (agreed_allegations > 0);
CREATE INDEX contacts_mail ON contacts (mail_id) WHERE mail_id IS NOT NULL;
