"""Fills rows of any model from its own columns: a new column, page type or snippet is planted too."""

import datetime as dt
import json
from typing import Any

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Locale, Page

from cms.graphql.schema.registry import object_types
from tests.crawl.planting.blocks import Targets, body_of
from tests.crawl.planting.canaries import Canaries

SHOWN_OF_PAGES = {"title", "slug", "seo_title", "search_description"}
NOON = dt.datetime(2026, 5, 29, 12, 0, tzinfo=dt.UTC)


def filled(model: type[models.Model], targets: Targets, private: Canaries, **values: Any) -> Any:
    """Returns an unsaved row with a canary in each text, and references to what is given.

    Args:
        model: the row's model.
        targets: what to refer to, and the canaries for what the schema declares.
        private: the canaries for columns that the schema does not declare.
        **values: columns to set as they are.
    """
    row = model()
    for column in model._meta.concrete_fields:
        if column.name in values:
            setattr(row, column.name, values[column.name])
        elif column.editable and _is_ours(column) and (value := _value(column, targets, private)) is not None:
            setattr(row, column.name, value)
    for relation in get_all_child_relations(model):
        if relation.related_model._meta.app_label not in ("wagtailcore", "wagtailsearchpromotions"):
            setattr(row, relation.get_accessor_name(), list(_children(relation.related_model, targets, private)))
    return row


def _is_ours(column: Any) -> bool:
    if column.is_relation and _is_owner(column):
        return False
    return column.model is not Page or column.name in SHOWN_OF_PAGES


def _children(model: Any, targets: Targets, private: Canaries) -> Any:
    """Yields a child row for each row that it may refer to, or one where it refers to nothing."""
    keys = [column for column in model._meta.concrete_fields if column.is_relation and not _is_owner(column)]
    if not keys:
        yield filled(model, targets, private)
    if keys and keys[0].related_model is Locale:
        locale, _made = Locale.objects.get_or_create(language_code="fr")
        yield filled(model, targets, private, **{keys[0].name: locale})
    for row in (*targets.shown, *targets.hidden):
        if keys and isinstance(row, keys[0].related_model):
            yield filled(model, targets, private, **{keys[0].name: row})


def _is_owner(column: Any) -> bool:
    return isinstance(column, ParentalKey) or bool(column.remote_field.parent_link)


def _value(column: Any, targets: Targets, private: Canaries) -> Any:
    canaries = targets.canaries if _is_declared(column) else private
    what = f"{column.name} of {column.model.__name__}"
    if isinstance(column, StreamField):
        return json.dumps(body_of(column.stream_block, targets))
    if isinstance(column, RichTextField):
        return f"<p>{canaries.word(what)}</p>{targets.rich}"
    if isinstance(column, models.ForeignKey):
        return next((row for row in targets.shown if isinstance(row, column.related_model)), None)
    if isinstance(column, models.DateTimeField | models.DateField) and not column.null:
        return NOON if isinstance(column, models.DateTimeField) else NOON.date()
    if isinstance(column, models.CharField | models.TextField):
        return column.choices[0][0] if column.choices else canaries.word(what)
    return None


def _is_declared(column: Any) -> bool:
    if column.model is Page:
        return True
    # The texts of a row in other languages are declared as its own.
    owners = [key.related_model for key in column.model._meta.concrete_fields if isinstance(key, ParentalKey)]
    kinds = [object_types.get(model) for model in (column.model, *owners)]
    return any(kind is not None and column.name in kind._meta.fields for kind in kinds)
