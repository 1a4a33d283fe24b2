ALTER TABLE assessor_referrals DROP COLUMN chase_on;
ALTER TABLE assessor_referrals DROP COLUMN chased_on;
ALTER TABLE assessor_referrals DROP COLUMN report_due;
