"""Where the schema to compare with comes from, and what deployed clients recorded."""
