"""Compile schemas and `.graphql` documents into a client, without importing one."""
