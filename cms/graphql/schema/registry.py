"""The object types of the schema, by the model or block that declares each."""

from functools import cache

import graphene
from django.apps import apps
from django.db.models import Model
from wagtail.models import Page

object_types: dict[type, type[graphene.ObjectType]] = {}
"""Filled by `cms.graphql.schema.types.build_types`; empty until the schema is imported."""


def declared_models() -> list[type[Model]]:
    """Return the models that declare `graphql_fields` themselves: a subclass does not inherit that it is public."""
    return [model for model in apps.get_models() if "graphql_fields" in vars(model)]


@cache
def page_models() -> tuple[type[Page], ...]:
    """Return the models of pages that the schema has types for."""
    return tuple(model for model in declared_models() if issubclass(model, Page))
