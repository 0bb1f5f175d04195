"""The columns and relations that a document asks for, so that queries select nothing else.

A resolver declares by `@requires` what it reads of its object. One that declares nothing may read every column.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from django.db.models import Model
from graphene.types.resolver import dict_or_attr_resolver
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    get_named_type,
    is_abstract_type,
)
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from cms.graphql.data.instances import InstanceBuilder
from cms.graphql.data.specific import Specific
from cms.image_rights import RIGHTS_COLUMNS
from cms.visibility import Visibility

R = TypeVar("R", bound=Callable[..., Any])
ALL_COLUMNS = None

PAGE_COLUMNS = {"path", "url_path", "title"}
"""Columns that are selected of every page, for its address."""

TRANSLATION_KEY = "translation_key"
"""The column that is selected of every page found by a reference, for its other languages."""

SHOWN_IMAGE_COLUMNS = {
    *("title", "file", "width", "height", "description", "is_decorative", "credit"),
    *RIGHTS_COLUMNS,
}
"""Columns that are selected of every image, as blocks and rich text show them while its rights of use last."""


def requires(
    *,
    only: Iterable[str] = (),
    select_related: Iterable[str] = (),
    only_of_types: Mapping[str, Iterable[str]] | None = None,
) -> Callable[[R], R]:
    """Declare the columns that a resolver reads: a decorator.

    Args:
        only: columns of its object, in addition to the primary key; those that its model lacks are ignored.
        select_related: foreign keys whose rows it returns, which may be joined to the query of its object.
        only_of_types: columns that it reads of other objects, by the name of their GraphQL type.
    """

    def declare(resolver: R) -> R:
        requirements = FieldRequirements(frozenset(only), frozenset(select_related), only_of_types or {})
        resolver.requirements = requirements  # type: ignore[attr-defined]  # a function's
        return resolver

    return declare


@dataclass(frozen=True)
class FieldRequirements:
    """The arguments of `requires` for one resolver; it may read every column when `only` is ALL_COLUMNS."""

    only: frozenset[str] | None = ALL_COLUMNS
    select_related: frozenset[str] = frozenset()
    only_of_types: Mapping[str, Iterable[str]] = field(default_factory=dict)


class Projection:
    """The columns that a document asks for, by GraphQL type: all columns of a type that it does not name."""

    def __init__(self) -> None:
        self._columns: dict[str, set[str] | None] = {}
        self._relations: dict[str, set[str]] = {}
        self._builders: dict[object, InstanceBuilder] = {}
        self._specific: dict[type[Model], Specific] = {}

    def add(self, type_name: str, requirements: FieldRequirements) -> None:
        """Add the requirements of a field of a type."""
        self._add_columns(type_name, requirements.only)
        if requirements.select_related:
            self._relations.setdefault(type_name, set()).update(requirements.select_related)
        for other, columns in requirements.only_of_types.items():
            self._add_columns(other, columns)

    def _add_columns(self, type_name: str, columns: Iterable[str] | None) -> None:
        known = self._columns.get(type_name, set())
        self._columns[type_name] = None if known is None or columns is None else {*known, *columns}

    def builder(self, model: type[Model], visibility: Visibility, annotation: str = "") -> InstanceBuilder:
        """Return the builder of a model's instances with the columns that the document asks for.

        Relations are joined where `Visibility.shown` can decide by the joined row alone.

        Args:
            model: the model.
            visibility: the visibility of the request.
            annotation: a column or annotation to select in any case.
        """
        key = model, annotation
        if key not in self._builders:
            columns = self._columns_of(model) | ({annotation} if annotation else set())
            for relation in self._relations.get(graphql_name(model), ()):
                related: Any = model._meta.get_field(relation).related_model
                required = visibility.required_columns(related)
                if required is not None and self._columns.get(graphql_name(related)) is not None:
                    columns |= {f"{relation}__{name}" for name in (*self._columns_of(related), *required, "pk")}
            self._builders[key] = InstanceBuilder(model, columns)
        return self._builders[key]

    def specific(self, root: type[Model], models: Iterable[type[Model]], visibility: Visibility) -> Specific:
        """Return the columns to select of specific instances of several models of pages, in one query.

        The tables of models that the document does not name are not joined: of these pages it selects PAGE_COLUMNS.

        Args:
            root: the model that they inherit from.
            models: the models; the same ones each time.
            visibility: the visibility of the request.
        """
        if root not in self._specific:
            builders = [
                self.builder(model, visibility, TRANSLATION_KEY)
                if not self._columns or graphql_name(model) in self._columns
                else InstanceBuilder(model, {*PAGE_COLUMNS, TRANSLATION_KEY})
                for model in models
            ]
            self._specific[root] = Specific(root, builders)
        return self._specific[root]

    def _columns_of(self, model: type[Model]) -> set[str]:
        every = {field.attname for field in model._meta.concrete_fields if not field.primary_key}
        asked = self._columns.get(graphql_name(model), ALL_COLUMNS)
        if asked is ALL_COLUMNS:
            return every
        if issubclass(model, Page):
            return every & (asked | PAGE_COLUMNS)
        return every & (asked | SHOWN_IMAGE_COLUMNS if issubclass(model, AbstractImage) else asked)


def projection_of(schema: GraphQLSchema, document: DocumentNode) -> Projection:
    """Return the projection of a document that is valid against the schema."""
    projection = Projection()
    pending = [(_type_of(schema, definition), definition.selection_set) for definition in _definitions(document)]
    while pending:
        parent, selection_set = pending.pop()
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                _add_field(projection, schema, parent, node.name.value)
                declared = getattr(parent, "fields", {}).get(node.name.value)
                if node.selection_set and declared:
                    pending.append((get_named_type(declared.type), node.selection_set))
            elif isinstance(node, InlineFragmentNode):
                pending.append((_type_of(schema, node) if node.type_condition else parent, node.selection_set))
    return projection


Definition = OperationDefinitionNode | FragmentDefinitionNode


def _definitions(document: DocumentNode) -> Iterator[Definition]:
    for definition in document.definitions:
        if isinstance(definition, Definition):
            yield definition


def _type_of(
    schema: GraphQLSchema, node: OperationDefinitionNode | FragmentDefinitionNode | InlineFragmentNode
) -> Any:
    """Return the type that a node selects from; None for an operation whose type the schema lacks."""
    if isinstance(node, OperationDefinitionNode):
        return schema.get_root_type(node.operation)
    assert node.type_condition, "fragments have one"
    return schema.get_type(node.type_condition.name.value)


def _add_field(projection: Projection, schema: GraphQLSchema, parent: Any, name: str) -> None:
    for type_ in schema.get_possible_types(parent) if is_abstract_type(parent) else [parent]:
        definition = getattr(type_, "fields", {}).get(name)
        if definition is not None:
            projection.add(type_.name, _requirements_of(definition.resolve))


def _requirements_of(resolver: Any) -> FieldRequirements:
    if isinstance(resolver, partial) and resolver.func is dict_or_attr_resolver:
        return FieldRequirements(frozenset(resolver.args[:1]))
    return getattr(resolver, "requirements", FieldRequirements())


def graphql_name(owner: type) -> str:
    """Return the GraphQL name of a model or block: its own `graphql_name`, else its class name."""
    return str(getattr(owner, "graphql_name", owner.__name__))
