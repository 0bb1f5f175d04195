"""Redirects in the admin: their form, and the import of many from a table."""
