"""The SQL of one request: counted, timed, and stopped when a statement takes too long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection


class Statements:
    """Watches the statements that are sent while it is entered.

    On PostgreSQL none of them may run longer than GRAPHQL_STATEMENT_TIMEOUT milliseconds. The limit is set with the
    first statement, so that an answer that needs none does not talk to the database, and taken back at the end:
    the admin shares the connection.

    Attributes:
        count: how many there were.
        seconds: how long they took together.
    """

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0
        self._limited = False

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watch what is sent within."""
        with connection.execute_wrapper(self._run):
            try:
                yield
            finally:
                if self._limited:
                    self._tell("RESET statement_timeout")

    def _run(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not self._limited and connection.vendor == "postgresql" and settings.GRAPHQL_STATEMENT_TIMEOUT:
            self._limited = True
            self._tell(f"SET statement_timeout = {int(settings.GRAPHQL_STATEMENT_TIMEOUT)}")
        begun = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.count += 1
            self.seconds += perf_counter() - begun

    def _tell(self, command: str) -> None:
        """Send a command past the wrapper. A connection that cannot be told is closed, lest it stay limited."""
        try:
            with connection.wrap_database_errors:
                connection.connection.execute(command)
        except DatabaseError:
            if not connection.in_atomic_block:
                connection.close()


def was_stopped(error: BaseException | None) -> bool:
    """Tell whether PostgreSQL stopped a statement because of its limit (SQLSTATE 57014, query_canceled)."""
    return isinstance(error, DatabaseError) and getattr(error.__cause__, "sqlstate", None) == "57014"
