"""The search fields of page models: those declared in `search_fields`, Wagtail's declaration, and exposed in the API.

A declared field that is not exposed is not searched; a system check names it.

Source: https://docs.wagtail.org/en/stable/topics/search/indexing.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Field, Model, TextField
from wagtail.documents.models import AbstractDocument
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Page
from wagtail.search import index

from cms.graphql.declarations import declared_field
from cms.graphql.schema.registry import declared_models, page_models
from search.backends.base import TITLE_WEIGHT

TITLE = "title"
MAX_BOOST = 10
"""The largest boost: the words of a field are indexed as many times as its boost says."""

HIDDEN_BY_OTHERS = Page, AbstractImage, AbstractDocument
"""Models whose rows a view restriction above them hides without a write, so that the index would keep their texts."""

EDITORS_ONLY = "What editors alone are to find is an AutocompleteField, which the admin's page search reads."


F = TypeVar("F", bound=Callable[..., Any])


def cached_by_class(function: F) -> F:
    """Apply `functools.cache` to a function of a class, and keep its type: mypy takes `type[Any]` for unhashable."""
    return cast("F", cache(function))


class Fault(NamedTuple):
    """Why a declared field is not searched: id of the system check, message and hint."""

    id: str
    message: str
    hint: str


class DeclaredField(NamedTuple):
    """A `SearchField` of a page model, or of a model related to it.

    Attributes:
        name: the field, of the page or of the related model.
        boost: how many times its words are indexed.
        relations: the relations from the page to the related model.
    """

    name: str
    boost: float = 1
    relations: tuple[str, ...] = ()

    @property
    def lookup(self) -> str:
        """The lookup of the field, with Django's double underscores."""
        return "__".join((*self.relations, self.name))

    def related_models(self, model: type[Model]) -> Iterator[tuple[str, type[Model]]]:
        """Yield the lookup and the related model of each relation.

        Raises:
            FieldDoesNotExist: when there is no such relation.
        """
        for number, name in enumerate(self.relations, 1):
            related = model._meta.get_field(name).related_model
            if not isinstance(related, type):
                raise FieldDoesNotExist
            model = related
            yield "__".join(self.relations[:number]), model

    def column(self, model: type[Model]) -> Any:
        """Return the model field that it reads.

        Raises:
            FieldDoesNotExist: when there is no such relation or column.
        """
        for _lookup, related in self.related_models(model):
            model = related
        return model._meta.get_field(self.name)


@cached_by_class
def searched_fields(model: type[Page]) -> tuple[DeclaredField, ...]:
    """Return the searched fields of a page model except the title, which is always searched."""
    fields = (field for field in declared_fields(model) if field.lookup != TITLE)
    return tuple(field for field in fields if fault_of(model, field) is None)


@cached_by_class
def related_fields(model: type[Model]) -> tuple[tuple[type[Page], str, bool], ...]:
    """Return the relations from page models to a model that searched fields span.

    Args:
        model: a related model, which holds the searched text or is on the way to it.

    Returns:
        For each relation: page model, lookup, and whether the related model holds the text.
    """
    found = [
        (page_model, lookup, lookup == "__".join(field.relations))
        for page_model in page_models()
        for field in searched_fields(page_model)
        for lookup, related in field.related_models(page_model)
        if related._meta.concrete_model is model._meta.concrete_model
    ]
    return tuple(dict.fromkeys(found))


def declared_fields(model: type[Page]) -> list[DeclaredField]:
    """Return the `SearchField`s of a page model, those of `RelatedFields` too."""
    return list(_flattened(model.get_search_fields()))


def _flattened(declared: Iterable[Any], relations: tuple[str, ...] = ()) -> Iterator[DeclaredField]:
    for one in declared:
        if isinstance(one, index.RelatedFields):
            yield from _flattened(one.fields, (*relations, one.field_name))
        elif isinstance(one, index.SearchField):
            yield DeclaredField(one.field_name, 1 if one.boost is None else one.boost, relations)


def fault_of(model: type[Page], field: DeclaredField) -> Fault | None:
    """Return why a declared field of a page model is not searched; None when it is."""
    name = f"{model.__name__}.search_fields: “{field.lookup}”"
    if field.lookup == TITLE:
        if field.boost in (1, TITLE_WEIGHT):
            return None
        hint = f"Leave it out: a word in any title counts as {TITLE_WEIGHT:g} in the text."
        return Fault("search.E008", f"{name} has boost={field.boost:g}.", hint)
    try:
        column, related = field.column(model), [related for _lookup, related in field.related_models(model)]
    except FieldDoesNotExist:
        return Fault("search.E007", f"{name} is no column.", f"Readers search columns of text. {EDITORS_ONLY}")
    if not isinstance(column, CharField | TextField | StreamField):
        return Fault("search.E007", f"{name} is no column of text.", f"Declare it as a FilterField. {EDITORS_ONLY}")
    if any(issubclass(one, HIDDEN_BY_OTHERS) for one in related):
        return Fault(
            "search.E007",
            f"{name} is the text of a page, picture or document, which may be hidden while this page is not.",
            f"Remove it: readers would still find what they can no longer read. {EDITORS_ONLY}",
        )
    if not _is_exposed(model, field, column):
        return Fault(
            "search.E006",
            f"{name} is not exposed in graphql_fields.",
            "Expose it by this name or as the source of a field, or remove it: readers could find what they cannot "
            f"read. {EDITORS_ONLY}",
        )
    if not (1 <= field.boost <= MAX_BOOST and field.boost == int(field.boost)):
        hint = f"Use a whole number from 1 to {MAX_BOOST}: so many times each word of it is counted."
        return Fault("search.E008", f"{name} has boost={field.boost:g}.", hint)
    return None


def _is_exposed(model: type[Page], field: DeclaredField, column: Field[Any, Any]) -> bool:
    """Tell whether the API exposes a field, and each relation on the way to it."""
    if not field.relations:
        return field.name in exposed_sources(model)
    owners = [one for one in declared_models() if one._meta.concrete_model is column.model._meta.concrete_model]
    return field.relations[0] in exposed_sources(model) and any(field.name in exposed_sources(one) for one in owners)


@cached_by_class
def exposed_sources(owner: type) -> frozenset[str]:
    """Return the names that the `graphql_fields` of a model or block read: columns, relations, methods or children."""
    declarations = getattr(owner, "graphql_fields", ())
    return frozenset(declared_field(declaration)[0].field_source for declaration in declarations)
