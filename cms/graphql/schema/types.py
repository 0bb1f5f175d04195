"""The object types of the schema, built from what models and blocks declare and from nothing else.

Grapple generates types too; they hold every column and their resolvers pass the visibility policy by, so that they are
replaced by those built here.
"""

import inspect
from collections.abc import Callable
from typing import Any

import graphene
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import Field, ForeignKey, Manager, Model
from graphql import GraphQLNonNull, GraphQLString
from wagtail.blocks import Block as WagtailBlock
from wagtail.blocks import RichTextBlock
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Page as WagtailPage
from wagtail.snippets.models import get_snippet_models

from cms.graphql import declarations
from cms.graphql.content import richtext, richtext_tree
from cms.graphql.content.streamfield import BlockValue, resolve_stream
from cms.graphql.context import Info
from cms.graphql.data.page_loaders import rows_of
from cms.graphql.data.projection import graphql_name, requires
from cms.graphql.schema.connections import listed
from cms.graphql.schema.interfaces import Block, Node, Page
from cms.graphql.schema.registry import declared_models, object_types

Resolver = Callable[..., Any]

RICH_TEXT_IMAGE_COLUMNS = {"Image": ["variants"]}
"""The columns of pictures that rich text reads, by the name of their type."""

_resolvers: dict[tuple[type, str], Resolver] = {}


def resolver(owner: type, field_name: str) -> Callable[[Resolver], Resolver]:
    """Register the resolver of a declared field. For use as a decorator.

    The function gets the object, the resolve info and the arguments of the field.
    """

    def register(function: Resolver) -> Resolver:
        _resolvers[owner, field_name] = function
        return function

    return register


def build_types() -> list[type[graphene.ObjectType]]:
    """Build the types of all models and blocks that declare `graphql_fields`, and return them.

    Raises:
        ImproperlyConfigured: as `build_type` does.
    """
    owners = [*sorted(declared_models(), key=_position_in_schema), *declarations.declared_blocks()]
    object_types.update((owner, build_type(owner)) for owner in owners)
    declarations.replace_types_of_grapple(object_types)
    return list(object_types.values())


def _position_in_schema(model: type[Model]) -> int:
    """Return where the kind of a model stands in the printed schema: pages first, settings last."""
    if issubclass(model, BaseSiteSetting | BaseGenericSetting):
        return 4
    if issubclass(model, AbstractImage):
        return 2
    return 0 if issubclass(model, WagtailPage) else 1 if model in get_snippet_models() else 3


def build_type(owner: type) -> type[graphene.ObjectType]:
    """Return an object type that holds the fields which a model or block declares, and no other.

    Raises:
        ImproperlyConfigured: when a declared field lacks a description, or needs a resolver and has none.
    """
    interfaces = *getattr(owner, "graphql_interfaces", ()), *_interfaces_of_all(owner)
    attributes: dict[str, Any] = {
        "Meta": type("Meta", (), {"interfaces": interfaces, "description": _description(owner)}),
    }
    for declaration in owner.graphql_fields:  # type: ignore[attr-defined]  # it declares something
        field, field_type = declarations.declared_field(declaration)
        if not field.description:
            raise ImproperlyConfigured(
                f"{owner.__name__}.graphql_fields: “{field.field_name}” needs a description "
                "for the frontend engineers who read the schema."
            )
        attributes[field.field_name] = _field(owner, field, field_type)
        attributes[f"resolve_{field.field_name}"] = staticmethod(
            _resolvers.get((owner, field.field_name)) or _resolver(owner, field)
        )
    return type(graphql_name(owner), (graphene.ObjectType,), attributes)


def _interfaces_of_all(owner: type) -> tuple[type[graphene.Interface], ...]:
    """Return what all types of pages implement, or all types of blocks."""
    if issubclass(owner, WagtailPage):
        return Page, Node
    return (Block,) if issubclass(owner, WagtailBlock) else ()


def _description(owner: type) -> str:
    return str(getattr(owner, "graphql_description", None) or (inspect.getdoc(owner) or "").split("\n\n")[0])


def _field(owner: type, field: Any, field_type: graphene.Field) -> graphene.Field:
    options = {"description": field.description, "deprecation_reason": field.deprecation_reason}
    if declarations.is_stream(field):
        return graphene.Field(listed(Block), **options)
    if declarations.is_rich_text(field):
        return graphene.String(required=True, **options)
    return field_type


def _resolver(owner: type, field: Any) -> Resolver:
    """Return the resolver that a declaration implies; references to other rows are filtered by `Visibility`."""
    source = field.field_source
    is_tree = declarations.is_rich_text_tree(field)
    if issubclass(owner, WagtailBlock):
        return _tree_resolver(owner, source) if is_tree else _block_resolver(owner, source)
    column = _model_field(owner, source)
    if isinstance(column, StreamField):
        return requires(only=[source], only_of_types=RICH_TEXT_IMAGE_COLUMNS)(
            lambda instance, info: resolve_stream(instance, source, info)
        )
    if isinstance(column, RichTextField):
        resolve_text: Resolver = richtext_tree.resolve_tree if is_tree else richtext.resolve_html
        return requires(only=[source], only_of_types=RICH_TEXT_IMAGE_COLUMNS)(
            lambda instance, info: resolve_text(
                info.context, getattr(instance, source), richtext.frontend_for(info.context, instance)
            )
        )
    if isinstance(column, ForeignKey):
        return requires(only=[column.attname], select_related=[column.name])(
            _foreign_key_resolver(rows_of(column.related_model), column.attname)
        )
    found = inspect.getattr_static(owner, source, None)
    if column is None and (found is None or isinstance(found, Manager) or hasattr(found, "related_manager_cls")):
        raise ImproperlyConfigured(
            f"{owner.__name__}.graphql_fields: “{source}” is no column, property or method. "
            "Lists of related rows need a method that takes the resolve info and goes through cms.visibility."
        )
    if inspect.isfunction(found):
        return _with_requirements_of(found, lambda instance, info, **args: getattr(instance, source)(info, **args))
    read: Resolver = lambda instance, info: _null_or_empty(getattr(instance, source), info)  # noqa: E731
    read.reads = source  # type: ignore[attr-defined]  # as cms.performance.executor.fields.attribute_of knows it
    if column is not None:
        return requires(only=[source])(read)
    return _with_requirements_of(getattr(found, "fget", None), read)


def _foreign_key_resolver(fetch: Any, attribute: str) -> Resolver:
    """Return the resolver of a foreign key, whose rows are fetched at once for all batch siblings of the instance."""

    def follow(instance: Any, info: Info) -> Any:
        key = getattr(instance, attribute)
        if key is None:
            return None
        loader = info.context.loader(fetch)
        if not loader.has(key):
            loader.enqueue(getattr(sibling, attribute) for sibling in info.context.batches.siblings(instance))
        return loader.get(key)

    return follow


def _with_requirements_of(function: Any, resolver: Resolver) -> Resolver:
    """Copy the declared requirements of a method or property to the resolver that calls it."""
    if hasattr(function, "requirements"):
        resolver.requirements = function.requirements  # type: ignore[attr-defined]  # as `requires` does
    return resolver


def _block_resolver(owner: type, source: str) -> Resolver:
    if inspect.isfunction(method := getattr(owner, source, None)):
        return lambda item, info, **args: method(item.block, item, info, **args)
    if source not in getattr(owner, "base_blocks", {}):
        raise ImproperlyConfigured(
            f"{owner.__name__}.graphql_fields: “{source}” is neither a child block nor a method of it."
        )

    def resolve(item: BlockValue, info: Info) -> Any:
        value = item.resolve_child(source, info)
        return _null_or_empty(value, info) if value is None or value == "" else value

    return resolve


def _tree_resolver(owner: type, source: str) -> Resolver:
    """Return the resolver of the tree of a block's rich text, whose references the body's batch has loaded."""
    if not isinstance(getattr(owner, "base_blocks", {}).get(source), RichTextBlock):
        raise ImproperlyConfigured(f"{owner.__name__}.graphql_fields: “{source}” is no child block of rich text.")

    def resolve(item: BlockValue, info: Info) -> richtext_tree.RichTextNode:
        text = item.child(source)
        return richtext_tree.resolve_tree(info.context, text.value or "", text.frontend)

    return resolve


def _null_or_empty(value: Any, info: Info) -> Any:
    """Return None for an empty text where the field is nullable, and an empty text for None where it is `String!`."""
    if value == "" and not isinstance(info.return_type, GraphQLNonNull):
        return None
    if value is None and isinstance(info.return_type, GraphQLNonNull) and info.return_type.of_type is GraphQLString:
        return ""
    return value


def _model_field(owner: type, name: str) -> Field[Any, Any] | None:
    if not issubclass(owner, Model):
        return None
    try:
        found = owner._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None
