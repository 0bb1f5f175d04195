"""The connection to PostgreSQL.

Source: https://docs.djangoproject.com/en/5.2/ref/databases/#subclassing-the-built-in-database-backends
"""

import math
import select
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

import psycopg
from django.db import DatabaseError
from django.db.backends.postgresql import base, operations
from psycopg.types.datetime import TimestamptzLoader

from cms.http.deadline import remaining_seconds

PREPARE_THRESHOLD = 3
"""How often PostgreSQL is sent a statement before it keeps the plan."""

TIMEOUT_STEP_MILLISECONDS = 500
"""Statement timeouts are rounded up to this many milliseconds, so that few different ones are set."""

IDLE_SECONDS = 30
"""After how many seconds without a request a connection is asked whether it is still there."""


class MomentLoader(TimestamptzLoader):
    """Reads what Django's own reads, by a parser in C: a listing holds dozens of moments."""

    timezone = UTC

    def load(self, data: Any) -> datetime:
        """Return the moment that PostgreSQL wrote as a text, in a session whose time is UTC as Django's always is."""
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            return super().load(data).replace(tzinfo=UTC)


class DatabaseOperations(operations.DatabaseOperations):
    """Operations that record prepared statements too, in debug mode."""

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """Return the statement as it was sent; with placeholders where psycopg does not tell, as it was prepared."""
        return super().last_executed_query(cursor, sql, params) or sql


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection with a timeout for some statements, which notices without a query that the server is gone."""

    ops_class = DatabaseOperations

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limit = self._applied_timeout = 0
        self._used = 0.0

    @contextmanager
    def statement_timeout(self, milliseconds: int) -> Iterator[None]:
        """Cancel each statement sent within that takes longer than this or than the deadline leaves; 0: no timeout.

        PostgreSQL's `statement_timeout` is set before the first statement whose timeout differs from the last one's:
        requests without a statement, and those with the same timeout, send nothing.
        """
        self._limit = milliseconds
        try:
            yield
        finally:
            self._limit = 0
            if self.in_atomic_block and self._applied_timeout:
                self._applied_timeout = 0
                try:
                    self._apply_timeout()
                except DatabaseError:  # the transaction failed: a rollback takes back what was set in it
                    self.needs_rollback = True

    def get_new_connection(self, conn_params: Any) -> Any:
        """Connect; a new connection has no timeout."""
        self._applied_timeout = 0
        connection = super().get_new_connection(conn_params)
        if self.timezone == UTC:
            connection.adapters.register_loader("timestamptz", MomentLoader)
        return connection

    def init_connection_state(self) -> None:
        """Set the planner's options: random reads as cheap as on SSDs, and no JIT compilation.

        The default `random_page_cost` is that of spinning disks, for which PostgreSQL scans a table of a thousand
        pages to find ten. JIT compilation takes up to 90 ms, and is decided by estimates that are often far off.
        """
        super().init_connection_state()
        with self.wrap_database_errors:
            self.connection.execute("SET random_page_cost = 1.1; SET jit = off")

    def set_autocommit(self, autocommit: bool, *args: Any, **kwargs: Any) -> None:
        """Begin or end a transaction; a timeout set within one would not outlive a rollback, so it is set before."""
        if not autocommit and self.connection is not None and self._applied_timeout != self._wanted_timeout:
            self._apply_timeout()
        super().set_autocommit(autocommit, *args, **kwargs)

    @property
    def _wanted_timeout(self) -> int:
        """The milliseconds that the next statement may take; 0 for no limit."""
        if not self._limit or (left := remaining_seconds() * 1000) >= self._limit:
            return self._limit
        steps = max(1, math.ceil(left / TIMEOUT_STEP_MILLISECONDS))
        return min(self._limit, steps * TIMEOUT_STEP_MILLISECONDS)

    def _prepare_cursor(self, cursor: Any) -> Any:
        if self._applied_timeout != self._wanted_timeout:
            self._apply_timeout()
        return super()._prepare_cursor(cursor)  # type: ignore[misc]  # Django's own

    def _apply_timeout(self) -> None:
        milliseconds = self._wanted_timeout
        limit = f"SET statement_timeout = {int(milliseconds)}" if milliseconds else "RESET statement_timeout"
        with self.wrap_database_errors:
            self.connection.execute(limit)
        self._applied_timeout = milliseconds

    def fetch_prepared(self, sql: str, parameters: Sequence[Any], *, binary: bool = False) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT sent as a prepared statement, whose plan PostgreSQL reuses.

        Django's cursors interpolate the parameters on the client, so that each statement is planned again.

        Args:
            sql: the statement, with `%s` for each parameter; the same text each time.
            parameters: their values.
            binary: whether rows are transferred in PostgreSQL's binary format, which is shorter for binary columns.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        self.connection.prepare_threshold = PREPARE_THRESHOLD
        cursor = psycopg.Cursor(self.connection)
        cursor.format = psycopg.pq.Format(binary)
        if self.queries_logged:
            with self._prepare_cursor(cursor) as logged:
                logged.execute(sql, parameters)
                return list(logged.fetchall())
        self.validate_thread_sharing()
        if self._applied_timeout != self._wanted_timeout:
            self._apply_timeout()

        def send(sql: str, parameters: Sequence[Any], many: bool, context: dict[str, Any]) -> list[tuple[Any, ...]]:
            with self.wrap_database_errors:
                return cursor.execute(sql, parameters).fetchall()

        for wrapper in reversed(self.execute_wrappers):
            send = partial(wrapper, send)
        return send(sql, parameters, False, {"connection": self, "cursor": cursor})

    def close_if_health_check_failed(self) -> None:
        """Close a lost connection, checked once a request.

        When a server shuts down or crashes, its end of the socket is closed, so that the socket becomes readable; an
        idle one is not. Only a readable socket, or one that was idle for long enough to be dropped by the network,
        costs the round trip of Django's own check.
        """
        if self.connection is not None and not self.health_check_done:
            used, self._used = self._used, time.monotonic()
            self.health_check_done: bool = self._used < used + IDLE_SECONDS and self._socket_is_idle()
        super().close_if_health_check_failed()

    def _socket_is_idle(self) -> bool:
        if self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0)
