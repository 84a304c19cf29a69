"""The result of a check, and the formats that show it."""
