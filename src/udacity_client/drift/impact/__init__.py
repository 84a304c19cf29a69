"""What each change of a schema means for each operation."""
