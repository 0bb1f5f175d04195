"""The SQL of one request: counted, timed, and stopped when a statement takes too long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import DatabaseError, Error, OperationalError, connection

from cms.http.deadline import check_deadline, remaining_seconds

SQLITE_STEPS_PER_CHECK = 100_000
"""Instructions of SQLite's virtual machine, a few milliseconds, after which it looks at the deadline again."""


class SQLStats:
    """Watches the statements that are sent while it is entered.

    None is sent after the request's deadline. On PostgreSQL none may run longer than GRAPHQL_STATEMENT_TIMEOUT
    milliseconds, nor than the deadline leaves; on SQLite the deadline stops one that is running.

    Attributes:
        count: how many there were.
        seconds: how long they took together.
    """

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0
        self._sets_timeout = False

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watch what is sent within."""
        timeout = getattr(connection, "statement_timeout", None)
        self._sets_timeout = (
            timeout is None and connection.vendor == "postgresql" and settings.GRAPHQL_STATEMENT_TIMEOUT > 0
        )
        with (
            timeout(settings.GRAPHQL_STATEMENT_TIMEOUT) if timeout else nullcontext(),
            connection.execute_wrapper(self._run),
        ):
            try:
                yield
            finally:
                if self.count and connection.connection is not None:
                    self._end_limit()

    def _run(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        check_deadline()
        if not self.count:
            self._begin_limit()
        begun = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.count += 1
            self.seconds += perf_counter() - begun

    def _begin_limit(self) -> None:
        """Limit the time of statements by the driver itself, where the database backend has no `statement_timeout`."""
        if connection.vendor == "sqlite":
            connection.connection.set_progress_handler(_is_late, SQLITE_STEPS_PER_CHECK)
        elif self._sets_timeout:
            milliseconds = int(min(settings.GRAPHQL_STATEMENT_TIMEOUT, remaining_seconds() * 1000))
            with connection.wrap_database_errors:
                connection.connection.execute(f"SET statement_timeout = {max(1, milliseconds)}")

    def _end_limit(self) -> None:
        if connection.vendor == "sqlite":
            connection.connection.set_progress_handler(None, 0)
        elif self._sets_timeout:
            # It fails where the connection is lost or a rollback is due.
            with suppress(Error), connection.wrap_database_errors:
                connection.connection.execute("RESET statement_timeout")


def _is_late() -> bool:
    return remaining_seconds() < 0


def was_stopped(error: BaseException | None) -> bool:
    """Tell whether the database stopped a statement because of its limit.

    PostgreSQL says so by SQLSTATE 57014, query_canceled; SQLite by its message alone.
    """
    if isinstance(error, OperationalError) and str(error) == "interrupted":
        return True
    return isinstance(error, DatabaseError) and getattr(error.__cause__, "sqlstate", None) == "57014"
