"""Watches each database connection: what it reads goes to the recording, what it commits to the ledger.

Django has no signal before a commit, so the connection's own `commit` is wrapped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import Signal

from cms import tags
from cms.publishing.ledger import LedgerDown, ledger

logger = logging.getLogger("cms.publishing")

changed = Signal()
"""Sent with `tags`, a set of them, after a change has been committed and counted."""


class Watch:
    """Watches one connection.

    Attributes:
        pending: the tags of what the open transaction has changed.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.pending: set[str] = set()
        self._connection = connection
        self._commit, self._rollback = connection.commit, connection.rollback
        connection.commit, connection.rollback = self.commit, self.rollback  # type: ignore[method-assign]
        connection.execute_wrappers.append(self)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Run a statement, and note what it reads or changes."""
        text = str(sql)
        changes = tags.changed_by(text, None if many else params)
        if not changes:
            if (reading := tags.current()) is not None:
                reading.note(text)
            return execute(sql, params, many, context)
        if self._connection.in_atomic_block or not self._connection.get_autocommit():
            self.pending |= changes
            return execute(sql, params, many, context)
        with _announced(changes):
            result = execute(sql, params, many, context)
        _tell(changes)
        return result

    def commit(self) -> None:
        """Commit, between the entry of what changes and the count of it."""
        changes, self.pending = self.pending, set()
        with _announced(changes):
            self._commit()
        if changes:
            # Django's own place for what follows a commit; `on_commit` itself refuses at this moment.
            hook = (set[str](), partial(_tell, changes), True)
            self._connection.run_on_commit.append(hook)  # type: ignore[arg-type]  # the stubs lack the last

    def rollback(self) -> None:
        """Roll back; nothing has changed."""
        self.pending = set()
        self._rollback()


def _tell(changes: set[str]) -> None:
    changed.send(sender=None, tags=changes)


@contextmanager
def _announced(changes: set[str]) -> Iterator[None]:
    """Commit in this block. A ledger that cannot be reached delays nothing: it begins anew as soon as it can be."""
    if not changes:
        yield
        return
    writer = uuid4().hex
    try:
        ledger().begin(writer, changes)
    except LedgerDown:
        logger.warning("Changes could not be announced: the ledger is down", exc_info=True)
    try:
        yield
    finally:
        try:
            repair()
            ledger().finish(writer, changes)
        except LedgerDown:
            _owed.append(writer)
            logger.warning("Changes could not be counted: the ledger is down", exc_info=True)


_owed: list[str] = []
"""Writers whose changes this process could not count."""


def repair() -> None:
    """Begin the ledger anew if it missed a change of this process's.

    Raises:
        LedgerDown: it is still down.
    """
    if _owed:
        ledger().forget()
        _owed.clear()


def connect() -> None:
    """Watch all connections, those that are open already too; called once, by the app's `ready`."""
    connection_created.connect(_watch, dispatch_uid="publishing.watch")
    for connection in connections.all(initialized_only=True):
        _watch(connection)


def _watch(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if not any(isinstance(wrapper, Watch) for wrapper in connection.execute_wrappers):
        Watch(connection)
