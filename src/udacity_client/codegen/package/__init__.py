"""A generated package on disk: its manifest, files and build cache."""
