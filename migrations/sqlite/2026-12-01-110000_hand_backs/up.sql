-- When a complaint went to the area that has it, and which areas handed it back after how long (rule 29).
ALTER TABLE complaints ADD COLUMN routed_at TEXT;
CREATE TABLE hand_backs (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  area_id INTEGER NOT NULL REFERENCES areas (id),
  area_name TEXT NOT NULL,
  by_id INTEGER NOT NULL REFERENCES people (id),
  at TEXT NOT NULL,
  held_minutes INTEGER,
  day_minutes INTEGER,
  reason TEXT NOT NULL CHECK (reason <> '')
) STRICT;
CREATE INDEX hand_backs_by_complaint ON hand_backs (complaint_id, id);
UPDATE complaints SET routed_at = acknowledged_at WHERE area_id IS NOT NULL AND hand_backs = 0;
-- Those of before, without how long: it was not kept.
INSERT INTO hand_backs (complaint_id, area_id, area_name, by_id, at, reason)
  SELECT e.complaint_id, json_extract(e.facts, '$.area'), json_extract(e.facts, '$.area_name'), e.by_id, e.at, json_extract(e.facts, '$.reason')
  FROM events e
  WHERE e.kind = 'handed_back' AND NOT EXISTS (SELECT 1 FROM events u WHERE u.complaint_id = e.complaint_id
    AND u.kind = 'undone' AND json_extract(u.facts, '$.version') = e.version)
  ORDER BY e.id;
