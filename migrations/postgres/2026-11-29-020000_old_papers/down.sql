DROP TRIGGER assessor_packs_are_frozen ON assessor_packs;
ALTER TABLE assessor_packs DROP COLUMN removed_at;
ALTER TABLE assessor_packs DROP COLUMN opened_at;
CREATE TRIGGER assessor_packs_are_frozen BEFORE UPDATE ON assessor_packs FOR EACH ROW EXECUTE FUNCTION never('bound papers are never changed');
DROP TRIGGER print_batches_are_frozen ON print_batches;
ALTER TABLE print_batches DROP COLUMN removed_at;
CREATE TRIGGER print_batches_are_frozen BEFORE UPDATE ON print_batches FOR EACH ROW EXECUTE FUNCTION never('a printed batch is never changed');
