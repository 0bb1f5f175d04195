"""Panels of the page forms beside Wagtail's own."""
