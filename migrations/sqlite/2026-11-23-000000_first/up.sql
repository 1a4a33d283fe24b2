-- Instants are UTC text, days are ISO dates, money is pence. The CHECKs repeat the closed lists of
-- the code, of src/procedure/vocabulary.rs above all; tests/it/schema.rs holds the two together.

-- People and areas -----------------------------------------------------------------------------
CREATE TABLE areas (
  id INTEGER PRIMARY KEY NOT NULL,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),
  leader_id INTEGER REFERENCES people (id),
  deputy_id INTEGER REFERENCES people (id),
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE people (
  id INTEGER PRIMARY KEY NOT NULL,
  name TEXT NOT NULL CHECK (name <> ''),
  email TEXT NOT NULL UNIQUE CHECK (email <> ''),
  job_title TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL CHECK (role IN ('staff', 'leader', 'senior_leader', 'senior_complaint_executive')),
  area_id INTEGER REFERENCES areas (id),
  customer_relations INTEGER NOT NULL DEFAULT 0 CHECK (customer_relations IN (0, 1)),
  administrator INTEGER NOT NULL DEFAULT 0 CHECK (administrator IN (0, 1)),
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  away_from TEXT,
  away_until TEXT,
  caseload_limit INTEGER NOT NULL DEFAULT 8,
  password_hash TEXT NOT NULL,
  theme TEXT NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'light', 'dark')),
  shortcuts INTEGER NOT NULL DEFAULT 1 CHECK (shortcuts IN (0, 1)),
  version INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX people_area ON people (area_id, active);
CREATE INDEX areas_leader ON areas (leader_id);
CREATE INDEX areas_deputy ON areas (deputy_id);

-- Settings: one JSON document a name. Calendars are versions: a due date keeps the one that made it.
CREATE TABLE settings (
  name TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL CHECK (json_valid(value)),
  version INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE calendars (
  version INTEGER PRIMARY KEY NOT NULL,
  nation TEXT NOT NULL CHECK (nation IN ('england_and_wales', 'scotland', 'northern_ireland')),
  settings TEXT NOT NULL CHECK (json_valid(settings)),
  made_at TEXT NOT NULL,
  made_by INTEGER REFERENCES people (id),
  why TEXT NOT NULL DEFAULT ''
) STRICT;

-- Complainants ---------------------------------------------------------------------------------
CREATE TABLE complainants (
  id INTEGER PRIMARY KEY NOT NULL,
  name TEXT NOT NULL CHECK (name <> ''),
  email TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  postcode TEXT NOT NULL DEFAULT '',
  reply_channel TEXT NOT NULL CHECK (reply_channel IN ('email', 'post', 'phone')),
  letter_format TEXT NOT NULL CHECK (letter_format IN ('standard', 'large_print', 'braille', 'audio_cd', 'other')),
  format_note TEXT NOT NULL DEFAULT '',
  needs TEXT NOT NULL DEFAULT '',
  -- for finding: lower case, no spaces
  email_key TEXT NOT NULL DEFAULT '',
  postcode_key TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX complainants_email ON complainants (email_key) WHERE email_key <> '';
CREATE INDEX complainants_postcode ON complainants (postcode_key) WHERE postcode_key <> '';
CREATE TABLE complainant_words (
  word TEXT NOT NULL,
  complainant_id INTEGER NOT NULL REFERENCES complainants (id),
  PRIMARY KEY (word, complainant_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX complainant_words_of ON complainant_words (complainant_id);

-- Mail in: the message as it came, byte for byte, and what was read from it ------------------------
CREATE TABLE mail_originals (
  sha256 TEXT PRIMARY KEY NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE mail_items (
  id INTEGER PRIMARY KEY NOT NULL,
  sha256 TEXT NOT NULL UNIQUE REFERENCES mail_originals (sha256),
  from_name TEXT NOT NULL,
  from_address TEXT NOT NULL,
  sent_to TEXT NOT NULL,
  subject TEXT NOT NULL,
  message_id TEXT NOT NULL,
  body TEXT NOT NULL,
  attachments TEXT NOT NULL CHECK (json_valid(attachments)),
  class TEXT NOT NULL,
  class_why TEXT NOT NULL,
  flags TEXT NOT NULL CHECK (json_valid(flags)),
  received_at TEXT NOT NULL,
  received_known INTEGER NOT NULL CHECK (received_known IN (0, 1)),
  taken_in_at TEXT NOT NULL,
  due_at TEXT NOT NULL,
  warn_at TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'machine', 'complaint', 'joined', 'not_complaint')),
  complaint_id INTEGER REFERENCES complaints (id),
  decided_by INTEGER REFERENCES people (id),
  decided_at TEXT,
  decided_why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX mail_items_queue ON mail_items (state, due_at, id);
CREATE INDEX mail_items_complaint ON mail_items (complaint_id);
CREATE INDEX mail_items_message ON mail_items (message_id) WHERE message_id <> '';

-- Complaints -----------------------------------------------------------------------------------
CREATE TABLE complaints (
  id INTEGER PRIMARY KEY NOT NULL,
  reference TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL DEFAULT 0,
  complainant_id INTEGER NOT NULL REFERENCES complainants (id),
  stage TEXT NOT NULL CHECK (stage IN ('on_the_spot', 'triage', 'assignment', 'investigation', 'answered', 'escalated', 'final_review', 'final_response', 'closed')),
  closure TEXT CHECK (closure IN ('on_the_spot', 'not_accepted', 'accepted', 'no_further_contact', 'withdrawn', 'escalation_refused', 'complete')),
  -- received
  channel TEXT NOT NULL CHECK (channel IN ('email', 'post', 'phone', 'in_person', 'social_media', 'executive_or_board')),
  received_at TEXT NOT NULL,
  known_by TEXT NOT NULL CHECK (known_by IN ('mail_header', 'date_stamp', 'postmark', 'call_record', 'staff_recollection')),
  addressed_to TEXT NOT NULL DEFAULT '',
  entered_at TEXT NOT NULL,
  entered_by INTEGER NOT NULL REFERENCES people (id),
  mail_id INTEGER REFERENCES mail_items (id),
  -- details
  rep_name TEXT,
  rep_email TEXT NOT NULL DEFAULT '',
  rep_address TEXT NOT NULL DEFAULT '',
  rep_authority TEXT NOT NULL DEFAULT 'none' CHECK (rep_authority IN ('none', 'asked', 'held', 'refused')),
  rep_expires TEXT,
  write_to_rep INTEGER NOT NULL DEFAULT 0 CHECK (write_to_rep IN (0, 1)),
  summary TEXT NOT NULL CHECK (summary <> ''),
  what_happened TEXT NOT NULL DEFAULT '',
  wanted TEXT NOT NULL DEFAULT '',
  latest_event TEXT,
  first_raised TEXT NOT NULL,
  dispute_reference TEXT NOT NULL DEFAULT '',
  supplier TEXT NOT NULL DEFAULT '',
  dispute_state TEXT NOT NULL CHECK (dispute_state IN ('unknown', 'open', 'concluded')),
  -- triage
  priority INTEGER NOT NULL DEFAULT 1 CHECK (priority IN (0, 1)),
  urgent_why TEXT NOT NULL DEFAULT '',
  needs_asked TEXT CHECK (needs_asked IN ('yes', 'no', 'not_possible')),
  six_month TEXT CHECK (six_month IN ('applied', 'waived')),
  six_month_reason TEXT NOT NULL DEFAULT '',
  likely_area_id INTEGER REFERENCES areas (id),
  tried_on_the_spot TEXT NOT NULL DEFAULT '',
  -- who has it
  owner_id INTEGER REFERENCES people (id),
  area_id INTEGER REFERENCES areas (id),
  assignee_id INTEGER REFERENCES people (id),
  decider_id INTEGER REFERENCES people (id),
  -- whose it is at this moment: owner, assignee or decider by stage; none for an area or for nobody
  holder_id INTEGER REFERENCES people (id),
  -- the clock its stage owes; none when it owes none
  due_from TEXT,
  due_at TEXT,
  warn_at TEXT,
  update_due_at TEXT,
  outcome TEXT CHECK (outcome IN ('upheld', 'partly_upheld', 'not_upheld', 'resolved', 'withdrawn')),
  hand_backs INTEGER NOT NULL DEFAULT 0,
  acknowledged_at TEXT,
  answered_at TEXT,
  final_at TEXT,
  closed_at TEXT,
  assessor_last_date TEXT,
  CHECK ((stage = 'closed') = (closure IS NOT NULL)),
  CHECK (stage <> 'investigation' OR assignee_id IS NOT NULL),
  CHECK (stage NOT IN ('final_review', 'final_response') OR decider_id IS NOT NULL)
) STRICT;
-- Queues: most urgent first.
CREATE INDEX complaints_queue ON complaints (stage, priority, due_at, id);
CREATE INDEX complaints_area_queue ON complaints (area_id, stage, priority, due_at, id);
CREATE INDEX complaints_area_closed ON complaints (area_id, closed_at, assignee_id) WHERE closed_at IS NOT NULL;
CREATE INDEX complaints_area_due ON complaints (area_id, due_at) WHERE closure IS NULL;
CREATE INDEX complaints_holder ON complaints (holder_id, priority, due_at, id) WHERE holder_id IS NOT NULL;
-- Lists, newest first: everything, and each way of seeing.
CREATE INDEX complaints_received ON complaints (received_at, id);
CREATE INDEX complaints_open_received ON complaints (received_at, id) WHERE closure IS NULL;
CREATE INDEX complaints_outcome_received ON complaints (outcome, received_at, id) WHERE outcome IS NOT NULL;
CREATE INDEX complaints_stage_received ON complaints (stage, received_at, id);
CREATE INDEX complaints_area_received ON complaints (area_id, received_at, id);
CREATE INDEX complaints_assignee_received ON complaints (assignee_id, received_at, id);
CREATE INDEX complaints_decider_received ON complaints (decider_id, received_at, id);
CREATE INDEX complaints_entered_by_received ON complaints (entered_by, received_at, id);
CREATE INDEX complaints_complainant ON complaints (complainant_id, received_at);
CREATE INDEX complaints_dispute ON complaints (dispute_reference) WHERE dispute_reference <> '';

-- The number inside a year's references.
CREATE TABLE reference_counters (
  year INTEGER PRIMARY KEY NOT NULL,
  last INTEGER NOT NULL
) STRICT;

CREATE TABLE allegations (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  number INTEGER NOT NULL,
  ground TEXT CHECK (ground IN ('treated_rudely', 'process_not_followed', 'not_kept_updated', 'unnecessary_delay', 'other_poor_service')),
  alleged TEXT NOT NULL CHECK (alleged <> ''),
  scope TEXT NOT NULL DEFAULT 'undecided' CHECK (scope IN ('undecided', 'in', 'out')),
  exclusion TEXT CHECK (exclusion IN ('investigation_disagreement', 'handlers_decision', 'supplier_remedy', 'over_six_months')),
  scope_reason TEXT NOT NULL DEFAULT '',
  CHECK ((scope = 'out') = (exclusion IS NOT NULL)),
  UNIQUE (complaint_id, number)
) STRICT;
CREATE TABLE subjects (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  person_id INTEGER REFERENCES people (id),
  name TEXT NOT NULL CHECK (name <> ''),
  allegation_number INTEGER
) STRICT;
CREATE INDEX subjects_complaint ON subjects (complaint_id, person_id);
CREATE INDEX subjects_person ON subjects (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE stages (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  number INTEGER NOT NULL CHECK (number IN (1, 2)),
  opened_at TEXT NOT NULL,
  responder_id INTEGER REFERENCES people (id),
  answered_at TEXT,
  outcome TEXT,
  UNIQUE (complaint_id, number)
) STRICT;
CREATE TABLE involvements (
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  person_id INTEGER NOT NULL REFERENCES people (id),
  what TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (complaint_id, person_id, what)
) STRICT, WITHOUT ROWID;
CREATE TABLE assignments (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  to_id INTEGER NOT NULL REFERENCES people (id),
  by_id INTEGER NOT NULL REFERENCES people (id),
  at TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  ended_at TEXT
) STRICT;
CREATE INDEX assignments_complaint ON assignments (complaint_id);

-- Every promise on a clock, with the rule and the calendar that made its date.
CREATE TABLE clocks (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  promise TEXT NOT NULL CHECK (promise IN ('acknowledge', 'assign', 'first_contact', 'respond', 'update', 'acknowledge_escalation', 'final_response', 'escalate', 'send_to_assessor')),
  started_at TEXT NOT NULL,
  due_at TEXT NOT NULL,
  warn_at TEXT NOT NULL,
  span_unit TEXT CHECK (span_unit IN ('working_hours', 'working_days', 'months')),
  span_amount INTEGER,
  calendar_version INTEGER NOT NULL REFERENCES calendars (version),
  stopped_at TEXT,
  in_time INTEGER CHECK (in_time IN (0, 1)),
  CHECK ((stopped_at IS NULL) = (in_time IS NULL))
) STRICT;
CREATE INDEX clocks_complaint ON clocks (complaint_id);
CREATE INDEX clocks_stopped ON clocks (promise, stopped_at, in_time);
CREATE INDEX clocks_running ON clocks (promise, due_at) WHERE stopped_at IS NULL;

CREATE TABLE timescales (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  promise TEXT NOT NULL CHECK (promise IN ('respond', 'final_response')),
  old_due TEXT NOT NULL,
  new_due TEXT NOT NULL,
  contacted_at TEXT NOT NULL,
  channel TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason <> ''),
  agreed INTEGER NOT NULL CHECK (agreed IN (0, 1)),
  late INTEGER NOT NULL CHECK (late IN (0, 1)),
  by_id INTEGER NOT NULL REFERENCES people (id),
  at TEXT NOT NULL
) STRICT;
CREATE INDEX timescales_complaint ON timescales (complaint_id);
CREATE TABLE pauses (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  reason TEXT NOT NULL CHECK (reason <> ''),
  stops_the_clock INTEGER NOT NULL CHECK (stops_the_clock IN (0, 1)),
  from_at TEXT NOT NULL,
  until_at TEXT,
  review_on TEXT NOT NULL,
  by_id INTEGER NOT NULL REFERENCES people (id)
) STRICT;
CREATE INDEX pauses_complaint ON pauses (complaint_id);
CREATE TABLE contacts (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  from_us INTEGER NOT NULL CHECK (from_us IN (0, 1)),
  channel TEXT NOT NULL,
  happened_at TEXT NOT NULL,
  entered_at TEXT NOT NULL,
  by_id INTEGER NOT NULL REFERENCES people (id),
  note TEXT NOT NULL CHECK (note <> ''),
  reply_due_at TEXT,
  replied_at TEXT
) STRICT;
CREATE INDEX contacts_complaint ON contacts (complaint_id);
CREATE INDEX contacts_owed ON contacts (reply_due_at) WHERE reply_due_at IS NOT NULL AND replied_at IS NULL;
CREATE TABLE evidence (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  allegation_id INTEGER NOT NULL REFERENCES allegations (id),
  what TEXT NOT NULL CHECK (what <> ''),
  source TEXT NOT NULL DEFAULT '',
  dated TEXT,
  by_id INTEGER NOT NULL REFERENCES people (id),
  at TEXT NOT NULL
) STRICT;
CREATE INDEX evidence_complaint ON evidence (complaint_id);

CREATE TABLE refusals (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  of_what TEXT NOT NULL CHECK (of_what IN ('complaint', 'escalation')),
  reason TEXT NOT NULL CHECK (reason <> ''),
  evidence TEXT NOT NULL DEFAULT '',
  belongs TEXT NOT NULL DEFAULT '',
  proposed_by INTEGER NOT NULL REFERENCES people (id),
  proposed_at TEXT NOT NULL,
  decided_by INTEGER REFERENCES people (id),
  decided_at TEXT,
  approved INTEGER CHECK (approved IN (0, 1)),
  decision_reason TEXT NOT NULL DEFAULT '',
  CHECK (approved IS NULL OR approved = 0 OR decided_by <> proposed_by)
) STRICT;
CREATE INDEX refusals_complaint ON refusals (complaint_id);
CREATE INDEX refusals_open ON refusals (proposed_at) WHERE approved IS NULL;

CREATE TABLE escalations (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL UNIQUE REFERENCES complaints (id),
  requested_at TEXT NOT NULL,
  channel TEXT NOT NULL,
  unhappy_about TEXT NOT NULL DEFAULT '',
  wanted TEXT NOT NULL DEFAULT '',
  no_response INTEGER NOT NULL CHECK (no_response IN (0, 1)),
  late_reason TEXT NOT NULL DEFAULT '',
  circumstances TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(circumstances)),
  chosen_reason TEXT NOT NULL DEFAULT '',
  chosen_by INTEGER REFERENCES people (id),
  chosen_at TEXT
) STRICT;
CREATE TABLE findings (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  allegation_id INTEGER NOT NULL REFERENCES allegations (id),
  stage INTEGER NOT NULL CHECK (stage IN (1, 2)),
  outcome TEXT NOT NULL CHECK (outcome IN ('upheld', 'partly_upheld', 'not_upheld', 'resolved', 'withdrawn')),
  reasons TEXT NOT NULL CHECK (reasons <> ''),
  standard TEXT NOT NULL DEFAULT '',
  impact TEXT NOT NULL DEFAULT '',
  root_cause TEXT CHECK (root_cause IN ('people', 'process', 'system', 'capacity', 'communication', 'third_party')),
  learning TEXT NOT NULL DEFAULT '',
  learning_none INTEGER NOT NULL DEFAULT 0 CHECK (learning_none IN (0, 1)),
  changed INTEGER CHECK (changed IN (0, 1)),
  UNIQUE (allegation_id, stage)
) STRICT;
CREATE INDEX findings_complaint ON findings (complaint_id);
CREATE TABLE remedies (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  allegation_id INTEGER NOT NULL REFERENCES allegations (id),
  stage INTEGER NOT NULL CHECK (stage IN (1, 2)),
  kind TEXT NOT NULL CHECK (kind IN ('none', 'apology', 'acknowledgement', 'explanation', 'action_on_delay', 'reconsider', 'correct_record', 'payment', 'change_policy')),
  detail TEXT NOT NULL DEFAULT '',
  amount_pence INTEGER CHECK (amount_pence > 0),
  owner_id INTEGER REFERENCES people (id),
  due_on TEXT,
  done_on TEXT,
  done_by INTEGER REFERENCES people (id),
  evidence TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX remedies_complaint ON remedies (complaint_id);
CREATE INDEX remedies_owner ON remedies (owner_id, due_on, id) WHERE done_on IS NULL;
CREATE INDEX remedies_open ON remedies (due_on) WHERE done_on IS NULL;
CREATE TABLE final_responses (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL UNIQUE REFERENCES complaints (id),
  issued_at TEXT NOT NULL,
  by_id INTEGER NOT NULL REFERENCES people (id),
  outcome TEXT NOT NULL,
  closing_version INTEGER NOT NULL,
  assessor_last_date TEXT NOT NULL
) STRICT;
CREATE TABLE assessor_referrals (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  received_on TEXT NOT NULL,
  timing TEXT NOT NULL CHECK (timing IN ('in_time', 'late', 'premature', 'unknown')),
  about TEXT NOT NULL DEFAULT '',
  is_repeat INTEGER NOT NULL CHECK (is_repeat IN (0, 1)),
  papers_asked_on TEXT,
  papers_sent_on TEXT,
  concluded_on TEXT
) STRICT;
CREATE INDEX assessor_referrals_complaint ON assessor_referrals (complaint_id);
CREATE INDEX assessor_referrals_open ON assessor_referrals (received_on) WHERE concluded_on IS NULL;
CREATE TABLE assessor_findings (
  id INTEGER PRIMARY KEY NOT NULL,
  referral_id INTEGER NOT NULL REFERENCES assessor_referrals (id),
  allegation_id INTEGER NOT NULL REFERENCES allegations (id),
  outcome TEXT NOT NULL CHECK (outcome IN ('supported', 'partly_supported', 'not_supported', 'out_of_remit')),
  comment TEXT NOT NULL DEFAULT '',
  UNIQUE (referral_id, allegation_id)
) STRICT;
CREATE TABLE recommendations (
  id INTEGER PRIMARY KEY NOT NULL,
  referral_id INTEGER NOT NULL REFERENCES assessor_referrals (id),
  recommendation TEXT NOT NULL CHECK (recommendation <> ''),
  accepted INTEGER CHECK (accepted IN (0, 1)),
  reason TEXT NOT NULL DEFAULT '',
  due_on TEXT,
  done_on TEXT,
  evidence TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX recommendations_referral ON recommendations (referral_id);

-- History, letters, outbox -----------------------------------------------------------------------
CREATE TABLE events (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  version INTEGER NOT NULL,
  at TEXT NOT NULL,
  by_id INTEGER NOT NULL REFERENCES people (id),
  kind TEXT NOT NULL,
  facts TEXT NOT NULL CHECK (json_valid(facts))
) STRICT;
CREATE INDEX events_complaint ON events (complaint_id, id);
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TABLE administration_events (
  id INTEGER PRIMARY KEY NOT NULL,
  at TEXT NOT NULL,
  by_id INTEGER REFERENCES people (id),
  what TEXT NOT NULL,
  facts TEXT NOT NULL CHECK (json_valid(facts))
) STRICT;

CREATE TABLE letters (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  addressee TEXT NOT NULL,
  email TEXT NOT NULL DEFAULT '',
  channel TEXT NOT NULL CHECK (channel IN ('email', 'post', 'phone')),
  format TEXT NOT NULL CHECK (format IN ('standard', 'large_print', 'braille', 'audio_cd', 'other')),
  dispatch_reason TEXT NOT NULL DEFAULT '',
  tree TEXT NOT NULL CHECK (json_valid(tree)),
  html TEXT NOT NULL,
  body TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  sent_at TEXT NOT NULL,
  sent_by INTEGER NOT NULL REFERENCES people (id)
) STRICT;
CREATE INDEX letters_complaint ON letters (complaint_id, id);
CREATE TRIGGER letters_are_frozen BEFORE UPDATE ON letters BEGIN SELECT RAISE(ABORT, 'a sent letter is never changed'); END;
CREATE TRIGGER letters_are_kept BEFORE DELETE ON letters BEGIN SELECT RAISE(ABORT, 'a sent letter is never removed'); END;
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY NOT NULL,
  letter_id INTEGER NOT NULL UNIQUE REFERENCES letters (id),
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'written', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at TEXT NOT NULL,
  last_error TEXT NOT NULL DEFAULT '',
  done_at TEXT
) STRICT;
CREATE INDEX outbox_waiting ON outbox (next_at, id) WHERE state = 'waiting';

-- Work in progress, sessions -----------------------------------------------------------------------
CREATE TABLE drafts (
  id INTEGER PRIMARY KEY NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  step TEXT NOT NULL,
  version INTEGER NOT NULL,
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  by_id INTEGER NOT NULL REFERENCES people (id),
  at TEXT NOT NULL,
  UNIQUE (complaint_id, step)
) STRICT;
CREATE TABLE sessions (
  key_hash TEXT PRIMARY KEY NOT NULL,
  person_id INTEGER REFERENCES people (id),
  state TEXT NOT NULL,
  created_at TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  ended_at TEXT,
  device TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX sessions_person ON sessions (person_id);
CREATE INDEX sessions_expires ON sessions (expires_at);
CREATE TABLE sign_in_attempts (
  id INTEGER PRIMARY KEY NOT NULL,
  account TEXT NOT NULL,
  address TEXT NOT NULL,
  at TEXT NOT NULL,
  succeeded INTEGER NOT NULL CHECK (succeeded IN (0, 1))
) STRICT;
CREATE INDEX sign_in_attempts_account ON sign_in_attempts (account, at);
CREATE INDEX sign_in_attempts_address ON sign_in_attempts (address, at);
-- What somebody typed when their session had ended; offered back to them after they sign in.
CREATE TABLE parked_forms (
  token_hash TEXT PRIMARY KEY NOT NULL,
  person_id INTEGER REFERENCES people (id),
  path TEXT NOT NULL,
  fields TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
-- Who has a complaint open.
CREATE TABLE presence (
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  person_id INTEGER NOT NULL REFERENCES people (id),
  since TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  PRIMARY KEY (complaint_id, person_id)
) STRICT, WITHOUT ROWID;
