"""The index outbox: pages whose entries are out of date, written with the change and processed after it.

A row is written in the transaction that changes a page, and removed in the transaction that updates the index. Nothing
is lost when a process dies in between: the next run finds the row.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from django.db import transaction
from django_tasks import task
from wagtail.models import Page

from cms.aliases import with_aliases
from cms.sites import SiteIndex
from cms.visibility import Visibility
from search.backends import engine
from search.backends.hidden import doubtful_entries
from search.indexing.entries import refresh
from search.models import Change, Entry, Index, Unsent

logger = logging.getLogger("search")

STEP_SIZE = 200


def enqueue_pages(pages: Iterable[int]) -> None:
    """Enqueue pages that changed, and the task that updates the index after the commit."""
    Change.objects.bulk_create([Change(page_id=page) for page in pages], batch_size=STEP_SIZE)
    transaction.on_commit(process_outbox.enqueue)


def enqueue_subtree(path: str) -> None:
    """Enqueue all pages at or below a treebeard path."""
    Change.objects.create(path=path)
    transaction.on_commit(process_outbox.enqueue)


@task()
def process_outbox() -> int:
    """Update the index for all rows that are due; return how many there were.

    Failures are retried with exponential backoff. Tasks may run concurrently.
    """
    done = 0
    _enqueue_released()
    _enqueue_hidden()
    while changes := Change.objects.lease(STEP_SIZE):
        _process([change for change in changes if not change.path])
        for change in changes:
            if change.path:
                _process([change])
        done += len(changes)
    engine().send()
    Change.objects.schedule_next(process_outbox)
    Unsent.objects.schedule_next(process_outbox)
    return done


def _enqueue_released() -> None:
    """Enqueue the pages that have become public by the clock since they were indexed."""
    held = Entry.objects.filter(held=True).values("page_id")
    released = Visibility(SiteIndex()).pages(Page.objects.filter(pk__in=held)).values_list("pk", flat=True)
    Change.objects.bulk_create([Change(page_id=page) for page in released], batch_size=STEP_SIZE)


def _enqueue_hidden() -> None:
    """Enqueue the pages that the clock or an embargo has hidden since they were indexed."""
    visibility = Visibility(SiteIndex())
    waiting = Change.objects.filter(path="").values("page_id")
    for index in Index.objects.written():
        doubtful = doubtful_entries(index, visibility, with_changes=False).exclude(page__in=waiting)
        pages = list(doubtful.values_list("page_id", flat=True))
        shown = visibility.pages(Page.objects.filter(pk__in=pages)).values_list("pk", flat=True) if pages else ()
        gone = set(pages).difference(shown)
        Change.objects.bulk_create([Change(page_id=page) for page in gone], batch_size=STEP_SIZE)


def _process(changes: list[Change]) -> None:
    """Update the index for a batch of rows; if that fails, row by row, so that one does not block the others."""
    try:
        pages = {change.page_id for change in changes if change.page_id is not None}
        if pages:
            refresh(with_aliases(pages))
        for change in changes:
            if change.path:
                for chunk in pages_below(change.path):
                    refresh(with_aliases(chunk))
    except Exception:
        if len(changes) > 1:
            for change in changes:
                _process([change])
        else:
            delay = Change.objects.postpone(changes)
            logger.exception("%s could not be indexed; it is tried again in %s.", f"Page {changes[0]}", delay)
    else:
        Change.objects.filter(pk__in=[change.pk for change in changes]).delete()


def pages_below(path: str) -> Iterator[list[int]]:
    """Yield the primary keys of the pages at or below a treebeard path, in chunks."""
    last = 0
    while chunk := list(
        Page.objects.filter(path__startswith=path, pk__gt=last).order_by("pk").values_list("pk", flat=True)[:STEP_SIZE]
    ):
        yield chunk
        last = chunk[-1]
