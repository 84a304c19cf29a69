"""The generated package on disk: its files, manifests and build cache."""
