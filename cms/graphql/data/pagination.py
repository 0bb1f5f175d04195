"""Pagination by cursor or by page number."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property, partial
from typing import Any, TypeVar

from django.db.models import F, OrderBy, Q, QuerySet
from django.db.models.expressions import Combinable

from cms.graphql.context import Context
from cms.graphql.data.visible_query import VisibleQuery
from cms.graphql.errors import BadUserInput

R = TypeVar("R")

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
        is_number: the key is a whole number, not a text.
    """

    name: str
    key: str
    descending: bool = False
    annotation: Combinable | None = None
    is_datetime: bool = False
    is_date: bool = False
    is_number: bool = False

    @property
    def order_by(self) -> list[OrderBy]:
        """The arguments of `QuerySet.order_by`."""
        return [OrderBy(F(name), descending=self.descending) for name in (self.key, "pk")]

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Annotate the queryset with the key."""
        return queryset if self.annotation is None else queryset.annotate(**{self.key: self.annotation})

    @property
    def reversed(self) -> "TotalOrder":
        """The same order from the other end; its cursors are the same."""
        return replace(self, descending=not self.descending)

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
            value = self._key_of(name, key)
            if type(pk) is not int or not 0 <= pk < 2**63:
                raise ValueError(cursor)
        except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError):
            raise BadUserInput(BROKEN_CURSOR) from None
        if name != self.name:
            raise BadUserInput("This cursor belongs to a list in another order. Begin again without it.")
        return value, pk

    def _key_of(self, name: object, key: Any) -> Any:
        """Return the key in a cursor; that of another order as it is.

        Raises:
            ValueError: when it is none.
        """
        if type(key) is int and 0 <= key < 2**63 and (self.is_number or name != self.name):
            return key
        if not isinstance(key, str) or "\0" in key or (self.is_number and name == self.name):
            raise ValueError(key)
        key.encode()
        if name != self.name:
            return key
        if self.is_datetime:
            moment = datetime.fromisoformat(key)
            if moment.tzinfo is None:
                raise ValueError(key)
            return moment.astimezone(UTC)
        return date.fromisoformat(key) if self.is_date else key


@dataclass(frozen=True)
class PageArguments:
    """The validated arguments of a connection: `size` rows, from an offset or next to a cursor.

    Attributes:
        size: the number of rows.
        offset: how many rows come before them, in a numbered listing.
        cursor: the row that they follow, or precede where they are read backward.
        is_backward: they are the last rows of the list, or the last before the cursor.
    """

    size: int
    offset: int = 0
    cursor: str | None = None
    is_backward: bool = False

    @classmethod
    def parse(
        cls,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        page: int | None = None,
    ) -> "PageArguments":
        """Validate the arguments of a field.

        Raises:
            BadUserInput: when one is out of its range, or two exclude each other.
        """
        after, before = after or None, before or None  # clients send an empty cursor for the first page
        is_backward = last is not None or before is not None
        if is_backward and (first is not None or after is not None or page is not None):
            raise BadUserInput(
                "Pass `first` and `after` to read forward, or `last` and `before` to read backward, not both; "
                "`page` goes with `first` alone."
            )
        size = page_size(last, name="last") if is_backward else page_size(first)
        if after is not None and page is not None:
            raise BadUserInput("Pass either `after` or `page`, not both.")
        if page is not None and not 1 <= page <= MAX_PAGE:
            raise BadUserInput(f"`page` takes a number from 1 to {MAX_PAGE:,}.")
        return cls(size, (page - 1) * size if page else 0, before if is_backward else after, is_backward)

    @property
    def is_start(self) -> bool:
        """Whether they are the first rows of the list, read forward."""
        return not (self.offset or self.cursor or self.is_backward)

    def direct(self, order: TotalOrder) -> TotalOrder:
        """Return the order in which the rows are fetched: the other way round for the last ones."""
        return order.reversed if self.is_backward else order

    def slice(self, queryset: QuerySet[Any], order: TotalOrder) -> QuerySet[Any]:
        """Return the rows of the page and the next one, which tells whether there is another page.

        Read backward, they come the last one first.
        """
        order = self.direct(order)
        if self.cursor is not None:
            queryset = queryset.filter(order.after_cursor(self.cursor))
        return queryset.order_by(*order.order_by)[self.offset : self.offset + self.size + 1]

    def nodes(self, fetched: Sequence[R]) -> list[R]:
        """Return the rows of the page, in the order of the list, from those that were fetched for it."""
        rows = list(fetched[: self.size])
        return rows[::-1] if self.is_backward else rows

    def has_next_page(self, fetched: Sequence[Any]) -> bool:
        """Tell from the rows that were fetched whether the list has rows after those of the page."""
        return self.cursor is not None if self.is_backward else len(fetched) > self.size

    def has_previous_page(self, fetched: Sequence[Any]) -> bool:
        """Tell from the rows that were fetched whether the list has rows before those of the page."""
        return len(fetched) > self.size if self.is_backward else self.offset > 0 or self.cursor is not None


def page_size(size: int | None, *, name: str = "first", default: int = DEFAULT_SIZE, max_size: int = MAX_SIZE) -> int:
    """Return the number of rows of a page, as the argument `name` gives it.

    Raises:
        BadUserInput: when it is out of its range.
    """
    if size is None:
        return default
    if not 1 <= size <= max_size:
        raise BadUserInput(f"`{name}` takes a number from 1 to {max_size}.")
    return size


class ConnectionSlice:
    """The lazy slice of a list that a connection is resolved from: nothing is fetched or counted before it is read.

    Args:
        order: the order of the list.
        page_arguments: which rows of it the slice has.
        fetch: returns those rows, and the next one where there is one, as `PageArguments.slice` does.
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

    def within(self, block: Callable[[], AbstractContextManager[Any]]) -> "ConnectionSlice":
        """Return the same slice, fetched and counted within a block."""

        def read(how: Callable[[], Any]) -> Any:
            with block():
                return how()

        return ConnectionSlice(self.order, self.page_arguments, partial(read, self._fetch), partial(read, self._count))

    @cached_property
    def _fetched(self) -> list[Any]:
        return self._fetch()

    @cached_property
    def nodes(self) -> list[Any]:
        """The rows."""
        return self.page_arguments.nodes(self._fetched)

    @property
    def has_next_page(self) -> bool:
        """Whether the list has rows after these."""
        return self.page_arguments.has_next_page(self._fetched)

    @property
    def has_previous_page(self) -> bool:
        """Whether the list has rows before these."""
        return self.page_arguments.has_previous_page(self._fetched)

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
        **arguments: `first`, `after`, `last`, `before` and `page`, as the client sent them.

    Raises:
        BadUserInput: as PageArguments.parse and TotalOrder.after_cursor do.
    """
    page_arguments = PageArguments.parse(**arguments)
    sliced = page_arguments.slice(order.annotate(queryset), order)
    return ConnectionSlice(order, page_arguments, lambda: context.batches.add(load(sliced)), queryset.order_by().count)


def slice_visible_query(query: VisibleQuery, order: TotalOrder, **arguments: Any) -> ConnectionSlice:
    """Return a slice of a `VisibleQuery`, with the columns that the document asks for; see `slice_queryset`."""
    page_arguments = PageArguments.parse(**arguments)
    if page_arguments.cursor is not None:
        order.decode(page_arguments.cursor)  # so that a broken cursor is refused before anything is fetched

    def paginate(queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = order.annotate(queryset)
        sliced = page_arguments.slice(rows, order)
        if page_arguments.offset < DEFERRED_JOIN_OFFSET:
            return sliced
        return rows.filter(pk__in=sliced.values("pk")).order_by(*order.order_by)

    cache_key = (order, page_arguments) if page_arguments.cursor is None else None
    return ConnectionSlice(
        order, page_arguments, lambda: query.fetch(paginate, cache_key, annotation=order.key), query.count
    )
