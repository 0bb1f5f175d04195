"""The desk view."""
