PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(replace(sql,
  'CONSTRAINT people_role_check CHECK (role IN (', 'CHECK (role IN ('),
  'CONSTRAINT people_theme_check CHECK (theme IN (', 'CHECK (theme IN (')
  WHERE type = 'table' AND name = 'people';
UPDATE sqlite_schema SET sql = replace(sql,
  'CONSTRAINT calendars_nation_check CHECK (nation IN (', 'CHECK (nation IN (')
  WHERE type = 'table' AND name = 'calendars';
UPDATE sqlite_schema SET sql = replace(replace(sql,
  'CONSTRAINT complainants_reply_channel_check CHECK (reply_channel IN (', 'CHECK (reply_channel IN ('),
  'CONSTRAINT complainants_letter_format_check CHECK (letter_format IN (', 'CHECK (letter_format IN (')
  WHERE type = 'table' AND name = 'complainants';
UPDATE sqlite_schema SET sql = replace(replace(sql,
  'CONSTRAINT mail_items_state_check CHECK (state IN (', 'CHECK (state IN ('),
  'CONSTRAINT mail_items_scan_check CHECK (scan IN (', 'CHECK (scan IN (')
  WHERE type = 'table' AND name = 'mail_items';
UPDATE sqlite_schema SET sql = replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(sql,
  'CONSTRAINT complaints_stage_check CHECK (stage IN (', 'CHECK (stage IN ('),
  'CONSTRAINT complaints_closure_check CHECK (closure IN (', 'CHECK (closure IN ('),
  'CONSTRAINT complaints_channel_check CHECK (channel IN (', 'CHECK (channel IN ('),
  'CONSTRAINT complaints_known_by_check CHECK (known_by IN (', 'CHECK (known_by IN ('),
  'CONSTRAINT complaints_rep_authority_check CHECK (rep_authority IN (', 'CHECK (rep_authority IN ('),
  'CONSTRAINT complaints_dispute_state_check CHECK (dispute_state IN (', 'CHECK (dispute_state IN ('),
  'CONSTRAINT complaints_priority_check CHECK (priority IN (', 'CHECK (priority IN ('),
  'CONSTRAINT complaints_needs_asked_check CHECK (needs_asked IN (', 'CHECK (needs_asked IN ('),
  'CONSTRAINT complaints_six_month_check CHECK (six_month IN (', 'CHECK (six_month IN ('),
  'CONSTRAINT complaints_outcome_check CHECK (outcome IN (', 'CHECK (outcome IN (')
  WHERE type = 'table' AND name = 'complaints';
UPDATE sqlite_schema SET sql = replace(replace(replace(sql,
  'CONSTRAINT allegations_ground_check CHECK (ground IN (', 'CHECK (ground IN ('),
  'CONSTRAINT allegations_scope_check CHECK (scope IN (', 'CHECK (scope IN ('),
  'CONSTRAINT allegations_exclusion_check CHECK (exclusion IN (', 'CHECK (exclusion IN (')
  WHERE type = 'table' AND name = 'allegations';
UPDATE sqlite_schema SET sql = replace(sql,
  'CONSTRAINT stages_number_check CHECK (number IN (', 'CHECK (number IN (')
  WHERE type = 'table' AND name = 'stages';
UPDATE sqlite_schema SET sql = replace(replace(sql,
  'CONSTRAINT clocks_promise_check CHECK (promise IN (', 'CHECK (promise IN ('),
  'CONSTRAINT clocks_span_unit_check CHECK (span_unit IN (', 'CHECK (span_unit IN (')
  WHERE type = 'table' AND name = 'clocks';
UPDATE sqlite_schema SET sql = replace(sql,
  'CONSTRAINT timescales_promise_check CHECK (promise IN (', 'CHECK (promise IN (')
  WHERE type = 'table' AND name = 'timescales';
UPDATE sqlite_schema SET sql = replace(sql,
  'CONSTRAINT refusals_of_what_check CHECK (of_what IN (', 'CHECK (of_what IN (')
  WHERE type = 'table' AND name = 'refusals';
UPDATE sqlite_schema SET sql = replace(replace(replace(sql,
  'CONSTRAINT findings_stage_check CHECK (stage IN (', 'CHECK (stage IN ('),
  'CONSTRAINT findings_outcome_check CHECK (outcome IN (', 'CHECK (outcome IN ('),
  'CONSTRAINT findings_root_cause_check CHECK (root_cause IN (', 'CHECK (root_cause IN (')
  WHERE type = 'table' AND name = 'findings';
UPDATE sqlite_schema SET sql = replace(replace(sql,
  'CONSTRAINT remedies_stage_check CHECK (stage IN (', 'CHECK (stage IN ('),
  'CONSTRAINT remedies_kind_check CHECK (kind IN (', 'CHECK (kind IN (')
  WHERE type = 'table' AND name = 'remedies';
UPDATE sqlite_schema SET sql = replace(sql,
  'CONSTRAINT assessor_referrals_timing_check CHECK (timing IN (', 'CHECK (timing IN (')
  WHERE type = 'table' AND name = 'assessor_referrals';
UPDATE sqlite_schema SET sql = replace(sql,
  'CONSTRAINT assessor_findings_outcome_check CHECK (outcome IN (', 'CHECK (outcome IN (')
  WHERE type = 'table' AND name = 'assessor_findings';
UPDATE sqlite_schema SET sql = replace(replace(sql,
  'CONSTRAINT letters_channel_check CHECK (channel IN (', 'CHECK (channel IN ('),
  'CONSTRAINT letters_format_check CHECK (format IN (', 'CHECK (format IN (')
  WHERE type = 'table' AND name = 'letters';
UPDATE sqlite_schema SET sql = replace(replace(sql,
  'CONSTRAINT restrictions_ground_check CHECK (ground IN (', 'CHECK (ground IN ('),
  'CONSTRAINT restrictions_proposer_role_check CHECK (proposer_role IN (', 'CHECK (proposer_role IN (')
  WHERE type = 'table' AND name = 'restrictions';
UPDATE sqlite_schema SET sql = replace(sql,
  'CONSTRAINT restriction_measures_measure_check CHECK (measure IN (', 'CHECK (measure IN (')
  WHERE type = 'table' AND name = 'restriction_measures';
UPDATE sqlite_schema SET sql = replace(replace(replace(replace(sql,
  'CONSTRAINT deliveries_way_check CHECK (way IN (', 'CHECK (way IN ('),
  'CONSTRAINT deliveries_channel_check CHECK (channel IN (', 'CHECK (channel IN ('),
  'CONSTRAINT deliveries_format_check CHECK (format IN (', 'CHECK (format IN ('),
  'CONSTRAINT deliveries_state_check CHECK (state IN (', 'CHECK (state IN (')
  WHERE type = 'table' AND name = 'deliveries';
UPDATE sqlite_schema SET sql = replace(sql,
  'CONSTRAINT files_scan_check CHECK (scan IN (', 'CHECK (scan IN (')
  WHERE type = 'table' AND name = 'files';
UPDATE sqlite_schema SET sql = replace(sql,
  'CONSTRAINT exports_kind_check CHECK (kind IN (', 'CHECK (kind IN (')
  WHERE type = 'table' AND name = 'exports';
PRAGMA writable_schema = RESET;
