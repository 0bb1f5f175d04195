"""The table of what differs between two versions."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from cms.editing.comparison.pictures import pictures_as_html
from cms.editing.comparison.table import comparison_rows

register = template.Library()


@register.inclusion_tag("editing/comparison_table.html")
def comparison_table(comparisons: list[Any], caption: str) -> dict[str, Any]:
    """Show what differs, a row for each field.

    Args:
        comparisons: Wagtail's comparisons of fields, those that have changed.
        caption: what is compared with what, for screen readers.
    """
    return {"rows": comparison_rows(comparisons), "caption": caption}


@register.simple_tag
def compared_pictures(before: Any, after: Any) -> SafeString:
    """Show one picture, if it is the same, else both, marked; None for no picture."""
    return pictures_as_html(before, after)
