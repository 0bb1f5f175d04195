"""Public rows with the columns that the document asks for."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any

from django.db.models import Count, Model, QuerySet, Value
from wagtail.images import get_image_model

from cms.graphql.context import Context
from cms.graphql.data.instances import InstanceBuilder
from cms.performance.response_cache import cache_tags
from cms.performance.response_cache.cache_tags import add_hidden_tags, add_tags
from cms.queries import fetch, prepare, tags_read
from cms.visibility import Visibility

Paginate = Callable[[QuerySet[Any]], QuerySet[Any]]


class VisibleQuery:
    """The rows of one model that a viewer may see.

    Args:
        context: the request.
        build: returns the queryset, filtered by the visibility that it is given, and by `keys` where there are any.
        cache_key: whatever `build` depends on but its arguments.
        keys: the primary keys that it picks; None when it may hold any rows.
    """

    def __init__(
        self,
        context: Context,
        build: Callable[..., QuerySet[Any]],
        cache_key: Hashable,
        keys: Iterable[int] | None = None,
    ) -> None:
        self._context = context
        self._keys = None if keys is None else list(keys)
        visibility = context.visibility
        self._cache_key = cache_key, visibility.cache_key
        self._parameters: dict[str, Any] = {"now": visibility.now}
        if self._keys is not None:
            self._parameters["keys"] = self._keys
        # Built now, so that what a client got wrong shows at once.
        self._queryset = prepare(
            lambda now, **picked: build(visibility.as_of(now), **picked), self._parameters, self._cache_key
        )

    @property
    def model(self) -> type[Model]:
        """The model."""
        return self._queryset.model

    def fetch(self, paginate: Paginate, cache_key: Hashable, annotation: str = "") -> list[Any]:
        """Return some of the rows as instances with the columns that the document asks for.

        Args:
            paginate: returns the part of the queryset to fetch.
            cache_key: whatever `paginate` depends on; None for a part that will hardly be fetched again.
            annotation: a column or annotation to fetch in any case.
        """
        builder = self._context.projection.builder(self.model, self._context.visibility, annotation)
        key = (self._cache_key, cache_key) if cache_key is not None else None
        if self._keys is None:
            return instantiate(self._context, builder, self._rows(paginate, builder.columns, key, self._tags()))
        add_hidden_tags(self._tags())
        found = instantiate(self._context, builder, self._rows(paginate, builder.columns, key, ()))
        if found:
            add_tags(self._tables())
            add_tags(cache_tags.row_tags(self.model, [row.pk for row in found]))
        return found

    def count(self) -> int:
        """Return how many rows there are."""

        def counted(queryset: QuerySet[Any]) -> QuerySet[Any]:
            return queryset.order_by().values(nothing=Value(1)).values(total=Count("*"))

        rows = self._rows(counted, ["total"], (self._cache_key, "count"), self._tags())
        return sum(total for (total,) in rows)

    def _rows(self, paginate: Paginate, columns: list[str], cache_key: Hashable, tags: Iterable[str]) -> list[Any]:
        return fetch(lambda **_: paginate(self._queryset), columns, self._parameters, cache_key, tags)

    def _tags(self) -> Iterator[str]:
        """Yield the tags of what decides which rows these are; joined rows have their own."""
        yield from self._tables()
        if self._keys is not None:
            yield from cache_tags.row_tags(self.model, self._keys)

    def _tables(self) -> Iterator[str]:
        """Yield the tags of the tables that are read, without the model's own where keys say which rows."""
        own: set[str] = set()
        if self._keys is not None:
            own = {f"list:{cache_tags.table_label(table)}" for table in cache_tags.tables_of(self.model)}
        yield from tags_read(self._queryset, self._cache_key) - own


def instantiate(context: Context, builder: InstanceBuilder, rows: Iterable[Any]) -> list[Any]:
    """Return the instances that a query's rows hold, and prime the loaders with the rows joined to them."""
    found, joined = builder.build_joined(rows)
    for model, by_key in joined.items():
        add_hidden_tags(cache_tags.row_tags(model, by_key))
        known = {pk: context.visibility.shown(row) for pk, row in by_key.items()}
        shown = context.batches.add([row for row in known.values() if row is not None])
        if shown:
            add_tags(cache_tags.row_tags(model, [row.pk for row in shown]))
        context.loader(fetch_of(model)).prime(known)
    return context.batches.add(found)


def images(context: Context, keys: set[int]) -> dict[int, Any]:
    """Load public images by primary key, neutral ones for those whose rights of use do not last."""
    found = fetch_by_key(context, get_image_model(), keys, _replaceable)
    return {pk: context.visibility.replaced(image) for pk, image in found.items()}


def fetch_of(model: type[Model]) -> Any:
    """Return the fetch function that loads a model's public rows by primary key; the same one each time."""
    if model is get_image_model():
        return images
    if model not in _fetchers:
        _fetchers[model] = lambda context, keys: fetch_by_key(context, model, keys, _public)
    return _fetchers[model]


_fetchers: dict[type[Model], Any] = {}


def _public(rows: QuerySet[Any], visibility: Visibility) -> QuerySet[Any]:
    return visibility.filter(rows).order_by()


def _replaceable(rows: QuerySet[Any], visibility: Visibility) -> QuerySet[Any]:
    return visibility.replaceable(rows).order_by()


def fetch_by_key(
    context: Context,
    model: type[Model],
    keys: set[int],
    apply_filter: Callable[[QuerySet[Any], Visibility], QuerySet[Any]],
) -> dict[int, Any]:
    """Return rows by primary key.

    Args:
        context: the request.
        model: their model.
        keys: their primary keys, at least one.
        apply_filter: returns those of a queryset that the viewer may see; the same function each time.
    """

    def build(visibility: Visibility, keys: list[int]) -> QuerySet[Any]:
        return apply_filter(model._default_manager.filter(pk__in=keys), visibility)

    rows = VisibleQuery(context, build, (model, apply_filter), keys)
    return {row.pk: row for row in rows.fetch(lambda found: found, "all")}
