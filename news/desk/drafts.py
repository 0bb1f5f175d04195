"""Values of articles as their newest version has them, published or not."""

from typing import Any

from django.db.models import Field
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast


def drafted(field_name: str, output_field: Field[Any, Any]) -> Cast:
    """Return a field's value in the newest revision, for querysets of pages; null where there is no revision.

    Args:
        field_name: the name of the field.
        output_field: what the text in the revision's JSON is cast to.
    """
    return Cast(KeyTextTransform(field_name, "latest_revision__content"), output_field)
