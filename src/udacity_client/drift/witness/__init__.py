"""A minimal example that shows how a finding breaks a call."""
