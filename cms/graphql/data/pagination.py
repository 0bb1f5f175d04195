"""The part of an ordered list that a client asked for: by cursor or by page number, of one list or of many at once."""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, F, OrderBy, Q, QuerySet, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import RowNumber

from cms.graphql.data.dataloader import mark_batch
from cms.graphql.data.visible_query import VisibleQuery
from cms.graphql.errors import BadUserInput

DEFAULT_SIZE = 20
MAX_SIZE = 100
MAX_PAGE = 1_000_000
FAR = 500
"""Rows to skip from which on it pays to look for the keys of a page first."""

BROKEN_CURSOR = "This cursor is broken. Pass a `cursor` or `endCursor` exactly as an earlier answer gave it."


@dataclass(frozen=True)
class Order:
    """A total order: rows by one key, those with the same key by primary key.

    Attributes:
        name: what cursors call it; a cursor made under one order is refused under another.
        key: the field or annotation that rows are ordered by, never null.
        descending: greatest first.
        annotation: the expression behind `key` when it is no field.
        timed: the key is a moment in time, not a text.
    """

    name: str
    key: str
    descending: bool = False
    annotation: Combinable | None = None
    timed: bool = False

    @property
    def terms(self) -> list[OrderBy]:
        """What to sort by."""
        return [OrderBy(F(name), descending=self.descending) for name in (self.key, "pk")]

    def annotated(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the queryset with the key on each row."""
        return queryset if self.annotation is None else queryset.annotate(**{self.key: self.annotation})

    def beyond(self, cursor: str) -> Q:
        """Return the condition for rows that come after a cursor.

        Raises:
            BadUserInput: when the cursor is broken or was made under another order.
        """
        key, pk = self.decode(cursor)
        side = "lt" if self.descending else "gt"
        # With a condition on the key alone an index on it begins at the cursor; for two joined by OR it does not.
        return Q(**{f"{self.key}__{side}e": key}) & (Q(**{f"{self.key}__{side}": key}) | Q(**{f"pk__{side}": pk}))

    def cursor(self, row: Any) -> str:
        """Return the cursor of a row."""
        key = getattr(row, self.key)
        text = json.dumps([self.name, key.isoformat() if self.timed else key, row.pk])
        return base64.urlsafe_b64encode(text.encode()).decode("ascii")

    def decode(self, cursor: str) -> tuple[Any, int]:
        """Return the key and primary key of the row that a cursor was made of.

        Raises:
            BadUserInput: when the cursor is broken or was made under another order.
        """
        try:
            name, key, pk = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
            if type(pk) is not int or not 0 <= pk < 2**63 or not isinstance(key, str) or "\0" in key:
                raise ValueError(cursor)
            key.encode()
            value: Any = key
            if name == self.name and self.timed:
                value = datetime.fromisoformat(key)
                if value.tzinfo is None:
                    raise ValueError(cursor)
                value = value.astimezone(UTC)
        except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError):
            raise BadUserInput(BROKEN_CURSOR) from None
        if name != self.name:
            raise BadUserInput("This cursor belongs to a list in another order. Begin again without `after`.")
        return value, pk


@dataclass(frozen=True)
class Span:
    """Which rows of a list are wanted: `size` of them, `offset` rows from the beginning or after a cursor."""

    size: int
    offset: int
    after: str | None

    @classmethod
    def parse(cls, first: int | None = None, after: str | None = None, page: int | None = None) -> "Span":
        """Return the span that a field's arguments describe.

        Raises:
            BadUserInput: when one is out of its range, or both `after` and `page` are given.
        """
        size = page_size(first)
        after = after or None  # clients send an empty cursor for the first page
        if after is not None and page is not None:
            raise BadUserInput("Pass either `after` or `page`, not both.")
        if page is not None and not 1 <= page <= MAX_PAGE:
            raise BadUserInput(f"`page` takes a number from 1 to {MAX_PAGE:,}.")
        return cls(size, (page - 1) * size if page else 0, after)


def page_size(first: int | None, *, default: int = DEFAULT_SIZE, most: int = MAX_SIZE) -> int:
    """Return how many rows to give.

    Raises:
        BadUserInput: when `first` is out of its range.
    """
    if first is None:
        return default
    if not 1 <= first <= most:
        raise BadUserInput(f"`first` takes a number from 1 to {most}.")
    return first


class Slice:
    """A part of a list, from which a connection is resolved. Nothing is fetched or counted before it is read.

    Args:
        order: the list's order.
        span: the part.
        fetch: returns the part's rows and one more when there are more.
        count: returns how many rows the whole list has.
    """

    def __init__(self, order: Order, span: Span, fetch: Callable[[], list[Any]], count: Callable[[], int]) -> None:
        self.order = order
        self.span = span
        self._fetch = fetch
        self._count = count

    @cached_property
    def _fetched(self) -> list[Any]:
        return self._fetch()

    @cached_property
    def nodes(self) -> list[Any]:
        """The rows."""
        return self._fetched[: self.span.size]

    @property
    def continues(self) -> bool:
        """Whether there are rows after these."""
        return len(self._fetched) > self.span.size

    @property
    def begins_later(self) -> bool:
        """Whether there are rows before these."""
        return self.span.offset > 0 or self.span.after is not None

    @cached_property
    def total(self) -> int:
        """How many rows the whole list has."""
        return self._count()


def slice_of(
    queryset: QuerySet[Any], order: Order, load: Callable[[QuerySet[Any]], list[Any]] = list, **arguments: Any
) -> Slice:
    """Return the slice of one list.

    Args:
        queryset: all rows, already narrowed by `cms.visibility`.
        order: their order.
        load: turns a sliced queryset into rows.
        arguments: `first`, `after` and `page`, as the client gave them.

    Raises:
        BadUserInput: as Span.parse and Order.beyond do.
    """
    span = Span.parse(**arguments)
    rows = order.annotated(queryset)
    if span.after is not None:
        rows = rows.filter(order.beyond(span.after))
    window = rows.order_by(*order.terms)[span.offset : span.offset + span.size + 1]
    return Slice(order, span, lambda: mark_batch(load(window)), queryset.order_by().count)


def part_of(rows: VisibleQuery, order: Order, **arguments: Any) -> Slice:
    """Return the slice of one list as `slice_of` does, with the columns that the document asks for."""
    span = Span.parse(**arguments)
    beyond = order.beyond(span.after) if span.after is not None else Q()

    def paginate(queryset: QuerySet[Any]) -> QuerySet[Any]:
        found = order.annotated(queryset)
        part = found.filter(beyond).order_by(*order.terms)[span.offset : span.offset + span.size + 1]
        # What is skipped is read by its keys alone, from an index where there is one.
        return part if span.offset < FAR else found.filter(pk__in=part.values("pk")).order_by(*order.terms)

    cache_key = (order, span) if span.after is None else None
    return Slice(order, span, lambda: rows.fetch(paginate, cache_key, annotation=order.key), rows.count)


class Groups:
    """The same slice of many lists, such as the articles of each category, fetched for all of them at once.

    Args:
        queryset: the rows of all lists, already narrowed by `cms.visibility`.
        order: their order within a list.
        group: the field, lookup or annotation that tells which list a row is in.
        keys: the lists that will be asked for.
        load, arguments: as for slice_of.

    Raises:
        BadUserInput: as slice_of does.
    """

    def __init__(
        self,
        queryset: QuerySet[Any],
        order: Order,
        group: str,
        keys: list[Any],
        load: Callable[[QuerySet[Any]], list[Any]] = list,
        **arguments: Any,
    ) -> None:
        self._order = order
        self._load = load
        self._span = span = Span.parse(**arguments)
        self._members = queryset.annotate(group_key=F(group)).filter(group_key__in=keys).order_by()
        rows = order.annotated(self._members)
        if span.after is not None:
            rows = rows.filter(order.beyond(span.after))
        place = Window(RowNumber(), partition_by=[F("group_key")], order_by=order.terms)
        rows = rows.annotate(place=place).filter(place__gt=span.offset, place__lte=span.offset + span.size + 1)
        self._window = rows.order_by("group_key", "place")

    def slice(self, key: Any) -> Slice:
        """Return the slice of one list."""
        return Slice(self._order, self._span, lambda: self._rows.get(key, []), lambda: self._totals.get(key, 0))

    @cached_property
    def _rows(self) -> dict[Any, list[Any]]:
        found: dict[Any, list[Any]] = {}
        for row in mark_batch(self._load(self._window)):
            found.setdefault(row.group_key, []).append(row)
        return found

    @cached_property
    def _totals(self) -> dict[Any, int]:
        return dict(self._members.values("group_key").annotate(total=Count("pk")).values_list("group_key", "total"))
