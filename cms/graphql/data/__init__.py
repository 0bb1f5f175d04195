"""Querysets of what is visible, their pagination, and what loads related rows for many objects at once."""
