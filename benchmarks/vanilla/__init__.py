"""Wagtail with grapple, set up as grapple's documentation does."""
