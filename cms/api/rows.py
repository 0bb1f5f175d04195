"""Public rows with the columns that the document asks for, by queries that are compiled once."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from django.db.models import Count, Model, QuerySet, Value
from wagtail.images import get_image_model

from cms import reading
from cms.api.context import Context
from cms.api.loading import together
from cms.reading import add_hidden_tags, read
from cms.statements import FIRST_KEY, MOMENT, Instances, Statement, kept
from cms.visibility import Visibility

Build = Callable[[Visibility], QuerySet[Any]]
Cut = Callable[[QuerySet[Any]], QuerySet[Any]]
K = TypeVar("K")


class Rows:
    """The rows of one model that a viewer may see.

    Args:
        context: the request.
        build: returns the queryset, narrowed by the visibility that it is given.
        key: what tells this queryset from others: whatever `build` depends on but the visibility.
        keys: the primary keys that it picks; None when it may hold any rows.
    """

    def __init__(self, context: Context, build: Build, key: Hashable, keys: Iterable[int] | None = None) -> None:
        self._context = context
        self._keys = keys
        self._key = key, context.visibility.key
        # Kept too, because what a client got wrong turns up when it is built.
        visibility = context.visibility
        self._queryset: QuerySet[Any] = kept.get((self._key, "rows"), lambda: build(visibility.at(MOMENT)))

    @property
    def model(self) -> type[Model]:
        """The model."""
        return self._queryset.model

    def read(self, cut: Cut, part: Hashable, besides: str = "", values: Mapping[Any, Any] | None = None) -> list[Any]:
        """Return some of the rows, with the columns that the document asks for; what came along is known afterwards.

        Args:
            cut: returns the part of the queryset to read.
            part: what tells this part from others; None for one that will hardly be read again.
            besides: a column or annotation to read in any case.
            values: what takes the place of stand-ins in the queryset.
        """
        instances = self._context.needs.instances(self.model, self._context.visibility, besides)
        key = (self._key, part, instances.key) if part is not None else None
        statement: Statement = kept.get(key, lambda: Statement(cut(self._queryset), instances.columns))
        values = {MOMENT: self._context.visibility.now, **(values or {})}
        if self._keys is None:
            return made(self._context, instances, statement.rows(values, self._tags()))
        add_hidden_tags(self._tags())
        found = made(self._context, instances, statement.rows(values, ()))
        if found:
            read(self._tables())
            read(reading.rows(self.model, [row.pk for row in found]))
        return found

    def _tags(self) -> Iterator[str]:
        """Yield the tags of what decides which rows these are; related rows that come along have their own."""
        yield from self._tables()
        if self._keys is not None:
            yield from reading.rows(self.model, self._keys)

    def _tables(self) -> frozenset[str]:
        """Return the tags of the tables that are read, without the model's own where keys say which rows."""
        found: frozenset[str] = kept.get(
            (self._key, "tags"), lambda: Statement(self._queryset.order_by(), ["pk"]).tags
        )
        if self._keys is None:
            return found
        return found.difference(f"list:{reading.label(table)}" for table in reading.tables_of(self.model))

    def count(self) -> int:
        """Return how many rows there are."""
        counted = self._queryset.order_by().values(nothing=Value(1)).values(total=Count("*"))
        statement: Statement = kept.get((self._key, "count"), lambda: Statement(counted, ["total"]))
        return sum(total for (total,) in statement.rows({MOMENT: self._context.visibility.now}, self._tags()))


def made(context: Context, instances: Instances, rows: Iterable[Any]) -> list[Any]:
    """Return the instances that a statement's rows hold; what came along with them is known afterwards."""
    found, related = instances.make_all(rows)
    for model, beside in related.items():
        add_hidden_tags(reading.rows(model, beside))
        shows = context.visibility.shows
        known = {pk: row if shows(row) else None for pk, row in beside.items()}
        shown = together([row for row in known.values() if row is not None])
        if shown:
            read(reading.rows(model, [row.pk for row in shown]))
        context.loader(fetch_of(model)).know(known)
    return together(found)


def images(context: Context, keys: set[int]) -> Mapping[int, Any]:
    """Load public images by primary key."""
    return by_key(context, get_image_model(), keys, _public)


def fetch_of(model: type[Model]) -> Any:
    """Return the fetch function that loads a model's public rows by primary key; the same one each time."""
    if model is get_image_model():
        return images
    if model not in _fetchers:
        _fetchers[model] = lambda context, keys: by_key(context, model, keys, _public)
    return _fetchers[model]


_fetchers: dict[type[Model], Any] = {}


def _public(rows: QuerySet[Any], visibility: Visibility) -> QuerySet[Any]:
    return visibility.of(rows).order_by()


def by_key(
    context: Context, model: type[Model], keys: set[int], narrow: Callable[[QuerySet[Any], Visibility], QuerySet[Any]]
) -> dict[int, Any]:
    """Return rows by primary key.

    Args:
        context: the request.
        model: their model.
        keys: their primary keys.
        narrow: returns those of a queryset that the viewer may see; the same function each time.
    """
    stand_ins, values = stand_ins_for(keys, FIRST_KEY.__add__)
    rows = Rows(
        context,
        lambda visibility: narrow(model._default_manager.filter(pk__in=stand_ins), visibility),
        (model, narrow, len(stand_ins)),
        keys,
    )
    return {row.pk: row for row in rows.read(lambda found: found, "all", values=values)}


def stand_ins_for(keys: set[K], stand_in: Callable[[int], K]) -> tuple[list[K], dict[K, K]]:
    """Return stand-ins for keys and what takes their place; as many as the next power of two.

    So a few statements serve lists of every length.

    Args:
        keys: the keys, at least one.
        stand_in: returns the stand-in of a number.
    """
    wanted = list(keys)
    stand_ins = [stand_in(place) for place in range(1 << (len(wanted) - 1).bit_length())]
    return stand_ins, {one: wanted[min(place, len(wanted) - 1)] for place, one in enumerate(stand_ins)}
