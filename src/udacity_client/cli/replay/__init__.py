"""Replay example responses with committed generated code, in a child process."""
