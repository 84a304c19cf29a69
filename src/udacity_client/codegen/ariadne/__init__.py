"""Models: run ariadne-codegen, and turn its classes into this client's models."""
