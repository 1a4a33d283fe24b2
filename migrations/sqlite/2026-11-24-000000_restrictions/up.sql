-- Restricting repeat complainants, "in exceptional cases". The CHECKs repeat the closed lists of
-- src/procedure/restriction/words.rs, and the rules that no code may forget: an end within twelve months, a
-- second person, a third person for the appeal.
CREATE TABLE restriction_warnings (
  id INTEGER PRIMARY KEY NOT NULL,
  complainant_id INTEGER NOT NULL REFERENCES complainants (id),
  formal INTEGER NOT NULL CHECK (formal IN (0, 1)),
  given_on TEXT NOT NULL,
  behaviour TEXT NOT NULL CHECK (behaviour <> ''),
  effect TEXT NOT NULL DEFAULT '',
  must_change TEXT NOT NULL CHECK (must_change <> ''),
  needs TEXT NOT NULL DEFAULT '',
  by_id INTEGER NOT NULL REFERENCES people (id),
  at TEXT NOT NULL,
  letter_id INTEGER REFERENCES letters (id),
  CHECK (formal = 0 OR letter_id IS NOT NULL)
) STRICT;
CREATE INDEX restriction_warnings_complainant ON restriction_warnings (complainant_id, id);
CREATE TABLE restrictions (
  id INTEGER PRIMARY KEY NOT NULL,
  complainant_id INTEGER NOT NULL REFERENCES complainants (id),
  extends_id INTEGER REFERENCES restrictions (id),
  ground TEXT NOT NULL CHECK (ground IN ('number', 'nature')),
  behaviour TEXT NOT NULL CHECK (behaviour <> ''),
  effect TEXT NOT NULL CHECK (effect <> ''),
  needs TEXT NOT NULL CHECK (needs <> ''),
  warning_id INTEGER REFERENCES restriction_warnings (id),
  immediate TEXT NOT NULL DEFAULT '',
  exactly TEXT NOT NULL CHECK (exactly <> ''),
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  proposed_by INTEGER NOT NULL REFERENCES people (id),
  proposer_role TEXT NOT NULL CHECK (proposer_role IN ('staff', 'leader', 'senior_leader', 'senior_complaint_executive')),
  proposed_at TEXT NOT NULL,
  decided_by INTEGER REFERENCES people (id),
  decided_at TEXT,
  approved INTEGER CHECK (approved IN (0, 1)),
  decision_reason TEXT NOT NULL DEFAULT '',
  letter_id INTEGER REFERENCES letters (id),
  lifted_on TEXT,
  lifted_by INTEGER REFERENCES people (id),
  lift_reason TEXT NOT NULL DEFAULT '',
  lift_letter_id INTEGER REFERENCES letters (id),
  appeal_on TEXT,
  appeal_words TEXT NOT NULL DEFAULT '',
  appeal_recorded_by INTEGER REFERENCES people (id),
  appeal_decided_by INTEGER REFERENCES people (id),
  appeal_decided_at TEXT,
  appeal_upheld INTEGER CHECK (appeal_upheld IN (0, 1)),
  appeal_reason TEXT NOT NULL DEFAULT '',
  appeal_letter_id INTEGER REFERENCES letters (id),
  CHECK (warning_id IS NOT NULL OR immediate <> ''),
  CHECK (ends_on > starts_on AND ends_on <= date(starts_on, '+12 months')),
  CHECK (approved IS NULL OR (decided_by IS NOT NULL AND decided_at IS NOT NULL)),
  CHECK (approved IS NULL OR decided_by <> proposed_by),
  CHECK (approved IS NULL OR approved = 0 OR letter_id IS NOT NULL),
  CHECK (lifted_on IS NULL OR (lifted_by IS NOT NULL AND lift_reason <> '' AND lift_letter_id IS NOT NULL)),
  CHECK (appeal_upheld IS NULL OR (appeal_decided_by <> proposed_by AND appeal_decided_by <> decided_by AND appeal_letter_id IS NOT NULL))
) STRICT;
CREATE INDEX restrictions_complainant ON restrictions (complainant_id, id);
CREATE UNIQUE INDEX restrictions_one_waits ON restrictions (complainant_id) WHERE approved IS NULL;
CREATE INDEX restrictions_appealed ON restrictions (appeal_on) WHERE appeal_on IS NOT NULL AND appeal_upheld IS NULL;
CREATE TABLE restriction_measures (
  restriction_id INTEGER NOT NULL REFERENCES restrictions (id),
  measure TEXT NOT NULL CHECK (measure IN ('named_contact', 'writing_only', 'set_days', 'same_matter', 'other')),
  PRIMARY KEY (restriction_id, measure)
) STRICT, WITHOUT ROWID;
CREATE TABLE restriction_examples (
  id INTEGER PRIMARY KEY NOT NULL,
  warning_id INTEGER REFERENCES restriction_warnings (id),
  restriction_id INTEGER REFERENCES restrictions (id),
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  happened_on TEXT NOT NULL,
  what TEXT NOT NULL CHECK (what <> ''),
  CHECK ((warning_id IS NULL) <> (restriction_id IS NULL))
) STRICT;
CREATE INDEX restriction_examples_warning ON restriction_examples (warning_id) WHERE warning_id IS NOT NULL;
CREATE INDEX restriction_examples_restriction ON restriction_examples (restriction_id) WHERE restriction_id IS NOT NULL;
-- Its own history, seen only by those who may see what it is built on. `number` counts per complainant: two people at once
-- cannot both write the next.
CREATE TABLE restriction_events (
  id INTEGER PRIMARY KEY NOT NULL,
  complainant_id INTEGER NOT NULL REFERENCES complainants (id),
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  by_id INTEGER NOT NULL REFERENCES people (id),
  kind TEXT NOT NULL,
  facts TEXT NOT NULL CHECK (json_valid(facts)),
  UNIQUE (complainant_id, number)
) STRICT;
CREATE TRIGGER restriction_events_are_never_changed BEFORE UPDATE ON restriction_events BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER restriction_events_are_never_removed BEFORE DELETE ON restriction_events BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
