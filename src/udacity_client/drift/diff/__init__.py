"""Every difference between two schemas, and nothing about who is affected."""
