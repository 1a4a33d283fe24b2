DROP TABLE assessor_pack_files;
