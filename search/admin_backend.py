"""Wagtail's own search in the admin, with queries that its database backends can process.

Its query builder recurses once per word, so that long queries exceed Python's recursion limit; PostgreSQL rejects NUL.

Source: https://docs.wagtail.org/en/stable/topics/search/backends.html
"""

from typing import Any

from django.db import connection
from wagtail.search.backends import database

from search.analysis import clean

MAX_WORDS = 50
"""Words of a query that are searched for; the rest is dropped. Every word must match, and no title has so many."""

CONFIGURATION = "dateline"
"""PostgreSQL text search configuration that ignores accents; migration 0004 creates it."""


class SanitizedQueryMixin:
    """Search backend mixin: removes NULs, lone surrogates and excess words from queries before they are compiled."""

    def _search(self, compiler: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._search(compiler, sanitized_query(query), *args, **kwargs)  # type: ignore[misc]  # Wagtail's


def sanitized_query(query: Any) -> Any:
    """Return a query (a string or one of Wagtail's `SearchQuery` objects, changed in place) with sanitized strings."""
    if isinstance(query, str):
        return " ".join(clean(query).split()[:MAX_WORDS])
    if hasattr(query, "query_string"):
        query.query_string = sanitized_query(query.query_string)
    for part in getattr(query, "subqueries", ()):
        sanitized_query(part)
    return query


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802  # the name that Wagtail looks for
    """Return Wagtail's backend for this database, which sanitizes queries and, on PostgreSQL, ignores accents."""
    backend = database.SearchBackend(dict(params))
    made = type("SearchBackend", (SanitizedQueryMixin, type(backend)), {})(params)
    if connection.vendor == "postgresql":
        made.config = made.autocomplete_config = CONFIGURATION
    return made
