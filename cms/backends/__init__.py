"""Backends of Django's own interfaces, such as that of its cache."""
