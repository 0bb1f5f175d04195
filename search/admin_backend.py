"""Wagtail's own search in the admin, with queries that its database backends can process.

Its query builder calls itself once for each word and stops at Python's limit of recursion; PostgreSQL takes no NUL.

Source: https://docs.wagtail.org/en/stable/topics/search/backends.html
"""

from typing import Any

from django.db import connection
from wagtail.search.backends import database

from search.analysis import clean

MAX_WORDS = 50
"""What editors type beyond is left out: every word must match, and no title has so many."""

CONFIGURATION = "dateline"
"""PostgreSQL's text search configuration that takes no notice of accents: see the fourth migration."""


class SanitizedQueryMixin:
    """A backend that is given queries without NULs, half surrogates and words by the thousand."""

    def _search(self, compiler: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._search(compiler, sanitized_query(query), *args, **kwargs)  # type: ignore[misc]  # Wagtail's


def sanitized_query(query: Any) -> Any:
    """Return a query, a text or one of Wagtail's query objects, with bearable texts."""
    if isinstance(query, str):
        return " ".join(clean(query).split()[:MAX_WORDS])
    if hasattr(query, "query_string"):
        query.query_string = sanitized_query(query.query_string)
    for part in getattr(query, "subqueries", ()):
        sanitized_query(part)
    return query


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802  # the name that Wagtail looks for
    """Return the backend of this database, made bearable."""
    backend = database.SearchBackend(dict(params))
    made = type("SearchBackend", (SanitizedQueryMixin, type(backend)), {})(params)
    if connection.vendor == "postgresql":
        made.config = made.autocomplete_config = CONFIGURATION
    return made
