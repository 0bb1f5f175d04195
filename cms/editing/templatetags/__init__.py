"""Template tags of the page forms."""
