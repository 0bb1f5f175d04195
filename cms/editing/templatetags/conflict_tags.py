"""What a form was loaded from."""

from typing import Any

from django import template

from cms.editing.conflicts import privacy

register = template.Library()


@register.simple_tag
def loaded_privacy(place: Any) -> str:
    """Return the version of the privacy of a page or collection."""
    return privacy.privacy_version(place)
