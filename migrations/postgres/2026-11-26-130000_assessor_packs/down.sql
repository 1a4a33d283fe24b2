DROP TABLE assessor_packs;
