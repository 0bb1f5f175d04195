"""The engines, and which of them answers: OpenSearch where there is one, else that of the database."""

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
    """Return the engine whose index is in the database; it is always kept right."""
    return _make(POSTINGS)


@cache
def _make(name: str) -> Engine:
    made: Engine = import_string(name)()
    return made
