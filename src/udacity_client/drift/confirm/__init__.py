"""Compare what a project assumes about an API with what the API says."""
