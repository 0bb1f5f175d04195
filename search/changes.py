"""What is out of date in the index, noted with the change itself and worked off after it.

A change is a row that is written in the transaction of whatever changed a page, and removed in the transaction that
mends the index. So nothing is lost when a process dies in between: whoever works off changes next finds the row.
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

from cms.sites import Sites
from cms.visibility import Visibility
from search.engines import engine
from search.engines.hidden import doubtful_entries
from search.indexing import refresh
from search.models import Change, Entry, Index

log = logging.getLogger("search")

CHUNK = 200
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)


def note_pages(pages: Iterable[int]) -> None:
    """Note that pages changed, and have the index mended once the present transaction is committed."""
    Change.objects.bulk_create([Change(page_id=page) for page in pages], batch_size=CHUNK)
    transaction.on_commit(catch_up.enqueue)


def note_below(path: str) -> None:
    """Note that all pages at or below a treebeard path may have changed."""
    Change.objects.create(path=path)
    transaction.on_commit(catch_up.enqueue)


@task()
def catch_up() -> int:
    """Mend the index for all changes that are due; return how many there were.

    What fails is tried again after a pause that doubles each time. Two of these at once do no harm.
    """
    done = 0
    failed: set[int] = set()
    _note_released()
    _note_hidden()
    while changes := list(_due(failed)[:CHUNK]):
        pages = [change for change in changes if not change.path]
        if pages and not _mend(pages, {change.page_id for change in pages if change.page_id is not None}):
            # Each by itself, so that one that cannot be indexed keeps no other waiting.
            for change in pages:
                _mend([change], {change.page_id} if change.page_id else set())
        for change in changes:
            if change.path:
                _mend([change], None)
        failed.update(change.pk for change in changes)
        done += len(changes)
    engine().send()
    _wake_for_the_next()
    return done


def _note_released() -> None:
    """Note the pages that the public did not see when they were indexed, and sees now."""
    held = Entry.objects.filter(held=True).values("page_id")
    released = Visibility(Sites()).pages(Page.objects.filter(pk__in=held)).values_list("pk", flat=True)
    Change.objects.bulk_create([Change(page_id=page) for page in released], batch_size=CHUNK)


def _note_hidden() -> None:
    """Note the pages that the clock, or an embargo in a draft, has hidden since they were indexed."""
    visibility = Visibility(Sites())
    waiting = Change.objects.filter(path="").values("page_id")
    for index in Index.objects.written():
        doubtful = doubtful_entries(index, visibility, with_changes=False).exclude(page__in=waiting)
        pages = list(doubtful.values_list("page_id", flat=True))
        shown = visibility.pages(Page.objects.filter(pk__in=pages)).values_list("pk", flat=True) if pages else ()
        gone = set(pages).difference(shown)
        Change.objects.bulk_create([Change(page_id=page) for page in gone], batch_size=CHUNK)


def _due(failed: Collection[int]) -> QuerySet[Change]:
    return Change.objects.filter(due_at__lte=timezone.now()).exclude(pk__in=failed).order_by("pk")


def _mend(changes: list[Change], pages: Collection[int] | None) -> bool:
    """Mend the index for some changes and remove them; return whether it worked."""
    try:
        if pages is None:
            for chunk in pages_below(changes[0].path):
                refresh(with_aliases(chunk))
        else:
            refresh(with_aliases(pages))
    except Exception:
        if len(changes) == 1:
            _put_off(changes[0])
        return False
    Change.objects.filter(pk__in=[change.pk for change in changes]).delete()
    return True


def _put_off(change: Change) -> None:
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(change.attempts, 20))
    log.exception("%s could not be indexed; it is tried again in %s.", f"Page {change}", pause)
    Change.objects.filter(pk=change.pk).update(attempts=change.attempts + 1, due_at=timezone.now() + pause)


def _wake_for_the_next() -> None:
    """Queue a task for when the next change is due, where the queue can wait; elsewhere the next change does it."""
    due: datetime | None = Change.objects.order_by("due_at").values_list("due_at", flat=True).first()
    if due is not None and default_task_backend.supports_defer:
        catch_up.using(run_after=due).enqueue()


def with_aliases(pages: Collection[int]) -> set[int]:
    """Return pages, by primary key, and those that are aliases of them: what hides a page hides its aliases."""
    return {*pages, *Page.objects.filter(alias_of__in=pages).values_list("pk", flat=True)}


def pages_below(path: str) -> Iterator[list[int]]:
    """Yield the primary keys of the pages at or below a path, a chunk at a time."""
    last = 0
    while chunk := list(
        Page.objects.filter(path__startswith=path, pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]
    ):
        yield chunk
        last = chunk[-1]
