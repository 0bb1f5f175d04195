"""A lock between processes that dies with its holder."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zlib import crc32

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

LOCK_NAMESPACE = 0x44_41_54_45
"""The first of the two numbers of each advisory lock, so that those of other programs are others."""


@contextmanager
def exclusive_lock(name: str) -> Iterator[bool]:
    """Yield whether this process holds the lock, without waiting for it.

    PostgreSQL lets go of it when the connection ends, and the system when the process does, however either ends.
    """
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        with _advisory_lock(name) as is_held:
            yield is_held
    else:
        with _file_lock(name) as is_held:
            yield is_held


@contextmanager
def _advisory_lock(name: str) -> Iterator[bool]:
    """Hold a lock of PostgreSQL in a transaction of its own, which a pooler keeps on one connection."""
    connection = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        connection.set_autocommit(False)
        with connection.cursor() as cursor:
            number = crc32(name.encode()) - 2**31
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_NAMESPACE, number])
            ((is_held,),) = cursor.fetchall()
        yield bool(is_held)
    finally:
        # The server notices a closed connection a little later, and would hold the lock until then.
        with suppress(DatabaseError):
            connection.rollback()
        connection.close()


@contextmanager
def _file_lock(name: str) -> Iterator[bool]:
    """Hold a lock on a file beside the database; a database in memory is that of one process."""
    database = Path(connections[DEFAULT_DB_ALIAS].settings_dict["NAME"])
    if not database.is_file():
        database = Path(tempfile.gettempdir()) / f"dateline-{os.getpid()}"
    with (database.parent / f"{database.name}.{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
