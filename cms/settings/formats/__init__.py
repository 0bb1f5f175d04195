"""Formats of moments in the admin, which all name the time zone."""
