"""GraphQL schemas: read, print, introspect, and keep their provenance."""
