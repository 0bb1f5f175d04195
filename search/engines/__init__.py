"""The engines, and which of them this installation uses."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from search.engines.base import Engine

_ENGINES = {
    "sqlite": "search.engines.sqlite.SQLiteEngine",
    "postgresql": "search.engines.postgresql.PostgreSQLEngine",
}


def engine() -> Engine:
    """Return the engine of this installation: SEARCH_ENGINE's, else the one of the database."""
    return _make(settings.SEARCH_ENGINE or connection.vendor)


@cache
def _make(name: str) -> Engine:
    made: Engine = import_string(_ENGINES[name])()
    return made
