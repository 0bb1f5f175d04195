"""What became of a publication, in templates."""

from typing import Any

from django import template

from cms.editing.publication.outcomes import publication_in_words

register = template.Library()


@register.simple_tag
def publication_outcome(page: Any) -> str:
    """Return whether a page is published now, under embargo or scheduled, in a sentence; empty when it is not."""
    return publication_in_words(page) or ""
