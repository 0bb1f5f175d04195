"""Dateline: a headless newsroom on Wagtail."""
