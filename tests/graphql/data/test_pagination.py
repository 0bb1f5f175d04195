"""Pages of ordered querysets, by cursor and by page number."""

import base64
import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cms.graphql.context import Context
from cms.graphql.data.pagination import ConnectionSlice, slice_queryset
from cms.graphql.data.partitions import PartitionedSlice, partition_by
from cms.graphql.errors import BadUserInput
from news.graphql.querysets import ArticleOrder
from news.models import ArticlePage, NewsIndexPage
from tests.factories import NOON, CategoryFactory, make_article

ROWS = 9
ORDERS = list(ArticleOrder)
WITH_DATABASE = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)

minutes = st.integers(0, 3).map(lambda number: NOON + dt.timedelta(minutes=number))
words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=3)
rows = st.lists(
    st.fixed_dictionaries({"published_at": minutes, "last_published_at": st.none() | minutes, "title": words}),
    min_size=ROWS,
    max_size=ROWS,
)
orders = st.sampled_from(ORDERS)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


def sliced(queryset: QuerySet[ArticlePage], order: ArticleOrder, **arguments: Any) -> ConnectionSlice:
    return slice_queryset(Context(), queryset, order.value, **arguments)


@pytest.fixture
def articles(index: NewsIndexPage) -> list[ArticlePage]:
    """Articles to give other dates and titles to."""
    categories = [CategoryFactory() for _ in range(3)]
    return [make_article(index, category=categories[number % 3]) for number in range(ROWS)]


def write(articles: list[ArticlePage], values: list[dict[str, Any]]) -> None:
    for article, changes in zip(articles, values, strict=True):
        article.__dict__.update(changes, live=True)
    ArticlePage.objects.bulk_update(articles, ["published_at", "last_published_at", "title", "live"])


def whole(order: ArticleOrder) -> list[int]:
    """Returns the primary keys of all live articles as Python sorts them, and titles as the database does."""
    found = list(order.value.annotate(ArticlePage.objects.filter(live=True)).order_by("title", "pk"))
    if order is ArticleOrder.TITLE:
        return [row.pk for row in found]
    found.sort(key=lambda row: (getattr(row, order.value.key), row.pk), reverse=order.value.descending)
    return [row.pk for row in found]


def walk(order: ArticleOrder, size: int) -> Iterator[list[int]]:
    """Yields the primary keys of one part of the live articles after the other, from cursor to cursor."""
    after = None
    while True:
        part = sliced(ArticlePage.objects.filter(live=True), order, first=size, after=after)
        yield [row.pk for row in part.nodes]
        if not part.has_next_page:
            return
        after = order.value.cursor(part.nodes[-1])


@contextmanager
def queries(number: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as captured:
        yield
    assert len(captured) == number


@WITH_DATABASE
@given(rows=rows, order=orders, size=st.integers(1, ROWS + 1))
def test_the_parts_make_up_the_whole(
    articles: list[ArticlePage], rows: list[dict[str, Any]], order: ArticleOrder, size: int
) -> None:
    write(articles, rows)

    by_cursor = [pk for part in walk(order, size) for pk in part]
    by_number = [
        row.pk
        for page in range(1, ROWS + 2)
        for row in sliced(ArticlePage.objects.filter(live=True), order, first=size, page=page).nodes
    ]

    assert by_cursor == by_number == whole(order)


@WITH_DATABASE
@given(rows=rows, order=orders, size=st.integers(1, ROWS + 1))
def test_the_parts_read_backward_make_up_the_whole(
    articles: list[ArticlePage], rows: list[dict[str, Any]], order: ArticleOrder, size: int
) -> None:
    write(articles, rows)
    parts: list[list[int]] = []
    before, is_more = None, True
    while is_more:
        part = sliced(ArticlePage.objects.filter(live=True), order, last=size, before=before)
        assert part.has_next_page is (before is not None)
        parts.insert(0, [row.pk for row in part.nodes])
        before, is_more = order.value.cursor(part.nodes[0]), part.has_previous_page

    assert [pk for part in parts for pk in part] == whole(order)
    assert [len(part) for part in parts[1:]] == [size] * (len(parts) - 1)


@WITH_DATABASE
@given(
    rows=rows,
    order=orders,
    size=st.integers(1, 4),
    later=st.sets(st.integers(0, ROWS - 1), max_size=ROWS // 2),
    gone=st.sets(st.integers(0, ROWS - 1), max_size=ROWS // 2),
)
def test_what_comes_and_goes_meanwhile_moves_nothing_else(
    articles: list[ArticlePage],
    rows: list[dict[str, Any]],
    order: ArticleOrder,
    size: int,
    later: set[int],
    gone: set[int],
) -> None:
    write(articles, rows)
    new, old = ({articles[number].pk for number in numbers} for numbers in (later, gone - later))
    ArticlePage.objects.filter(pk__in=new).update(live=False)
    steady = [pk for pk in whole(order) if pk not in old]

    seen = []
    for part in walk(order, size):
        seen += part
        ArticlePage.objects.filter(pk__in=new).update(live=True)
        ArticlePage.objects.filter(pk__in=old).update(live=False)

    assert [pk for pk in seen if pk not in new | old] == steady
    assert len(seen) == len(set(seen))


@WITH_DATABASE
@given(
    rows=rows,
    order=orders,
    arguments=st.fixed_dictionaries({"first": st.integers(1, 4)}, optional={"page": st.integers(1, 4)})
    | st.fixed_dictionaries({"first": st.integers(1, 4), "after": st.integers(0, ROWS - 1)})
    | st.fixed_dictionaries({"last": st.integers(1, 4)}, optional={"before": st.integers(0, ROWS - 1)}),
)
def test_partitioned_slices_are_slices_of_each_partition(
    articles: list[ArticlePage], rows: list[dict[str, Any]], order: ArticleOrder, arguments: dict[str, Any]
) -> None:
    write(articles, rows)
    keys = sorted({article.category_id for article in articles if article.category_id is not None})
    for name in {"after", "before"} & set(arguments):
        row = order.value.annotate(ArticlePage.objects.all()).get(pk=articles[arguments[name]].pk)
        arguments = arguments | {name: order.value.cursor(row)}

    def described(part: Any) -> tuple[list[int], bool, bool, int]:
        return [row.pk for row in part.nodes], part.has_next_page, part.has_previous_page, part.total_count

    with queries(2):
        slices = PartitionedSlice(
            Context(), ArticlePage.objects.all(), order.value, partition_by("category_id"), [*keys, 0], **arguments
        )
        together = {key: described(slices.slice(key)) for key in keys}

    alone = {key: described(sliced(ArticlePage.objects.filter(category_id=key), order, **arguments)) for key in keys}
    assert together == alone
    assert slices.slice(0).nodes == []
    assert slices.slice(0).total_count == 0


def test_rows_and_total_are_fetched_only_when_they_are_read(articles: list[ArticlePage]) -> None:
    with queries(0):
        part = sliced(ArticlePage.objects.all(), ArticleOrder.NEWEST, first=2)
    with queries(1):
        assert (len(part.nodes), part.has_next_page, part.has_previous_page) == (2, True, False)
    with queries(1):
        assert (part.total_count, part.total_count) == (ROWS, ROWS)


@pytest.mark.parametrize("order", ORDERS)
@WITH_DATABASE
@given(text=st.text())
def test_whatever_is_passed_as_a_cursor_is_a_cursor_or_refused(
    articles: list[ArticlePage], order: ArticleOrder, text: str
) -> None:
    read_after(order, text)


@pytest.mark.parametrize("order", ORDERS)
@WITH_DATABASE
@given(value=json_values | st.tuples(json_values, json_values, json_values))
@example(value=["OWN", "0001-01-01T00:00:00+23:59", 1])
@example(value=["OWN", "9999-12-31T23:59:59.999999-23:59", 1])
@example(value=["OWN", "2026-05-29", 1])
@example(value=["OWN", "2026-05-29T12:00:00+00:00", 2**63])
@example(value=["OWN", "2026-05-29T12:00:00+00:00", 2**63 - 1])
@example(value=["OWN", "2026-05-29T12:00:00+00:00", True])
@example(value=["OWN", "\ud800", 1])
@example(value=["OWN", "\0", 1])
@example(value=["OWN", "x" * 100_000, 1])
@example(value={"a": 1, "b": 2, "c": 3})
def test_whatever_a_cursor_holds_is_a_place_or_refused(
    articles: list[ArticlePage], order: ArticleOrder, value: Any
) -> None:
    if isinstance(value, list) and value[:1] == ["OWN"]:
        value = [order.value.name, *value[1:]]
    read_after(order, base64.urlsafe_b64encode(json.dumps(value).encode()).decode())


def test_a_cursor_nested_too_deeply_is_refused(articles: list[ArticlePage]) -> None:
    with pytest.raises(BadUserInput, match="This cursor is broken"):
        ArticleOrder.NEWEST.value.after_cursor(base64.urlsafe_b64encode(b"[" * 100_000).decode())


def read_after(order: ArticleOrder, cursor: str) -> None:
    with suppress(BadUserInput):
        assert len(sliced(ArticlePage.objects.all(), order, after=cursor).nodes) <= ROWS


@pytest.mark.parametrize("made", ORDERS)
@pytest.mark.parametrize("used", ORDERS)
def test_a_cursor_holds_for_its_own_order(articles: list[ArticlePage], made: ArticleOrder, used: ArticleOrder) -> None:
    first = sliced(ArticlePage.objects.all(), made, first=1).nodes[0]
    cursor = made.value.cursor(first)

    if made is used:
        assert len(sliced(ArticlePage.objects.all(), used, after=cursor).nodes) == ROWS - 1
    else:
        with pytest.raises(BadUserInput, match="belongs to a list in another order"):
            sliced(ArticlePage.objects.all(), used, after=cursor)
