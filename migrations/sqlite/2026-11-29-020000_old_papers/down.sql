DROP TRIGGER assessor_packs_are_frozen;
ALTER TABLE assessor_packs DROP COLUMN removed_at;
ALTER TABLE assessor_packs DROP COLUMN opened_at;
CREATE TRIGGER assessor_packs_are_frozen BEFORE UPDATE ON assessor_packs BEGIN SELECT RAISE(ABORT, 'bound papers are never changed'); END;
DROP TRIGGER print_batches_are_frozen;
ALTER TABLE print_batches DROP COLUMN removed_at;
CREATE TRIGGER print_batches_are_frozen BEFORE UPDATE ON print_batches BEGIN SELECT RAISE(ABORT, 'a printed batch is never changed'); END;
