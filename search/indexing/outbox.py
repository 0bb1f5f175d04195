"""The index outbox: pages whose entries are out of date, written with the change and processed after it.

A row is written in the transaction that changes a page, and removed in the transaction that updates the index. Nothing
is lost when a process dies in between: the next run finds the row.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import default_task_backend, task
from wagtail.models import Page

from cms.aliases import with_aliases
from cms.sites import SiteIndex
from cms.visibility import Visibility
from search.backends import engine
from search.backends.hidden import doubtful_entries
from search.indexing.entries import refresh
from search.models import Change, Entry, Index

logger = logging.getLogger("search")

STEP_SIZE = 200
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)


def enqueue_pages(pages: Iterable[int]) -> None:
    """Note that pages changed, and have the index mended once the present transaction is committed."""
    Change.objects.bulk_create([Change(page_id=page) for page in pages], batch_size=STEP_SIZE)
    transaction.on_commit(process_outbox.enqueue)


def enqueue_subtree(path: str) -> None:
    """Enqueue all pages at or below a treebeard path."""
    Change.objects.create(path=path)
    transaction.on_commit(process_outbox.enqueue)


@task()
def process_outbox() -> int:
    """Update the index for all rows that are due; return how many there were.

    What fails is retried after a delay that doubles each time. The task may run twice at once.
    """
    done = 0
    failed: set[int] = set()
    _enqueue_released()
    _enqueue_hidden()
    while changes := list(_due(failed)[:STEP_SIZE]):
        pages = [change for change in changes if not change.path]
        if pages and not _process(pages, {change.page_id for change in pages if change.page_id is not None}):
            # Each by itself, so that one that cannot be indexed keeps no other waiting.
            for change in pages:
                _process([change], {change.page_id} if change.page_id else set())
        for change in changes:
            if change.path:
                _process([change], None)
        failed.update(change.pk for change in changes)
        done += len(changes)
    engine().send()
    _schedule_next()
    return done


def _enqueue_released() -> None:
    """Enqueue the pages that were hidden when they were indexed, and are public now."""
    held = Entry.objects.filter(held=True).values("page_id")
    released = Visibility(SiteIndex()).pages(Page.objects.filter(pk__in=held)).values_list("pk", flat=True)
    Change.objects.bulk_create([Change(page_id=page) for page in released], batch_size=STEP_SIZE)


def _enqueue_hidden() -> None:
    """Enqueue the pages that the clock, or an embargo, has hidden since they were indexed."""
    visibility = Visibility(SiteIndex())
    waiting = Change.objects.filter(path="").values("page_id")
    for index in Index.objects.written():
        doubtful = doubtful_entries(index, visibility, with_changes=False).exclude(page__in=waiting)
        pages = list(doubtful.values_list("page_id", flat=True))
        shown = visibility.pages(Page.objects.filter(pk__in=pages)).values_list("pk", flat=True) if pages else ()
        gone = set(pages).difference(shown)
        Change.objects.bulk_create([Change(page_id=page) for page in gone], batch_size=STEP_SIZE)


def _due(failed: Collection[int]) -> QuerySet[Change]:
    return Change.objects.filter(due_at__lte=timezone.now()).exclude(pk__in=failed).order_by("pk")


def _process(changes: list[Change], pages: Collection[int] | None) -> bool:
    """Mend the index for some changes and remove them; return whether it worked."""
    try:
        if pages is None:
            for chunk in pages_below(changes[0].path):
                refresh(with_aliases(chunk))
        else:
            refresh(with_aliases(pages))
    except Exception:
        if len(changes) == 1:
            _postpone(changes[0])
        return False
    Change.objects.filter(pk__in=[change.pk for change in changes]).delete()
    return True


def _postpone(change: Change) -> None:
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(change.attempts, 20))
    logger.exception("%s could not be indexed; it is tried again in %s.", f"Page {change}", pause)
    Change.objects.filter(pk=change.pk).update(attempts=change.attempts + 1, due_at=timezone.now() + pause)


def _schedule_next() -> None:
    """Queue a task for when the next change is due, where the queue can wait; elsewhere the next change does it."""
    due: datetime | None = Change.objects.order_by("due_at").values_list("due_at", flat=True).first()
    if due is not None and default_task_backend.supports_defer:
        process_outbox.using(run_after=due).enqueue()


def pages_below(path: str) -> Iterator[list[int]]:
    """Yield the primary keys of the pages at or below a path, a chunk at a time."""
    last = 0
    while chunk := list(
        Page.objects.filter(path__startswith=path, pk__gt=last).order_by("pk").values_list("pk", flat=True)[:STEP_SIZE]
    ):
        yield chunk
        last = chunk[-1]
