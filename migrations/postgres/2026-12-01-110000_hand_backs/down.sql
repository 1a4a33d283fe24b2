DROP TABLE hand_backs;
ALTER TABLE complaints DROP COLUMN routed_at;
