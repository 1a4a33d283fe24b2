-- The clocks stay: a promise that is owed is owed whatever the program's version.
DROP INDEX complaints_queue;
CREATE INDEX complaints_queue ON complaints (stage, priority, due_at, id);
DROP INDEX complaints_area_queue;
CREATE INDEX complaints_area_queue ON complaints (area_id, stage, priority, due_at, id);
DROP INDEX complaints_holder;
CREATE INDEX complaints_holder ON complaints (holder_id, priority, due_at, id) WHERE holder_id IS NOT NULL;
