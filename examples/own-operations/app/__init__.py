"""A small application with GraphQL operations of its own."""
