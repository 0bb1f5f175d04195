"""The words with which models and blocks declare their fields of the API: `graphql_fields` and `graphql_interfaces`.

Models import nothing else of `cms.graphql`. Nothing else imports grapple: most of these declarations are its own; its
types, root fields and resolvers are not used (docs/decisions/0072-what-of-grapple-is-used.md).
"""

from collections.abc import Callable, Mapping
from typing import Any

import graphene
from django.apps import apps
from grapple.models import (
    GraphQLBoolean,
    GraphQLField,
    GraphQLFloat,
    GraphQLForeignKey,
    GraphQLImage,
    GraphQLInt,
    GraphQLRichText,
    GraphQLString,
)
from grapple.models import GraphQLStreamfield as GraphQLStreamField
from grapple.registry import registry as grapple_registry
from grapple.settings import grapple_settings
from wagtail.blocks import Block

from cms.body.blocks import body_blocks
from cms.graphql.data.projection import requires
from cms.graphql.schema.connections import listed
from cms.graphql.schema.embargo import Embargo
from cms.graphql.schema.head import Seo
from cms.graphql.schema.interfaces import Node
from cms.graphql.schema.registry import declared_models, object_types
from cms.graphql.schema.scalars import JSON, Date, DateTime
from cms.graphql.schema.text_direction import TextDirectionEnum

__all__ = [
    "JSON",
    "Date",
    "DateTime",
    "Declared",
    "Embargo",
    "GraphQLBoolean",
    "GraphQLField",
    "GraphQLFloat",
    "GraphQLForeignKey",
    "GraphQLImage",
    "GraphQLInt",
    "GraphQLRichText",
    "GraphQLRichTextTree",
    "GraphQLStreamField",
    "GraphQLString",
    "GraphQLTyped",
    "Node",
    "Seo",
    "TextDirectionEnum",
    "declared_field",
    "is_rich_text",
    "is_rich_text_tree",
    "is_stream",
    "listed",
    "requires",
    "type_of",
]

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


class _RichTextTree(GraphQLField):
    """A field of rich text as a tree of nodes."""


def GraphQLRichTextTree(field_name: str, *, source: str, description: str | None = None) -> Declared:
    """Declare the tree of a rich text, beside its HTML that `GraphQLRichText` declares.

    Args:
        field_name: the field in snake_case; the schema writes it in camelCase.
        source: the column or block that holds the text.
        description: what frontend engineers read in the schema; that of all such fields when left out.
    """
    described = description or (
        f"The same text as `{source}`, as a tree of nodes for components of your own. It has exactly what the HTML "
        "has; /graphql/rich-text.schema.json is the JSON Schema of its nodes."
    )

    def declare() -> tuple[GraphQLField, Callable[[Any], graphene.Field]]:
        field = _RichTextTree(field_name, JSON, description=described, source=source)
        return field, lambda _type: graphene.Field(graphene.NonNull(JSON), description=described)

    return declare


def type_of(owner: str | type) -> type[graphene.ObjectType]:
    """Return the object type of a model, given as "app.Model", or of a block, once all types are built."""
    return object_types[apps.get_model(owner) if isinstance(owner, str) else owner]


def declared_field(declaration: Any) -> tuple[GraphQLField, graphene.Field]:
    """Return what an entry of `graphql_fields` declares, and the graphene field that it asks for."""
    declared = declaration() if callable(declaration) else declaration
    field, wrap = declared if isinstance(declared, tuple) else (declared, None)
    if callable(field):
        field = field()
    if wrap is not None:
        return field, wrap(field.field_type)
    return field, graphene.Field(
        field.field_type, description=field.description, deprecation_reason=field.deprecation_reason
    )


def is_stream(field: GraphQLField) -> bool:
    """Return whether a field was declared by `GraphQLStreamField`."""
    # Grapple's types ask for models, so that they are imported only when all of these are loaded.
    from grapple.types.interfaces import StreamFieldInterface

    return _bare_type(field) is StreamFieldInterface


def is_rich_text(field: GraphQLField) -> bool:
    """Return whether a field was declared by `GraphQLRichText`."""
    from grapple.types.rich_text import RichText

    return _bare_type(field) is RichText


def is_rich_text_tree(field: GraphQLField) -> bool:
    """Return whether a field was declared by `GraphQLRichTextTree`."""
    return isinstance(field, _RichTextTree)


def _bare_type(field: GraphQLField) -> Any:
    return getattr(field.field_type, "of_type", field.field_type)


def register_apps_with_grapple() -> None:
    """Name the apps whose models declare something to grapple, so that INSTALLED_APPS is the only list of them."""
    grapple_settings.APPS = list(dict.fromkeys(model._meta.app_label for model in declared_models()))


def declared_blocks() -> list[type[Block]]:
    """Return the blocks that were registered, here or by grapple's decorator, and declare `graphql_fields`."""
    registered = dict.fromkeys([*body_blocks.values(), *grapple_registry.streamfield_blocks])
    return [block for block in registered if isinstance(block, type) and "graphql_fields" in vars(block)]


def root_fields_of_grapple() -> list[str]:
    """Return the names of the root fields that `register_query_field` and its like have registered."""
    return sorted(
        name for query in grapple_registry.schema for name in vars(query) if f"resolve_{name}" in vars(query)
    )


def middleware_of_grapple() -> list[str]:
    """Return the names of the root fields for which `register_field_middleware` has registered middleware."""
    return sorted(grapple_registry.field_middlewares)


def replace_types_of_grapple(types: Mapping[type, type[graphene.ObjectType]]) -> None:
    """Put our types in the place of those that grapple has generated, where its declarations look them up.

    Args:
        types: the types by the models that declare them.
    """
    for name in grapple_registry.lazy_types:
        generated = getattr(grapple_registry, name)
        ours = {owner: types[owner] for owner in generated if owner in types}
        generated.clear()
        generated.update(ours)
