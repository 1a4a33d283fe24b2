-- Each CHECK that holds the words of a closed list gets the name that PostgreSQL gives it by itself, so that a word is
-- added by dropping the constraint and adding it anew (CONTRIBUTING.md, "Add a word to a closed list"), not by building
-- a table of 50 columns again. A name changes nothing that is stored, and SQLite has no statement for naming a
-- constraint that is there: this is the way that its documentation gives ("Making Other Kinds Of Table Schema Changes").
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(replace(sql,
  'CHECK (role IN (', 'CONSTRAINT people_role_check CHECK (role IN ('),
  'CHECK (theme IN (', 'CONSTRAINT people_theme_check CHECK (theme IN (')
  WHERE type = 'table' AND name = 'people';
UPDATE sqlite_schema SET sql = replace(sql,
  'CHECK (nation IN (', 'CONSTRAINT calendars_nation_check CHECK (nation IN (')
  WHERE type = 'table' AND name = 'calendars';
UPDATE sqlite_schema SET sql = replace(replace(sql,
  'CHECK (reply_channel IN (', 'CONSTRAINT complainants_reply_channel_check CHECK (reply_channel IN ('),
  'CHECK (letter_format IN (', 'CONSTRAINT complainants_letter_format_check CHECK (letter_format IN (')
  WHERE type = 'table' AND name = 'complainants';
UPDATE sqlite_schema SET sql = replace(replace(sql,
  'CHECK (state IN (', 'CONSTRAINT mail_items_state_check CHECK (state IN ('),
  'CHECK (scan IN (', 'CONSTRAINT mail_items_scan_check CHECK (scan IN (')
  WHERE type = 'table' AND name = 'mail_items';
UPDATE sqlite_schema SET sql = replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(sql,
  'CHECK (stage IN (', 'CONSTRAINT complaints_stage_check CHECK (stage IN ('),
  'CHECK (closure IN (', 'CONSTRAINT complaints_closure_check CHECK (closure IN ('),
  'CHECK (channel IN (', 'CONSTRAINT complaints_channel_check CHECK (channel IN ('),
  'CHECK (known_by IN (', 'CONSTRAINT complaints_known_by_check CHECK (known_by IN ('),
  'CHECK (rep_authority IN (', 'CONSTRAINT complaints_rep_authority_check CHECK (rep_authority IN ('),
  'CHECK (dispute_state IN (', 'CONSTRAINT complaints_dispute_state_check CHECK (dispute_state IN ('),
  'CHECK (priority IN (', 'CONSTRAINT complaints_priority_check CHECK (priority IN ('),
  'CHECK (needs_asked IN (', 'CONSTRAINT complaints_needs_asked_check CHECK (needs_asked IN ('),
  'CHECK (six_month IN (', 'CONSTRAINT complaints_six_month_check CHECK (six_month IN ('),
  'CHECK (outcome IN (', 'CONSTRAINT complaints_outcome_check CHECK (outcome IN (')
  WHERE type = 'table' AND name = 'complaints';
UPDATE sqlite_schema SET sql = replace(replace(replace(sql,
  'CHECK (ground IN (', 'CONSTRAINT allegations_ground_check CHECK (ground IN ('),
  'CHECK (scope IN (', 'CONSTRAINT allegations_scope_check CHECK (scope IN ('),
  'CHECK (exclusion IN (', 'CONSTRAINT allegations_exclusion_check CHECK (exclusion IN (')
  WHERE type = 'table' AND name = 'allegations';
UPDATE sqlite_schema SET sql = replace(sql,
  'CHECK (number IN (', 'CONSTRAINT stages_number_check CHECK (number IN (')
  WHERE type = 'table' AND name = 'stages';
UPDATE sqlite_schema SET sql = replace(replace(sql,
  'CHECK (promise IN (', 'CONSTRAINT clocks_promise_check CHECK (promise IN ('),
  'CHECK (span_unit IN (', 'CONSTRAINT clocks_span_unit_check CHECK (span_unit IN (')
  WHERE type = 'table' AND name = 'clocks';
UPDATE sqlite_schema SET sql = replace(sql,
  'CHECK (promise IN (', 'CONSTRAINT timescales_promise_check CHECK (promise IN (')
  WHERE type = 'table' AND name = 'timescales';
UPDATE sqlite_schema SET sql = replace(sql,
  'CHECK (of_what IN (', 'CONSTRAINT refusals_of_what_check CHECK (of_what IN (')
  WHERE type = 'table' AND name = 'refusals';
UPDATE sqlite_schema SET sql = replace(replace(replace(sql,
  'CHECK (stage IN (', 'CONSTRAINT findings_stage_check CHECK (stage IN ('),
  'CHECK (outcome IN (', 'CONSTRAINT findings_outcome_check CHECK (outcome IN ('),
  'CHECK (root_cause IN (', 'CONSTRAINT findings_root_cause_check CHECK (root_cause IN (')
  WHERE type = 'table' AND name = 'findings';
UPDATE sqlite_schema SET sql = replace(replace(sql,
  'CHECK (stage IN (', 'CONSTRAINT remedies_stage_check CHECK (stage IN ('),
  'CHECK (kind IN (', 'CONSTRAINT remedies_kind_check CHECK (kind IN (')
  WHERE type = 'table' AND name = 'remedies';
UPDATE sqlite_schema SET sql = replace(sql,
  'CHECK (timing IN (', 'CONSTRAINT assessor_referrals_timing_check CHECK (timing IN (')
  WHERE type = 'table' AND name = 'assessor_referrals';
UPDATE sqlite_schema SET sql = replace(sql,
  'CHECK (outcome IN (', 'CONSTRAINT assessor_findings_outcome_check CHECK (outcome IN (')
  WHERE type = 'table' AND name = 'assessor_findings';
UPDATE sqlite_schema SET sql = replace(replace(sql,
  'CHECK (channel IN (', 'CONSTRAINT letters_channel_check CHECK (channel IN ('),
  'CHECK (format IN (', 'CONSTRAINT letters_format_check CHECK (format IN (')
  WHERE type = 'table' AND name = 'letters';
UPDATE sqlite_schema SET sql = replace(replace(sql,
  'CHECK (ground IN (', 'CONSTRAINT restrictions_ground_check CHECK (ground IN ('),
  'CHECK (proposer_role IN (', 'CONSTRAINT restrictions_proposer_role_check CHECK (proposer_role IN (')
  WHERE type = 'table' AND name = 'restrictions';
UPDATE sqlite_schema SET sql = replace(sql,
  'CHECK (measure IN (', 'CONSTRAINT restriction_measures_measure_check CHECK (measure IN (')
  WHERE type = 'table' AND name = 'restriction_measures';
UPDATE sqlite_schema SET sql = replace(replace(replace(replace(sql,
  'CHECK (way IN (', 'CONSTRAINT deliveries_way_check CHECK (way IN ('),
  'CHECK (channel IN (', 'CONSTRAINT deliveries_channel_check CHECK (channel IN ('),
  'CHECK (format IN (', 'CONSTRAINT deliveries_format_check CHECK (format IN ('),
  'CHECK (state IN (', 'CONSTRAINT deliveries_state_check CHECK (state IN (')
  WHERE type = 'table' AND name = 'deliveries';
UPDATE sqlite_schema SET sql = replace(sql,
  'CHECK (scan IN (', 'CONSTRAINT files_scan_check CHECK (scan IN (')
  WHERE type = 'table' AND name = 'files';
UPDATE sqlite_schema SET sql = replace(sql,
  'CHECK (kind IN (', 'CONSTRAINT exports_kind_check CHECK (kind IN (')
  WHERE type = 'table' AND name = 'exports';
PRAGMA writable_schema = RESET;
