"""Tells the CDN what has changed: after the commit, in the background, again until it has worked."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Min
from django.utils import timezone
from django_tasks import default_task_backend, task

from cms.publishing.cdn import purge
from cms.publishing.models import Purge
from cms.publishing.surrogate_keys import with_referrers
from cms.reading import EVERYTHING

logger = logging.getLogger("cms.publishing")

MOST_TAGS = 1_000
"""Tags of one purge beyond which everything goes."""

MOST_COMMITS = 1_000
"""Commits that one purge is for."""

SETTLED = timedelta(seconds=5)
"""How long after a commit the CDN is told once more: an answer from before it may have reached it after the first."""

LEASE = timedelta(minutes=1)
"""For how long others leave alone what somebody is about to tell."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=10)
LATE = timedelta(minutes=5)
"""How long after a commit the newsroom is warned."""


class Switch:
    """Whether changes are noted.

    Attributes:
        is_migrating: the tables are being made or changed.
    """

    is_migrating = False

    def __bool__(self) -> bool:
        return bool(settings.WAGTAILFRONTENDCACHE and settings.ANSWERS_KEPT) and not self.is_migrating


told = Switch()


def before_migrations(**_kwargs: Any) -> None:
    """Note nothing while the table for it may be missing."""
    told.is_migrating = True


def after_migrations(using: str, plan: Sequence[Any] = (), **_kwargs: Any) -> None:
    """Let everything fall once they are through."""
    told.is_migrating = False
    if told and plan and Purge._meta.db_table in connections[using].introspection.table_names():
        Purge.objects.using(using).create(tags=[EVERYTHING])


@contextmanager
def owed(tags: set[str], connection: Any) -> Iterator[None]:
    """Note tags before what is within writes or commits what they name, and have the CDN told after it.

    With a commit, the note is part of the transaction. A statement that is its own has its note before it: when it
    fails, the CDN drops something for nothing.
    """
    if not told:
        yield
        return
    Purge.objects.using(connection.alias).create(tags=sorted(tags))
    if connection.get_autocommit():
        yield
        transaction.on_commit(send_owed.enqueue, using=connection.alias, robust=True)
    else:
        # What `on_commit` would do, if it did not refuse between the end of the block and the commit.
        connection.run_on_commit.append((set(), send_owed.enqueue, True))
        yield


@task()
def send_owed() -> int:
    """Tell the CDN what is due; return of how many commits it was told.

    While it fails, everybody waits for the next attempt. Two of these at once do no harm.
    """
    done = 0
    while not Purge.objects.filter(attempts__gt=0, due_at__gt=timezone.now()).exists():
        now = timezone.now()
        found = list(Purge.objects.filter(due_at__lte=now).order_by("pk")[:MOST_COMMITS])
        if not found:
            break
        rows = Purge.objects.filter(pk__in=[one.pk for one in found])
        rows.update(due_at=now + LEASE)
        tags = with_referrers({tag for one in found for tag in one.tags})
        try:
            purge(tags if len(tags) <= MOST_TAGS else {EVERYTHING})
        except Exception as error:
            _put_off(found, error)
        else:
            done += len(found)
            rows.filter(written_at__lte=now - SETTLED).delete()
            rows.update(due_at=now + SETTLED, attempts=0)
        _wake_for_the_next()
    return done


def _put_off(found: list[Purge], error: Exception) -> None:
    attempts = max(one.attempts for one in found)
    wanted = timedelta(seconds=getattr(error, "pause", 0))
    pause = max(wanted, min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempts, 10)))
    logger.error(
        "The CDN could not be told of %d commits, the first at %s; it is told again in %s. %s",
        len(found),
        found[0].written_at.isoformat(timespec="seconds"),
        pause,
        error,
    )
    Purge.objects.filter(pk__in=[one.pk for one in found]).update(attempts=attempts + 1, due_at=timezone.now() + pause)


def _wake_for_the_next() -> None:
    """Queue a task for when the next is due, where the queue can wait; elsewhere the next commit does it."""
    due: datetime | None = Purge.objects.aggregate(due=Min("due_at"))["due"]
    if due is not None and default_task_backend.supports_defer:
        send_owed.using(run_after=due).enqueue()


def late_since() -> datetime | None:
    """Return the time of the first commit of which the CDN should know by now and does not; None when it knows all."""
    late = Purge.objects.filter(attempts__gt=0, written_at__lt=timezone.now() - LATE)
    first: datetime | None = late.aggregate(first=Min("written_at"))["first"]
    return first
