DROP TRIGGER restriction_events_are_never_changed;
DROP TRIGGER restriction_events_are_never_removed;
DROP TABLE restriction_events;
DROP TABLE restriction_examples;
DROP TABLE restriction_measures;
DROP TABLE restrictions;
DROP TABLE restriction_warnings;
