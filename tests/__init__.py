"""The test suite: a mirror of the source tree."""
