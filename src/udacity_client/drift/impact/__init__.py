"""What each change does to each operation: the findings."""
