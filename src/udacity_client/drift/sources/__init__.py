"""Where the schema to compare with comes from."""
