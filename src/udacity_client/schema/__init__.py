"""GraphQL schemas and documents: read, print and introspect them, track provenance."""
