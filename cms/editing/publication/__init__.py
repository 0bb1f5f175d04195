"""Publication: the checks before it, its outcome, and what the public sees of a page, in words for editors."""
