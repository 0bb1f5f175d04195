"""Declarations for `graphql_fields` beside grapple's own."""

from collections.abc import Callable
from typing import Any

import graphene
from django.apps import apps
from grapple.models import GraphQLField
from grapple.registry import registry

Declared = Callable[[], tuple[GraphQLField, Callable[[Any], graphene.Field]]]


def GraphQLTyped(
    field_name: str,
    field_type: Any,
    *,
    description: str,
    args: dict[str, Any] | None = None,
    source: str | None = None,
    deprecation_reason: str | None = None,
) -> Declared:
    """Declare a field of any graphene type, which may take arguments.

    Its value comes from the resolver in the app's `schema.py`, else from the model's attribute or method of that name.

    Args:
        field_name: the field in snake_case; the schema writes it in camelCase.
        field_type: a graphene type, an instance such as `graphene.NonNull(…)`, or a function that returns one.
        description: what frontend engineers read in the schema.
        args: the field's arguments by name.
        source: the attribute or method to read instead of `field_name`.
        deprecation_reason: what to use instead, once the field is going away.
    """

    def declare() -> tuple[GraphQLField, Callable[[Any], graphene.Field]]:
        field = GraphQLField(
            field_name,
            field_type,
            description=description,
            source=source or field_name,
            deprecation_reason=deprecation_reason,
        )
        return field, lambda _type: graphene.Field(
            field_type, args=args, description=description, deprecation_reason=deprecation_reason
        )

    return declare


def type_of(model: str) -> Any:
    """Return the GraphQL type of a model, given as "app.Model"; to be called once all types are built."""
    return registry.models[apps.get_model(model)]
