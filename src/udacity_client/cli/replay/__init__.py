"""Run committed code in a child process, to see what it does with a response."""
