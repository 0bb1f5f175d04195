"""The same list of many owners, such as the articles of each category, paginated in one query."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from cms.graphql.context import Context
from cms.graphql.data.cursors import TotalOrder
from cms.graphql.data.pagination import ConnectionSlice, PageArguments

Partition = Callable[[QuerySet[Any], Sequence[Any]], list[QuerySet[Any]]]
"""Returns the rows of some partitions, given all rows and the keys of the partitions.

Each row has the key of its partition in the annotation `partition_key`. A row that is in several partitions is in
several of the querysets; no partition is spread over two of them.
"""


def partition_by(lookup: str) -> Partition:
    """Partition rows by the value of a field, lookup or annotation."""

    def partition(rows: QuerySet[Any], keys: Sequence[Any]) -> list[QuerySet[Any]]:
        return [rows.annotate(partition_key=F(lookup)).filter(partition_key__in=keys)]

    return partition


class PartitionedSlice:
    """The same slice of each partition of a queryset, in one query.

    Args:
        context: the request.
        queryset: the rows of all partitions, already filtered by `cms.visibility`.
        order: their order within a partition.
        partition: how they are partitioned.
        keys: the keys of the partitions to fetch.
        load, **arguments: as for `slice_queryset`.

    Raises:
        BadUserInput: as `slice_queryset` does.
    """

    def __init__(
        self,
        context: Context,
        queryset: QuerySet[Any],
        order: TotalOrder,
        partition: Partition,
        keys: Sequence[Any],
        load: Callable[[QuerySet[Any]], list[Any]] = list,
        **arguments: Any,
    ) -> None:
        self._context = context
        self._order = order
        self._load = load
        self._page_arguments = PageArguments.parse(**arguments)
        self._members = [rows.order_by() for rows in partition(queryset, keys)]
        self._sliced = _union([self._numbered(rows) for rows in self._members]).order_by("partition_key", "row_number")

    def _numbered(self, members: QuerySet[Any]) -> QuerySet[Any]:
        rows, arguments = self._order.annotate(members), self._page_arguments
        order = arguments.direct(self._order)
        if arguments.cursor is not None:
            rows = rows.filter(order.after_cursor(arguments.cursor))
        first, last = arguments.offset + 1, arguments.offset + arguments.size + 1
        number = Window(RowNumber(), partition_by=[F("partition_key")], order_by=order.order_by)
        numbered: QuerySet[Any] = rows.annotate(row_number=number)
        return numbered.filter(row_number__gte=first, row_number__lte=last)

    def slice(self, key: Any) -> ConnectionSlice:
        """Return the slice of one partition."""
        return ConnectionSlice(
            self._order,
            self._page_arguments,
            lambda: self._rows.get(key, []),
            lambda: self._total_counts.get(key, 0),
        )

    @cached_property
    def _rows(self) -> dict[Any, list[Any]]:
        found: dict[Any, list[Any]] = {}
        for row in self._context.batches.add(self._load(self._sliced)):
            found.setdefault(row.partition_key, []).append(row)
        return found

    @cached_property
    def _total_counts(self) -> dict[Any, int]:
        counts = [rows.values("partition_key").annotate(total=Count("pk")) for rows in self._members]
        return dict(_union([rows.values_list("partition_key", "total") for rows in counts]))


def _union(querysets: list[QuerySet[Any]]) -> QuerySet[Any]:
    first, *others = querysets
    together: QuerySet[Any] = first.union(*others, all=True) if others else first
    return together
