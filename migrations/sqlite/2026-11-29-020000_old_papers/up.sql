-- Bytes of batches and of papers that nobody needs any more are removed; who made them, when, and their hash stay.
DROP TRIGGER print_batches_are_frozen;
ALTER TABLE print_batches ADD COLUMN removed_at TEXT CHECK (removed_at IS NULL OR length(bytes) = 0);
CREATE TRIGGER print_batches_are_frozen BEFORE UPDATE ON print_batches
WHEN NOT (OLD.removed_at IS NULL AND NEW.removed_at IS NOT NULL AND length(NEW.bytes) = 0 AND NEW.id = OLD.id
  AND NEW.made_at = OLD.made_at AND NEW.made_by = OLD.made_by AND NEW.sha256 = OLD.sha256)
BEGIN SELECT RAISE(ABORT, 'a printed batch is never changed'); END;

DROP TRIGGER assessor_packs_are_frozen;
-- When somebody opened them first: from then on they may have been handed over.
ALTER TABLE assessor_packs ADD COLUMN opened_at TEXT;
ALTER TABLE assessor_packs ADD COLUMN removed_at TEXT CHECK (removed_at IS NULL OR (length(bytes) = 0 AND opened_at IS NULL));
-- Of those from before nobody knows.
UPDATE assessor_packs SET opened_at = made_at;
CREATE TRIGGER assessor_packs_are_frozen BEFORE UPDATE ON assessor_packs
WHEN NOT (NEW.id = OLD.id AND NEW.complaint_id = OLD.complaint_id AND NEW.papers = OLD.papers AND NEW.left_out = OLD.left_out
  AND NEW.why = OLD.why AND NEW.sha256 = OLD.sha256 AND NEW.made_by = OLD.made_by AND NEW.made_at = OLD.made_at
  AND OLD.opened_at IS NULL AND OLD.removed_at IS NULL
  AND ((NEW.opened_at IS NOT NULL AND NEW.removed_at IS NULL AND NEW.bytes = OLD.bytes)
    OR (NEW.opened_at IS NULL AND NEW.removed_at IS NOT NULL AND length(NEW.bytes) = 0)))
BEGIN SELECT RAISE(ABORT, 'bound papers are never changed'); END;
