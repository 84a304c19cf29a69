"""Reports on learners, from the tables of `udacity sync` (extra `report`)."""
