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
from django_tasks import task

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


def pause_purges(**_kwargs: Any) -> None:
    """Write no purges while the outbox may have no table."""
    outbox_switch.is_migrating = True


def resume_purges(using: str, plan: Sequence[Any] = (), **_kwargs: Any) -> None:
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

    The task may run twice at once.
    """
    done = 0
    while not _is_cdn_failing():
        now = timezone.now()
        leased = Purge.objects.lease(MAX_COMMITS_PER_PURGE)
        if not leased:
            break
        tags = with_referrers({tag for one in leased for tag in one.tags})
        try:
            purge(tags if len(tags) <= MAX_TAGS_PER_PURGE else {EVERYTHING})
        except Exception as error:
            delay = Purge.objects.postpone(leased, getattr(error, "retry_after", 0))
            logger.error(
                "The CDN could not be purged for %d commits, the first at %s; it is tried again in %s. %s",
                len(leased),
                leased[0].written_at.isoformat(timespec="seconds"),
                delay,
                error,
            )
        else:
            done += len(leased)
            rows = Purge.objects.filter(pk__in=[one.pk for one in leased])
            rows.filter(written_at__lte=now - SECOND_PURGE_AFTER).delete()
            rows.update(due_at=now + SECOND_PURGE_AFTER, attempts=0)
    Purge.objects.schedule_next(send_pending_purges)
    return done


def _is_cdn_failing() -> bool:
    """Tell whether a failed purge waits for its next attempt: all others wait with it, as they would fail too."""
    return Purge.objects.filter(attempts__gt=0, due_at__gt=timezone.now()).exists()


def late_since() -> datetime | None:
    """Return the time of the first commit whose purge is late; None when there is none."""
    late = Purge.objects.filter(attempts__gt=0, written_at__lt=timezone.now() - LATE_AFTER)
    first: datetime | None = late.aggregate(first=Min("written_at"))["first"]
    return first
