"""The `fetch` interface: rows of a queryset, run by Django or as compiled SQL.

    fetch(lambda now: Article.objects.filter(embargo_until__lte=now), ["pk", "title"], {"now": now}, "lifted")

A builder returns a queryset; whatever differs between requests is a parameter of it or part of the cache key. With
`COMPILED_QUERIES` off, Django runs that queryset each time. With it on, the builder is called once for each cache key,
and its SQL is run with the parameters of each request (`cms.performance.compiled_sql`).
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from cms.performance.compiled_sql.cache import compiled_queries
from cms.performance.compiled_sql.compiled_query import CompiledQuery
from cms.performance.compiled_sql.execution import execute_sql
from cms.performance.compiled_sql.placeholders import replace_parameters
from cms.performance.response_cache.cache_tags import add_tags, no_automatic_tags, tags_of


def fetch(
    build: Callable[..., QuerySet[Any]],
    columns: Sequence[str],
    parameters: Mapping[str, Any],
    cache_key: Hashable,
    tags: Iterable[str] | None = None,
) -> list[Any]:
    """Return the rows of a queryset, each a sequence of the columns' values.

    Args:
        build: returns the queryset; it is called with the parameters by name.
        columns: names of the columns; "category__name" is that of a related row.
        parameters: one moment at most; texts, primary keys, and lists of these that are not empty.
        cache_key: whatever else the queryset depends on, columns aside; None for one that will hardly be run again.
        tags: the cache tags of what is read, where the caller knows them better than by the tables.
    """
    if settings.COMPILED_QUERIES:
        placeholders, values = replace_parameters(parameters)
        key = None if cache_key is None else (cache_key, *columns, *_sizes(placeholders))
        query: CompiledQuery = compiled_queries.get(key, lambda: CompiledQuery(build(**placeholders), columns))
        return query.fetch(values, tags)
    rows = build(**parameters).values_list(*columns)
    if tags is None:
        return list(rows)
    add_tags(tags)
    with no_automatic_tags():
        return list(rows)


def prepare(build: Callable[..., QuerySet[Any]], parameters: Mapping[str, Any], cache_key: Hashable) -> QuerySet[Any]:
    """Return the queryset of a builder, for builders that are given to `fetch` with the same parameters.

    It serves where several queries have one base, which is then built once.
    """
    if settings.COMPILED_QUERIES:
        placeholders, _values = replace_parameters(parameters)
        key = ("queryset", cache_key, *_sizes(placeholders))
        queryset: QuerySet[Any] = compiled_queries.get(key, lambda: build(**placeholders))
        return queryset
    return build(**parameters)


def tags_read(queryset: QuerySet[Any], cache_key: Hashable) -> frozenset[str]:
    """Return the cache tags of the tables that a prepared queryset reads."""
    if settings.COMPILED_QUERIES:
        tags: frozenset[str] = compiled_queries.get(("tags", cache_key), lambda: _tags_of_queryset(queryset))
        return tags
    return _tags_of_queryset(queryset)


def fetch_binary(sql: str, parameters: Iterable[Any], tags: Iterable[str]) -> list[Any]:
    """Return the rows of a statement with much binary data, which PostgreSQL else sends as text of twice the length.

    Args:
        sql: the statement; the same text each time, so that its plan is reused.
        parameters: its values.
        tags: the cache tags of what is read.
    """
    add_tags(tags)
    return execute_sql(sql, list(parameters), binary=True)


def _sizes(placeholders: Mapping[str, Any]) -> Iterable[int]:
    """Return how many placeholders each parameter has that is a list."""
    return [len(one) for one in placeholders.values() if isinstance(one, list)]


def _tags_of_queryset(queryset: QuerySet[Any]) -> frozenset[str]:
    try:
        sql, _parameters = queryset.order_by().values_list("pk").query.sql_with_params()
    except EmptyResultSet:
        return frozenset()
    return tags_of(sql)
