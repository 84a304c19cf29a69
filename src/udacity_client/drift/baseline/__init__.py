"""What a project accepts: the schema files, and `accepted-drift.toml`."""
