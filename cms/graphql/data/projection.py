"""Which columns and relations a document asks for, so that nothing else is read.

A resolver says by `@needs` what it reads of its object. One that says nothing may read everything.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from django.db.models import Model
from graphene.types.resolver import dict_or_attr_resolver
from graphql import DocumentNode, GraphQLSchema, TypeInfo, TypeInfoVisitor, Visitor, is_abstract_type, visit
from graphql.language import FieldNode
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from cms.graphql.data.specific import Specific
from cms.instances import InstanceBuilder
from cms.visibility import Visibility

R = TypeVar("R", bound=Callable[..., Any])
ALL_COLUMNS = None

PAGE_COLUMNS = {"path", "url_path", "title"}
"""What is read of every page: where it is."""

KIN = "translation_key"
"""What is read of every page that something leads to: whether it stands in another language, too."""

PICTURE = {"title", "file", "width", "height", "description", "is_decorative", "credit"}
"""What is read of every picture, as blocks and rich text show it."""


def needs(*columns: str, relation: str = "", also: Mapping[str, Iterable[str]] | None = None) -> Callable[[R], R]:
    """Declare what a resolver reads: for use as a decorator.

    Args:
        columns: columns of its object, none for the primary key alone; those that its model lacks are ignored.
        relation: the foreign key whose rows it gives, which may then be read together with the object.
        also: columns that it reads of other objects, by the names of their types.
    """

    def declare(resolver: R) -> R:
        resolver.needs = Reads(frozenset(columns), relation, also or {})  # type: ignore[attr-defined]  # a function's
        return resolver

    return declare


@dataclass(frozen=True)
class Reads:
    """What one resolver reads: see `needs`. It may read every column when `columns` is None."""

    columns: frozenset[str] | None = ALL_COLUMNS
    relation: str = ""
    also: Mapping[str, Iterable[str]] = field(default_factory=dict)


class Needs:
    """What a document asks of each type; everything of a type that it does not name."""

    def __init__(self) -> None:
        self._columns: dict[str, set[str] | None] = {}
        self._relations: dict[str, set[str]] = {}
        self._instances: dict[object, InstanceBuilder] = {}
        self._specific: dict[type[Model], Specific] = {}

    def add(self, type_name: str, reads: Reads) -> None:
        """Add what a resolver of a type reads."""
        known = self._columns.get(type_name, set())
        self._columns[type_name] = None if known is None or reads.columns is None else known | reads.columns
        if reads.relation:
            self._relations.setdefault(type_name, set()).add(reads.relation)
        for other, columns in reads.also.items():
            known = self._columns.get(other, set())
            self._columns[other] = None if known is None else known | {*columns}

    def instances(self, model: type[Model], visibility: Visibility, also: str = "") -> InstanceBuilder:
        """Return what makes instances of a model of the asked columns.

        Relations are read with them where a loaded row tells by itself whether it is visible.

        Args:
            model: the model.
            visibility: who knows.
            also: a column, or annotation, to read in any case.
        """
        key = model, also
        if key not in self._instances:
            columns = self._of(model) | ({also} if also else set())
            for relation in self._relations.get(graphql_name(model), ()):
                related: Any = model._meta.get_field(relation).related_model
                judged = visibility.required_columns(related)
                if judged is not None and self._columns.get(graphql_name(related)) is not None:
                    columns |= {f"{relation}__{name}" for name in (*self._of(related), *judged, "pk")}
            self._instances[key] = InstanceBuilder(model, columns)
        return self._instances[key]

    def specific(self, root: type[Model], models: Iterable[type[Model]], visibility: Visibility) -> Specific:
        """Return what one statement reads of several models of pages, from the table that they share.

        Of those that the document does not name it reads where they are: their tables are not joined.

        Args:
            root: the model that they inherit from.
            models: the models; the same ones each time.
            visibility: as for `instances`.
        """
        if root not in self._specific:
            kinds = [
                self.instances(model, visibility, KIN)
                if not self._columns or graphql_name(model) in self._columns
                else InstanceBuilder(model, {*PAGE_COLUMNS, KIN})
                for model in models
            ]
            self._specific[root] = Specific(root, kinds)
        return self._specific[root]

    def _of(self, model: type[Model]) -> set[str]:
        own = {field.attname for field in model._meta.concrete_fields if not field.primary_key}
        asked = self._columns.get(graphql_name(model), ALL_COLUMNS)
        if asked is ALL_COLUMNS:
            return own
        if issubclass(model, Page):
            return own & (asked | PAGE_COLUMNS)
        return own & (asked | PICTURE if issubclass(model, AbstractImage) else asked)


def needs_of(schema: GraphQLSchema, document: DocumentNode) -> Needs:
    """Return what a document asks, once it was validated against the schema."""
    needs = Needs()
    types = TypeInfo(schema)

    class Fields(Visitor):
        def enter_field(self, node: FieldNode, *_context: object) -> None:
            parent: Any = types.get_parent_type()
            for type_ in schema.get_possible_types(parent) if is_abstract_type(parent) else [parent]:
                definition = getattr(type_, "fields", {}).get(node.name.value)
                if definition is not None:
                    needs.add(type_.name, _reads(definition.resolve))

    visit(document, TypeInfoVisitor(types, Fields()))
    return needs


def _reads(resolver: Any) -> Reads:
    if isinstance(resolver, partial) and resolver.func is dict_or_attr_resolver:
        return Reads(frozenset(resolver.args[:1]))
    return getattr(resolver, "needs", Reads())


def graphql_name(owner: type) -> str:
    """Return the GraphQL name of a model or block: its own `graphql_name`, else its class name."""
    return str(getattr(owner, "graphql_name", owner.__name__))
