"""The generated code that a finding affects: its state, symbols and lines."""
