DROP TABLE file_holds;
DROP TABLE kept_files;
DROP INDEX files_person;
ALTER TABLE files DROP COLUMN marks;
