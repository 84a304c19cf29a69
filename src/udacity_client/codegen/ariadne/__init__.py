"""Reshape what ariadne-codegen makes into this client's models; writes no file."""
