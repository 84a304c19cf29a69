"""What an operation uses of its schema."""
