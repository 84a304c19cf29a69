"""The operating system: clocks, forks and private files."""
