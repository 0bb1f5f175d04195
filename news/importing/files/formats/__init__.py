"""The readers, one for each file format."""
