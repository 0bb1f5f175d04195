"""Visible querysets, their projection and pagination, and the data loaders of related rows."""
