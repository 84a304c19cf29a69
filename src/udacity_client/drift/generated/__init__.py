"""The generated code that a change touches: its state, symbols and lines."""
