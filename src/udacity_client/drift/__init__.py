"""Tell what a changed schema means for operations, without a client or a network."""
