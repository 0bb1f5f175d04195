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
from django.db.backends.postgresql import base
from psycopg.types.datetime import TimestamptzLoader

from cms.http.deadline import remaining_seconds

PREPARED_AFTER = 3
"""How often PostgreSQL is sent a statement before it keeps the plan."""

TIMEOUT_STEP_MILLISECONDS = 500
"""Statement timeouts are rounded up to this many milliseconds, so that few different ones are set."""

IDLE = 30
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


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that can limit the time of some statements, and that knows without asking when it is gone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limit = self._told = 0
        self._used = 0.0

    @contextmanager
    def limited(self, milliseconds: int) -> Iterator[None]:
        """Stop each statement sent within that takes longer than this, or than the deadline leaves; 0 for no limit.

        The timeout is set with the first statement whose limit differs from the last one's: a request
        that needs no statement tells nothing, and neither does one of many that have the same limit.
        """
        self._limit = milliseconds
        try:
            yield
        finally:
            self._limit = 0
            if self.in_atomic_block and self._told:
                self._told = 0
                try:
                    self._tell()
                except DatabaseError:  # the transaction failed: a rollback takes back what was set in it
                    self.needs_rollback = True

    def get_new_connection(self, conn_params: Any) -> Any:
        """Connect; a new connection has no limit."""
        self._told = 0
        connection = super().get_new_connection(conn_params)
        if self.timezone == UTC:
            connection.adapters.register_loader("timestamptz", MomentLoader)
        return connection

    def init_connection_state(self) -> None:
        """Set what the planner assumes: fast random reads, and no statement that is worth compiling.

        Its default `random_page_cost` is that of disks that turn, for which it reads all of a table of a thousand
        pages to find ten. Compiling a statement (`jit`) takes up to 90 ms, and is decided by estimates that are
        often far off.
        """
        super().init_connection_state()
        with self.wrap_database_errors:
            self.connection.execute("SET random_page_cost = 1.1; SET jit = off")

    def set_autocommit(self, autocommit: bool, *args: Any, **kwargs: Any) -> None:
        """Begin or end a transaction; a timeout set within one would not outlive a rollback, so it is set before."""
        if not autocommit and self.connection is not None and self._told != self._statement_timeout:
            self._tell()
        super().set_autocommit(autocommit, *args, **kwargs)

    @property
    def _statement_timeout(self) -> int:
        """The milliseconds that the next statement may take; 0 for no limit."""
        if not self._limit or (left := remaining_seconds() * 1000) >= self._limit:
            return self._limit
        steps = max(1, math.ceil(left / TIMEOUT_STEP_MILLISECONDS))
        return min(self._limit, steps * TIMEOUT_STEP_MILLISECONDS)

    def _prepare_cursor(self, cursor: Any) -> Any:
        if self._told != self._statement_timeout:
            self._tell()
        return super()._prepare_cursor(cursor)  # type: ignore[misc]  # Django's own

    def _tell(self) -> None:
        milliseconds = self._statement_timeout
        limit = f"SET statement_timeout = {int(milliseconds)}" if milliseconds else "RESET statement_timeout"
        with self.wrap_database_errors:
            self.connection.execute(limit)
        self._told = milliseconds

    def rows(self, sql: str, parameters: Sequence[Any], *, binary: bool = False) -> list[tuple[Any, ...]]:
        """Return the rows of a statement that reads, whose plan PostgreSQL keeps when it is sent it again.

        Django's own cursors send each statement with its parameters written into it, to be planned anew.

        Args:
            sql: the statement, with `%s` for each parameter; the same text each time.
            parameters: their values.
            binary: whether the rows come as PostgreSQL has them, which is shorter for much binary data.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        self.connection.prepare_threshold = PREPARED_AFTER
        cursor = psycopg.Cursor(self.connection)
        cursor.format = psycopg.pq.Format(binary)
        if self.queries_logged:
            with self._prepare_cursor(cursor) as logged:
                logged.execute(sql, parameters)
                return list(logged.fetchall())
        self.validate_thread_sharing()
        if self._told != self._statement_timeout:
            self._tell()

        def send(sql: str, parameters: Sequence[Any], many: bool, context: dict[str, Any]) -> list[tuple[Any, ...]]:
            with self.wrap_database_errors:
                return cursor.execute(sql, parameters).fetchall()

        for wrapper in reversed(self.execute_wrappers):
            send = partial(wrapper, send)
        return send(sql, parameters, False, {"connection": self, "cursor": cursor})

    def close_if_health_check_failed(self) -> None:
        """Close a connection that is gone, once a request.

        A server that ends says so and closes the connection, and one that crashes leaves that to its system: either
        way there is something to read, where otherwise is nothing. Only then, or when the network may have forgotten
        the connection meanwhile, it takes a round trip to find out.
        """
        if self.connection is not None and not self.health_check_done:
            used, self._used = self._used, time.monotonic()
            self.health_check_done: bool = self._used < used + IDLE and self._is_silent()
        super().close_if_health_check_failed()

    def _is_silent(self) -> bool:
        if self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0)
