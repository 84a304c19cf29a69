"""Send calls over httpx: connections, retries, deadlines and telemetry."""
