"""GraphQL over HTTP: requests, responses and errors. No I/O."""
