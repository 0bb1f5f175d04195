"""The outbox of the change log: the tags of each commit, written in its transaction, recorded by a task after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.changes.models import PendingCommit
from cms.changes.recording import record_changes
from cms.changes.tags import concerns_readers
from cms.outbox import LEASE_DURATION


class MigrationState:
    """Whether migrations run, so that the outbox may have no table."""

    is_migrating = False


_state = MigrationState()


def pause_commits(**_kwargs: Any) -> None:
    """Write no commits while the outbox may have no table."""
    _state.is_migrating = True


def resume_commits(**_kwargs: Any) -> None:
    """Write commits again; what migrations have changed shows in the next comparison of all pages."""
    _state.is_migrating = False


@contextmanager
def enqueue_commit(tags: set[str], connection: Any, *, is_in_progress: bool = False) -> Iterator[None]:
    """Write the tags of a commit to the outbox in its transaction, and have them recorded after it.

    A statement in autocommit has its row before it, leased until it has taken effect: recorded earlier, the row would
    be for nothing.

    Args:
        tags: what is written or committed in the block.
        connection: the connection on which it is.
        is_in_progress: a statement in autocommit has still to return rows when the block ends, so that SQLite
            can begin no transaction; `announce_commit` is called once it has.
    """
    if _state.is_migrating or not any(map(concerns_readers, tags)):
        yield
        return
    rows = PendingCommit.objects.using(connection.alias)
    if not connection.get_autocommit():
        rows.create(tags=sorted(tags))
        # What `on_commit` would do, if it did not refuse between the end of the block and the commit.
        connection.run_on_commit.append((set(), record_changes.enqueue, True))
        yield
        return
    row = rows.create(tags=sorted(tags), due_at=timezone.now() + LEASE_DURATION)
    yield
    rows.filter(pk=row.pk).update(due_at=timezone.now())
    if not is_in_progress:
        announce_commit(connection)


def announce_commit(connection: Any) -> None:
    """Have the commits in the outbox recorded; while migrations run there is none, and maybe no table."""
    if not _state.is_migrating:
        transaction.on_commit(record_changes.enqueue, using=connection.alias, robust=True)
