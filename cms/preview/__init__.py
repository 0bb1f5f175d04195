"""Previews: what an editor has written and not published, for a few minutes and one page."""
