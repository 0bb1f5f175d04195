"""What editors do with pages, as commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django_tasks.base import Task
from wagtail.models import Page

from cms.changes.models import ChangeSet, PageChange
from cms.changes.recording import record_changes
from news.models import ArticlePage


def publish(page: ArticlePage, **fields: Any) -> None:
    """Publish a page with other values, as the editor's form does."""
    page = ArticlePage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def edit(page: ArticlePage, **fields: Any) -> None:
    """Save a draft with other values."""
    page = ArticlePage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision()


def unpublish(page: Page) -> None:
    """Unpublish a page."""
    Page.objects.get(pk=page.pk).specific.unpublish()


def begin_log() -> None:
    """Have the ledger hold what the public sees, and the log be empty."""
    record_changes.call()
    ChangeSet.objects.all().delete()


def log() -> list[tuple[str, str]]:
    """Return what the log says, in its order: event and path."""
    record_changes.call()
    return [(one.event, one.path) for one in PageChange.objects.order_by("pk")]


@contextmanager
def unrecorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave the commits of the block in the outbox, as a server does that dies before it queues the task."""
    with monkeypatch.context() as killed:
        killed.setattr(Task, "enqueue", lambda *args, **kwargs: None)
        yield


def recorded(act: Callable[[], object]) -> None:
    """Do something and record it as if it were committed, within the transaction of a test."""
    tracker: Any = connection.write_tracker  # type: ignore[attr-defined]  # attached to each connection
    tracker._forget()
    act()
    tracker._invalidating(lambda: None)
    record_changes.call()
