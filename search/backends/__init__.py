"""The choice of the search engine: OpenSearch where OPENSEARCH_URL is set, else the database's engine."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from search.backends.base import Engine

POSTINGS = "search.backends.postings.PostingsEngine"
OPENSEARCH = "search.backends.opensearch.backend.OpenSearchEngine"


def engine() -> Engine:
    """Return the engine of this installation."""
    return _make(OPENSEARCH) if settings.OPENSEARCH_URL else database_engine()


def database_engine() -> Engine:
    """Return the engine whose index is in the database; that index is kept up to date beside OpenSearch's, too."""
    return _make(POSTINGS)


@cache
def _make(name: str) -> Engine:
    made: Engine = import_string(name)()
    return made
