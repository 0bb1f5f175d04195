"""Pagination by cursor or by page number."""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from django.db.models import F, OrderBy, Q, QuerySet
from django.db.models.expressions import Combinable

from cms.graphql.context import Context
from cms.graphql.data.visible_query import VisibleQuery
from cms.graphql.errors import BadUserInput

DEFAULT_SIZE = 20
MAX_SIZE = 100
MAX_PAGE = 1_000_000
DEFERRED_JOIN_OFFSET = 500
"""The offset from which on a subquery finds the primary keys of a page, and only the page's own rows are fetched."""

BROKEN_CURSOR = "This cursor is broken. Pass a `cursor` or `endCursor` exactly as an earlier answer gave it."


@dataclass(frozen=True)
class TotalOrder:
    """A total order: rows by one key, those with the same key by primary key.

    Attributes:
        name: what cursors call it; a cursor made under one order is refused under another.
        key: the field or annotation that rows are ordered by, never null.
        descending: greatest first.
        annotation: the expression behind `key` when it is no field.
        is_datetime: the key is a moment in time, not a text.
        is_date: the key is a day, not a text.
    """

    name: str
    key: str
    descending: bool = False
    annotation: Combinable | None = None
    is_datetime: bool = False
    is_date: bool = False

    @property
    def order_by(self) -> list[OrderBy]:
        """The arguments of `QuerySet.order_by`."""
        return [OrderBy(F(name), descending=self.descending) for name in (self.key, "pk")]

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Annotate the queryset with the key."""
        return queryset if self.annotation is None else queryset.annotate(**{self.key: self.annotation})

    def after_cursor(self, cursor: str) -> Q:
        """Return the condition for the rows after a cursor.

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
        text = json.dumps([self.name, key.isoformat() if self.is_datetime or self.is_date else key, row.pk])
        return base64.urlsafe_b64encode(text.encode()).decode("ascii")

    def decode(self, cursor: str) -> tuple[Any, int]:
        """Return the key and primary key of a cursor's row.

        Raises:
            BadUserInput: when the cursor is broken or was made under another order.
        """
        try:
            name, key, pk = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
            if type(pk) is not int or not 0 <= pk < 2**63 or not isinstance(key, str) or "\0" in key:
                raise ValueError(cursor)
            key.encode()
            value: Any = key
            if name == self.name and self.is_datetime:
                value = datetime.fromisoformat(key)
                if value.tzinfo is None:
                    raise ValueError(cursor)
                value = value.astimezone(UTC)
            elif name == self.name and self.is_date:
                value = date.fromisoformat(key)
        except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError):
            raise BadUserInput(BROKEN_CURSOR) from None
        if name != self.name:
            raise BadUserInput("This cursor belongs to a list in another order. Begin again without `after`.")
        return value, pk


@dataclass(frozen=True)
class PageArguments:
    """The validated `first`, `after` and `page` of a field: `size` rows, from an offset or after a cursor."""

    size: int
    offset: int
    after: str | None

    @classmethod
    def parse(cls, first: int | None = None, after: str | None = None, page: int | None = None) -> "PageArguments":
        """Validate the arguments of a field.

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

    def slice(self, queryset: QuerySet[Any], order: TotalOrder) -> QuerySet[Any]:
        """Return the rows of the page and the next one, which tells whether there is another page."""
        if self.after is not None:
            queryset = queryset.filter(order.after_cursor(self.after))
        return queryset.order_by(*order.order_by)[self.offset : self.offset + self.size + 1]


def page_size(first: int | None, *, default: int = DEFAULT_SIZE, max_size: int = MAX_SIZE) -> int:
    """Return the number of rows of a page.

    Raises:
        BadUserInput: when `first` is out of its range.
    """
    if first is None:
        return default
    if not 1 <= first <= max_size:
        raise BadUserInput(f"`first` takes a number from 1 to {max_size}.")
    return first


class ConnectionSlice:
    """The lazy slice of a list that a connection is resolved from: nothing is fetched or counted before it is read.

    Args:
        order: the order of the list.
        page_arguments: which rows of it the slice has.
        fetch: returns those rows, and the next one where there is one.
        count: returns the number of rows in the whole list.
    """

    def __init__(
        self,
        order: TotalOrder,
        page_arguments: PageArguments,
        fetch: Callable[[], list[Any]],
        count: Callable[[], int],
    ) -> None:
        self.order = order
        self.page_arguments = page_arguments
        self._fetch = fetch
        self._count = count

    @cached_property
    def _fetched(self) -> list[Any]:
        return self._fetch()

    @cached_property
    def nodes(self) -> list[Any]:
        """The rows."""
        return self._fetched[: self.page_arguments.size]

    @property
    def has_next_page(self) -> bool:
        """Whether the list has rows after these."""
        return len(self._fetched) > self.page_arguments.size

    @property
    def has_previous_page(self) -> bool:
        """Whether the list has rows before these."""
        return self.page_arguments.offset > 0 or self.page_arguments.after is not None

    @cached_property
    def total_count(self) -> int:
        """The number of rows in the whole list."""
        return self._count()


def slice_queryset(
    context: Context,
    queryset: QuerySet[Any],
    order: TotalOrder,
    load: Callable[[QuerySet[Any]], list[Any]] = list,
    **arguments: Any,
) -> ConnectionSlice:
    """Return a slice of a queryset, whose rows are one batch.

    Args:
        context: the request.
        queryset: all rows, already filtered by `cms.visibility`.
        order: their order.
        load: evaluates the sliced queryset.
        **arguments: `first`, `after` and `page`, as the client sent them.

    Raises:
        BadUserInput: as PageArguments.parse and TotalOrder.after_cursor do.
    """
    page_arguments = PageArguments.parse(**arguments)
    sliced = page_arguments.slice(order.annotate(queryset), order)
    return ConnectionSlice(order, page_arguments, lambda: context.batches.add(load(sliced)), queryset.order_by().count)


def slice_visible_query(query: VisibleQuery, order: TotalOrder, **arguments: Any) -> ConnectionSlice:
    """Return a slice of a `VisibleQuery`, with the columns that the document asks for; see `slice_queryset`."""
    page_arguments = PageArguments.parse(**arguments)
    if page_arguments.after is not None:
        order.decode(page_arguments.after)  # so that a broken cursor is refused before anything is fetched

    def paginate(queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = order.annotate(queryset)
        sliced = page_arguments.slice(rows, order)
        if page_arguments.offset < DEFERRED_JOIN_OFFSET:
            return sliced
        return rows.filter(pk__in=sliced.values("pk")).order_by(*order.order_by)

    cache_key = (order, page_arguments) if page_arguments.after is None else None
    return ConnectionSlice(
        order, page_arguments, lambda: query.fetch(paginate, cache_key, annotation=order.key), query.count
    )
