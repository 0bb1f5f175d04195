"""What kinds of rows there are to plant, and what may point to them."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from wagtail.documents.models import Document
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from cms.graphql.schema.registry import declared_models
from tests.crawl.planting.blocks import Targets
from tests.crawl.planting.canaries import Canaries


def snippet_models() -> list[Any]:
    """Returns the snippets that the schema knows."""
    return [model for model in declared_models() if model in get_snippet_models()]


def columns_for(row: Any, model: Any) -> list[Any]:
    """Returns the columns of a model that may point to a row and are emptied when it is deleted."""
    keys = [column for column in model._meta.concrete_fields if isinstance(column, models.ForeignKey)]
    own = [key for key in keys if key.model is not Page and key.remote_field.on_delete is models.SET_NULL]
    return [key for key in own if isinstance(row, key.related_model)]


def pages_among(rows: Iterable[Any]) -> list[Any]:
    """Returns the pages among rows."""
    return [row for row in rows if isinstance(row, Page)]


def targets_of(canaries: Canaries, shown: Iterable[Any], hidden: Iterable[Any] = ()) -> Targets:
    """Return what to refer to, with a rich text that points to all of it."""
    shown, hidden = list(shown), list(hidden)
    return Targets(canaries, shown, hidden, "".join(rich_link(row) for row in (*shown, *hidden)))


def rich_link(row: Any) -> str:
    """Returns stored rich text that points to a page or file; empty for anything else."""
    if isinstance(row, Page):
        return f'<p><a linktype="page" id="{row.pk}">page</a></p>'
    if isinstance(row, Document):
        return f'<p><a linktype="document" id="{row.pk}">document</a></p>'
    if isinstance(row, get_image_model()):
        return f'<embed embedtype="image" id="{row.pk}" format="left" alt=""/>'
    return ""
