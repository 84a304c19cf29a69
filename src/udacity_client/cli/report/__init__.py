"""The command `udacity report`."""
