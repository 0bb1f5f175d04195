"""The schema's types, built from what models and blocks declare and from nothing else.

Grapple registers which models and blocks declare `graphql_fields`. Its own types for them hold every column and look
around no door, so each is replaced here by one that holds the declared fields alone.
"""

import inspect
from collections.abc import Callable
from typing import Any

import graphene
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import Field, ForeignKey, Manager, Model
from graphql import GraphQLNonNull, GraphQLString
from grapple.actions import get_field_type
from grapple.registry import registry
from grapple.types.interfaces import StreamFieldInterface
from grapple.types.rich_text import RichText
from wagtail.blocks import Block as WagtailBlock
from wagtail.fields import RichTextField, StreamField

from cms.api import richtext
from cms.api.connections import listed
from cms.api.context import Info
from cms.api.interfaces import Block, Node, Page
from cms.api.loading import peers
from cms.api.needs import graphql_name, needs
from cms.api.pages import rows_of
from cms.api.streams import Item, resolve_stream

Resolver = Callable[..., Any]

SHOWN_IN_TEXT = {"Image": ["variants"]}
"""What rich text reads of the pictures that stand in it."""

_resolvers: dict[tuple[type, str], Resolver] = {}


def resolver(owner: type, field_name: str) -> Callable[[Resolver], Resolver]:
    """Make a function the resolver of a declared field: it gets the object, the resolve info and the arguments."""

    def register(function: Resolver) -> Resolver:
        _resolvers[owner, field_name] = function
        return function

    return register


def build_types() -> list[type[graphene.ObjectType]]:
    """Replace grapple's types in its registry by allow-listed ones, and return these.

    Raises:
        ImproperlyConfigured: when a declared field lacks a description, or needs a resolver and has none.
    """
    types: list[type[graphene.ObjectType]] = []
    for group, interfaces in (
        (registry.pages, (Page, Node)),
        (registry.snippets, ()),
        (registry.images, ()),
        (registry.django_models, ()),
        (registry.settings, ()),
        (registry.documents, ()),
        (registry.collections, ()),
        (registry.streamfield_blocks, (Block,)),
    ):
        declared = [owner for owner in group if isinstance(owner, type) and "graphql_fields" in vars(owner)]
        group.clear()
        for owner in declared:
            group[owner] = _build(owner, interfaces)
        types += group.values()
    return types


def _build(owner: type, interfaces: tuple[type[graphene.Interface], ...]) -> type[graphene.ObjectType]:
    own = tuple(getattr(owner, "graphql_interfaces", ()))
    attributes: dict[str, Any] = {
        "Meta": type("Meta", (), {"interfaces": own + interfaces, "description": _description(owner)}),
    }
    for declaration in owner.graphql_fields:  # type: ignore[attr-defined]  # build_types asked for it
        field, field_type = get_field_type(declaration() if callable(declaration) else declaration)
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


def _description(owner: type) -> str:
    return str(getattr(owner, "graphql_description", None) or (inspect.getdoc(owner) or "").split("\n\n")[0])


def _field(owner: type, field: Any, field_type: graphene.Field) -> graphene.Field:
    options = {"description": field.description, "deprecation_reason": field.deprecation_reason}
    bare = getattr(field.field_type, "of_type", field.field_type)
    if bare is StreamFieldInterface:
        return graphene.Field(listed(Block), **options)
    if bare is RichText:
        return graphene.String(required=True, **options)
    return field_type


def _resolver(owner: type, field: Any) -> Resolver:
    """Return the resolver that a declaration implies; whatever refers to other rows goes through the door."""
    source = field.field_source
    if issubclass(owner, WagtailBlock):
        return _block_resolver(owner, source)
    column = _column(owner, source)
    if isinstance(column, StreamField):
        return needs(source, also=SHOWN_IN_TEXT)(lambda instance, info: resolve_stream(instance, source, info))
    if isinstance(column, RichTextField):
        return needs(source, also=SHOWN_IN_TEXT)(
            lambda instance, info: richtext.render(
                info.context, getattr(instance, source), richtext.frontend_for(info.context, instance)
            )
        )
    if isinstance(column, ForeignKey):
        return needs(column.attname, relation=column.name)(_following(rows_of(column.related_model), column.attname))
    found = inspect.getattr_static(owner, source, None)
    if column is None and (found is None or isinstance(found, Manager) or hasattr(found, "related_manager_cls")):
        raise ImproperlyConfigured(
            f"{owner.__name__}.graphql_fields: “{source}” is no column, property or method. "
            "Lists of related rows need a method that takes the resolve info and goes through cms.visibility."
        )
    if inspect.isfunction(found):
        return _reading(found, lambda instance, info, **args: getattr(instance, source)(info, **args))
    read: Resolver = lambda instance, info: _fitted(getattr(instance, source), info)  # noqa: E731
    read.reads = source  # type: ignore[attr-defined]  # as cms.api.engine.fields.attribute_of knows it
    return needs(source)(read) if column is not None else _reading(getattr(found, "fget", None), read)


def _following(fetch: Any, attribute: str) -> Resolver:
    """Return the resolver that gives the row to which a foreign key points, fetched with those of all peers."""

    def follow(instance: Any, info: Info) -> Any:
        key = getattr(instance, attribute)
        if key is None:
            return None
        loader = info.context.loader(fetch)
        if not loader.has(key):
            loader.expect(getattr(peer, attribute) for peer in peers(instance))
        return loader.get(key)

    return follow


def _reading(function: Any, resolver: Resolver) -> Resolver:
    """Say of a resolver that it needs what the method or property behind it needs."""
    if hasattr(function, "needs"):
        resolver.needs = function.needs  # type: ignore[attr-defined]  # as `needs` does
    return resolver


def _block_resolver(owner: type, source: str) -> Resolver:
    if inspect.isfunction(method := getattr(owner, source, None)):
        return lambda item, info, **args: method(item.block, item, info, **args)
    if source not in getattr(owner, "base_blocks", {}):
        raise ImproperlyConfigured(
            f"{owner.__name__}.graphql_fields: “{source}” is neither a child block nor a method of it."
        )

    def resolve(item: Item, info: Info) -> Any:
        value = item.given(source, info)
        return _fitted(value, info) if value is None or value == "" else value

    return resolve


def _fitted(value: Any, info: Info) -> Any:
    """Give an empty text as null where the schema allows null, and the lack of a text as an empty one where not."""
    if value == "" and not isinstance(info.return_type, GraphQLNonNull):
        return None
    if value is None and isinstance(info.return_type, GraphQLNonNull) and info.return_type.of_type is GraphQLString:
        return ""
    return value


def _column(owner: type, name: str) -> Field[Any, Any] | None:
    if not issubclass(owner, Model):
        return None
    try:
        found = owner._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None
