-- When the Independent Assessor's report is expected, when the Assessor was last asked about it, and is asked again
-- (rule 65). Of papers that were sent before, it is expected six weeks after.
ALTER TABLE assessor_referrals ADD COLUMN report_due DATE;
ALTER TABLE assessor_referrals ADD COLUMN chased_on DATE;
ALTER TABLE assessor_referrals ADD COLUMN chase_on DATE;
UPDATE assessor_referrals SET report_due = papers_sent_on + 42
  WHERE papers_sent_on IS NOT NULL AND concluded_on IS NULL;
