"""Optional: the smallest JSON that shows how a finding breaks a call."""
