"""Public pages, each as what it is: found, and read with the columns that the document asks for, by one statement."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from grapple.registry import registry
from wagtail.models import Page

from cms import reading
from cms.api.context import Context
from cms.api.loading import together
from cms.api.rows import by_key, fetch_of, made, stand_ins_for
from cms.statements import FIRST_KEY, MOMENT, TEXT, Statement, kept

K = TypeVar("K", int, str)


def known_models() -> list[type[Page]]:
    """Return the models of all pages that the schema knows."""
    return [model for model in registry.pages if model is not Page]


def known_types() -> tuple[int, ...]:
    """Return the primary keys of their content types."""
    find = ContentType.objects.get_for_model
    return tuple(sorted(find(model).pk for model in known_models()))


def public_pages(context: Context, queryset: Any) -> Any:
    """Narrow pages to public ones of the types that the schema knows."""
    return context.visibility.pages(queryset.filter(content_type__in=known_types()))


def specific(
    context: Context,
    build: Callable[[], QuerySet[Page]],
    key: Hashable,
    values: Mapping[Any, Any],
    tags: Iterable[str],
) -> list[Any]:
    """Return the public ones of some pages, each as what it is, with the columns that the document asks for.

    Args:
        context: the request.
        build: returns the pages.
        key: what tells them from others: whatever `build` depends on.
        values: what takes the place of stand-ins in them.
        tags: what is read to know which pages these are.
    """
    asked = context.needs.specific(Page, known_models(), context.visibility)
    visibility, types = context.visibility, known_types()
    statement: Statement = kept.get(
        (key, types, visibility.key, asked.columns),
        lambda: Statement(visibility.at(MOMENT).pages(build().filter(content_type__in=types)), asked.columns),
    )
    found = []
    for kind, rows in asked.sorted(statement.rows({MOMENT: visibility.now, **values}, tags)).items():
        instances = made(context, kind, rows)
        reading.read(reading.rows(kind.model, [one.pk for one in instances]))
        found += instances
    return found


def pages(context: Context, keys: set[int]) -> Mapping[int, Page]:
    """Load public pages by primary key, each as what it is."""
    reading.add_hidden_tags(reading.rows(Page, keys))
    found = _picked(context, "pk", keys, FIRST_KEY.__add__, ())
    return {page.pk: page for page in found}


def pages_by_path(context: Context, keys: set[str]) -> Mapping[str, Page]:
    """Load public pages by treebeard path."""
    tags = {"rows:page", *(f"path:{path}" for path in keys)}
    return {page.path: page for page in _picked(context, "path", keys, lambda place: f"{TEXT}{place}", tags)}


def _picked(
    context: Context, column: str, keys: set[K], stand_in: Callable[[int], K], tags: Iterable[str]
) -> list[Any]:
    stand_ins, values = stand_ins_for(keys, stand_in)
    return specific(
        context,
        lambda: Page.objects.filter(**{f"{column}__in": stand_ins}),
        ("pages", column, len(stand_ins)),
        values,
        tags,
    )


def pages_by_translation(context: Context, keys: set[Any]) -> Mapping[Any, list[Page]]:
    """Load public pages by translation key, in the order of the site's languages."""
    reading.read({"rows:page", *(f"translation:{key}" for key in keys)})
    with reading.told():
        public = public_pages(context, Page.objects.filter(translation_key__in=keys))
        rows = list(public.values_list("pk", "content_type_id", "translation_key"))
    kin = {pk: key for pk, _content_type, key in rows}
    found: dict[Any, list[Page]] = {}
    for page in each_as_it_is(context, (row[:2] for row in rows)):
        found.setdefault(kin[page.pk], []).append(page)
    order = [tree.root for tree in context.sites.trees]
    for group in found.values():
        group.sort(key=lambda page: next(place for place, root in enumerate(order) if page.path.startswith(root)))
    return found


def rows_of(model: type[Model]) -> Any:
    """Return the fetch function that loads a model's public rows by primary key; the same one each time."""
    return pages if issubclass(model, Page) else fetch_of(model)


def each_as_it_is(context: Context, found: Iterable[tuple[int, int]]) -> list[Any]:
    """Load pages that were found to be public, each as what it is, with the columns that the document asks for.

    Args:
        context: the request.
        found: primary key and primary key of the content type of each page.
    """
    by_type: dict[int, set[int]] = {}
    order = list(found)
    for pk, content_type in order:
        by_type.setdefault(content_type, set()).add(pk)
    loaded: dict[int, Any] = {}
    for content_type, keys in by_type.items():
        model: Any = ContentType.objects.get_for_id(content_type).model_class()
        loaded |= by_key(context, model, keys, _as_found)
    return together([loaded[pk] for pk, _content_type in order if pk in loaded])


def _as_found(pages: QuerySet[Any], _visibility: object) -> QuerySet[Any]:
    return pages.order_by()
