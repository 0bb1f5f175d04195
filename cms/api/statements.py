"""The SQL of one request: counted, timed, and stopped when a statement takes too long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection


class Statements:
    """Watches the statements that are sent while it is entered.

    On PostgreSQL none of them may run longer than GRAPHQL_STATEMENT_TIMEOUT milliseconds.

    Attributes:
        count: how many there were.
        seconds: how long they took together.
    """

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watch what is sent within."""
        limited = getattr(connection, "limited", None)  # SQLite stops nothing
        with (
            limited(settings.GRAPHQL_STATEMENT_TIMEOUT) if limited else nullcontext(),
            connection.execute_wrapper(self._run),
        ):
            yield

    def _run(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        begun = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.count += 1
            self.seconds += perf_counter() - begun


def was_stopped(error: BaseException | None) -> bool:
    """Tell whether PostgreSQL stopped a statement because of its limit (SQLSTATE 57014, query_canceled)."""
    return isinstance(error, DatabaseError) and getattr(error.__cause__, "sqlstate", None) == "57014"
