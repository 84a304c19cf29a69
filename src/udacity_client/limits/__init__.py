"""Stay within a rate limit: in one process, one machine, or a fleet."""
