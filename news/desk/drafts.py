"""Expressions for field values in the latest revisions of articles."""

from typing import Any

from django.db.models import Field
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast


def drafted(field_name: str, output_field: Field[Any, Any]) -> Cast:
    """Return the expression for a field's value in the latest revision of pages; NULL without a revision.

    Args:
        field_name: the name of the field.
        output_field: the field to which the text in the revision's JSON is cast.
    """
    return Cast(KeyTextTransform(field_name, "latest_revision__content"), output_field)
