-- The clocks stay: a promise that is owed is owed whatever the program's version.
SELECT 1;
