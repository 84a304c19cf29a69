"""Every difference between two schemas."""
