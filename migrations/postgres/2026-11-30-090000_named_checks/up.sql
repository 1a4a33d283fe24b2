-- SQLite names its CHECKs here, as PostgreSQL has named them by itself: nothing to do.
SELECT 1;
