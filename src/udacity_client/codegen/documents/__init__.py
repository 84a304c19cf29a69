"""Operation documents: what they select, use and need."""
