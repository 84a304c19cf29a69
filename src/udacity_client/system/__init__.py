"""The system around the client: clocks, forks, private files, installed extras."""
