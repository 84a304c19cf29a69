"""Check the generator with a client's operations, and try what it generates."""
