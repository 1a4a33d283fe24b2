DROP TABLE own_views;
ALTER TABLE escalations DROP COLUMN appointed;
DELETE FROM involvements WHERE what NOT IN ('on_the_spot_tried', 'on_the_spot_resolved', 'allegation_added', 'acknowledged', 'handed_back', 'responded', 'triaged', 'assigned', 'refusal_proposed', 'refusal_approved', 'refusal_returned', 'timescale_agreed');
INSERT INTO involvements (complaint_id, person_id, what, at)
  SELECT a.complaint_id, a.to_id, 'assigned', min(a.at) FROM assignments a
  WHERE NOT EXISTS (SELECT 1 FROM involvements i WHERE i.complaint_id = a.complaint_id AND i.person_id = a.to_id AND i.what = 'assigned')
  GROUP BY a.complaint_id, a.to_id;
