"""Credentials, and the tokens that they are exchanged for."""
