DROP TABLE human_resources;
