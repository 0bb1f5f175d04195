"""The purge outbox: cache tags that a commit has changed, sent to the CDN by a task until it has worked."""

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

from cms.cdn.backends import purge
from cms.cdn.models import Purge
from cms.cdn.surrogate_keys import with_referrers
from cms.performance.response_cache.cache_tags import EVERYTHING

logger = logging.getLogger("cms.cdn")

MAX_TAGS_PER_PURGE = 1_000
"""Tags of one purge beyond which everything is purged."""

MAX_COMMITS_PER_PURGE = 1_000
"""How many commits one purge is for."""

SECOND_PURGE_AFTER = timedelta(seconds=5)
"""How long after a commit the CDN is purged again: an older response may have arrived after the first purge."""

PURGE_LEASE = timedelta(minutes=1)
"""How long a task has rows to itself."""

FIRST_RETRY_DELAY, MAX_RETRY_DELAY = timedelta(seconds=5), timedelta(minutes=10)
LATE_AFTER = timedelta(minutes=5)
"""How long after a commit a purge that failed is shown to the newsroom."""


class OutboxSwitch:
    """Whether purges are written to the outbox.

    Attributes:
        is_migrating: migrations run, so that the outbox may have no table.
    """

    is_migrating = False

    def __bool__(self) -> bool:
        return bool(settings.WAGTAILFRONTENDCACHE and settings.RESPONSE_CACHE_TTL) and not self.is_migrating


outbox_switch = OutboxSwitch()


def before_migrations(**_kwargs: Any) -> None:
    """Write no purges while the outbox may have no table."""
    outbox_switch.is_migrating = True


def after_migrations(using: str, plan: Sequence[Any] = (), **_kwargs: Any) -> None:
    """Purge everything after migrations."""
    outbox_switch.is_migrating = False
    if outbox_switch and plan and Purge._meta.db_table in connections[using].introspection.table_names():
        Purge.objects.using(using).create(tags=[EVERYTHING])


@contextmanager
def enqueue_purge(tags: set[str], connection: Any) -> Iterator[None]:
    """Write tags to the outbox before the block writes or commits what they name, and purge them after it.

    In a transaction the row is part of it. A statement in autocommit has its row before it: when the statement fails,
    the CDN purges something for nothing.
    """
    if not outbox_switch:
        yield
        return
    Purge.objects.using(connection.alias).create(tags=sorted(tags))
    if connection.get_autocommit():
        yield
        transaction.on_commit(send_pending_purges.enqueue, using=connection.alias, robust=True)
    else:
        # What `on_commit` would do, if it did not refuse between the end of the block and the commit.
        connection.run_on_commit.append((set(), send_pending_purges.enqueue, True))
        yield


@task()
def send_pending_purges() -> int:
    """Send the purges that are due; return for how many commits they were.

    While the CDN fails, all rows wait for the next attempt. The task may run twice at once.
    """
    done = 0
    while not Purge.objects.filter(attempts__gt=0, due_at__gt=timezone.now()).exists():
        now = timezone.now()
        found = list(Purge.objects.filter(due_at__lte=now).order_by("pk")[:MAX_COMMITS_PER_PURGE])
        if not found:
            break
        rows = Purge.objects.filter(pk__in=[one.pk for one in found])
        rows.update(due_at=now + PURGE_LEASE)
        tags = with_referrers({tag for one in found for tag in one.tags})
        try:
            purge(tags if len(tags) <= MAX_TAGS_PER_PURGE else {EVERYTHING})
        except Exception as error:
            _postpone(found, error)
        else:
            done += len(found)
            rows.filter(written_at__lte=now - SECOND_PURGE_AFTER).delete()
            rows.update(due_at=now + SECOND_PURGE_AFTER, attempts=0)
        _schedule_next()
    return done


def _postpone(found: list[Purge], error: Exception) -> None:
    attempts = max(one.attempts for one in found)
    wanted = timedelta(seconds=getattr(error, "pause", 0))
    pause = max(wanted, min(MAX_RETRY_DELAY, FIRST_RETRY_DELAY * 2 ** min(attempts, 10)))
    logger.error(
        "The CDN could not be purged for %d commits, the first at %s; it is tried again in %s. %s",
        len(found),
        found[0].written_at.isoformat(timespec="seconds"),
        pause,
        error,
    )
    Purge.objects.filter(pk__in=[one.pk for one in found]).update(attempts=attempts + 1, due_at=timezone.now() + pause)


def _schedule_next() -> None:
    """Queue a task for when the next purge is due, where the queue can wait; elsewhere the next commit does it."""
    due: datetime | None = Purge.objects.aggregate(due=Min("due_at"))["due"]
    if due is not None and default_task_backend.supports_defer:
        send_pending_purges.using(run_after=due).enqueue()


def late_since() -> datetime | None:
    """Return the time of the first commit whose purge is late; None when there is none."""
    late = Purge.objects.filter(attempts__gt=0, written_at__lt=timezone.now() - LATE_AFTER)
    first: datetime | None = late.aggregate(first=Min("written_at"))["first"]
    return first
