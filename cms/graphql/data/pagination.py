"""Pagination by cursor or by page number."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeVar

from django.db.models import QuerySet

from cms.graphql.context import Context
from cms.graphql.data.cursors import TotalOrder
from cms.graphql.data.visible_query import VisibleQuery
from cms.graphql.errors import BadUserInput

R = TypeVar("R")

DEFAULT_SIZE = 20
MAX_SIZE = 100
MAX_PAGE = 1_000_000
DEFERRED_JOIN_OFFSET = 500
"""The offset from which on a subquery finds the primary keys of a page, and only the page's own rows are fetched."""


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
