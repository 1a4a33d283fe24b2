-- Who took part in stage 1, by the whole history, and how: notes, contacts, evidence, holds and closing count too.
INSERT INTO involvements (complaint_id, person_id, what, at)
  SELECT a.complaint_id, a.to_id, 'assignee', min(a.at) FROM assignments a GROUP BY a.complaint_id, a.to_id;
DELETE FROM involvements WHERE what = 'assigned' AND NOT EXISTS (
  SELECT 1 FROM assignments a WHERE a.complaint_id = involvements.complaint_id AND a.by_id = involvements.person_id);
INSERT INTO involvements (complaint_id, person_id, what, at)
  SELECT happened.complaint_id, happened.by_id, happened.what, min(happened.at) FROM (
    SELECT e.complaint_id, e.by_id, e.at, CASE e.kind
        WHEN 'contacted' THEN CASE
          WHEN coalesce(json_extract(e.facts, '$.from_us'), 0) AND json_extract(e.facts, '$.channel') = 'phone' THEN 'rang'
          WHEN coalesce(json_extract(e.facts, '$.from_us'), 0) THEN 'wrote' ELSE 'heard' END
        WHEN 'letter_taken_back' THEN 'letter_changed' WHEN 'letter_stopped' THEN 'letter_changed'
        WHEN 'letter_sent_again' THEN 'letter_changed' WHEN 'letter_closed_without' THEN 'letter_changed'
        WHEN 'referred_to_assessor' THEN 'assessor_dealt_with' WHEN 'assessor_papers_asked' THEN 'assessor_dealt_with'
        WHEN 'assessor_papers_sent' THEN 'assessor_dealt_with' WHEN 'assessor_concluded' THEN 'assessor_dealt_with'
        WHEN 'recommendation_answered' THEN 'assessor_dealt_with' WHEN 'recommendation_done' THEN 'assessor_dealt_with'
        ELSE e.kind END AS what
      FROM events e
      WHERE e.kind IN ('promoted', 'taken', 'details_changed', 'timescale_agreed', 'noted', 'contacted', 'evidence_added',
          'remedy_done', 'paused', 'resumed', 'closed', 'reopened', 'letter_taken_back', 'letter_stopped',
          'letter_sent_again', 'letter_closed_without', 'letter_corrected', 'referred_to_assessor',
          'assessor_papers_asked', 'assessor_papers_sent', 'assessor_concluded', 'recommendation_answered',
          'recommendation_done', 'undone')
        AND NOT (e.kind = 'contacted' AND coalesce(json_extract(e.facts, '$.by_itself'), 0))
        AND NOT EXISTS (SELECT 1 FROM events s WHERE s.complaint_id = e.complaint_id
          AND s.kind = 'escalation_requested' AND s.version <= e.version)) happened
  WHERE NOT EXISTS (SELECT 1 FROM involvements i WHERE i.complaint_id = happened.complaint_id
    AND i.person_id = happened.by_id AND i.what = happened.what)
  GROUP BY happened.complaint_id, happened.by_id, happened.what;
-- Nobody was free of a part in stage 1, and whoever decides was appointed all the same.
ALTER TABLE escalations ADD COLUMN appointed INTEGER NOT NULL DEFAULT 0 CHECK (appointed IN (0, 1));
-- What the decider thought of a point before reading what stage 1 found.
CREATE TABLE own_views (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  allegation_id INTEGER NOT NULL REFERENCES allegations (id),
  by_id INTEGER NOT NULL REFERENCES people (id),
  at TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reasons TEXT NOT NULL CHECK (reasons <> ''),
  UNIQUE (complaint_id, allegation_id, by_id)
) STRICT;
-- The sentence about who took no part follows from the record. A version of a template is never changed: where an
-- administrator kept the sentence, a further version says the same by the record.
INSERT INTO letter_templates (kind, version, source, why, made_by, made_at)
  SELECT t.kind, t.version + 1,
    replace(replace(t.source,
      'They took no part in the first stage, and your complaint is not about them.', '{{ independence }}'),
      ' made these decisions and took no part in the first stage.', ' made these decisions. {{ independence }}'),
    'The sentence about who took part in the first stage follows from the record', t.made_by, t.made_at
  FROM letter_templates t
  WHERE t.kind IN ('escalation_acknowledgement', 'final_response')
    AND t.version = (SELECT max(n.version) FROM letter_templates n WHERE n.kind = t.kind)
    AND (t.source LIKE '%They took no part in the first stage, and your complaint is not about them.%'
      OR t.source LIKE '% made these decisions and took no part in the first stage.%');
