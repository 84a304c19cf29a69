"""Open, update and close pull requests for a changed schema."""
