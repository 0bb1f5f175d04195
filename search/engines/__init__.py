"""The engines, and which of them answers: that of the database."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from search.engines.base import Engine

_ENGINES = {
    "sqlite": "search.engines.sqlite.SQLiteEngine",
    "postgresql": "search.engines.postgresql.PostgreSQLEngine",
}


def engine() -> Engine:
    """Return the engine of this installation's database."""
    return _make(connection.vendor)


@cache
def _make(name: str) -> Engine:
    made: Engine = import_string(_ENGINES[name])()
    return made
