"""`schema propose`: open, update and close pull requests for a changed schema."""
