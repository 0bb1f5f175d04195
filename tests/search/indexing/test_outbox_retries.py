"""Changes that cannot be indexed are tried again, hold nothing up, and are taken by one task at a time."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from cms.tasks.queue import DATABASE_BACKEND
from news.models import NewsIndexPage
from search.indexing import outbox
from search.indexing.entries import refresh
from search.indexing.outbox import enqueue_pages, process_outbox
from search.models import Change, Entry
from tests.factories import make_article
from tests.search.finding import found

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_what_fails_is_tried_again_and_holds_nothing_up(
    index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    good, bad = make_article(index, title="Zebra"), make_article(index, title="Giraffe")
    Entry.objects.all().delete()

    def fail_for_one(pages: Any) -> int:
        if bad.pk in pages:
            raise OSError("down")
        return refresh(pages)

    monkeypatch.setattr(outbox, "refresh", fail_for_one)
    enqueue_pages([good.pk, bad.pk])

    assert found("zebra") == ["Zebra"]
    assert found("giraffe") == []
    left = Change.objects.get()
    assert (left.page_id, left.attempts) == (bad.pk, 1)
    assert dt.timedelta(seconds=5) < left.due_at - timezone.now() <= dt.timedelta(seconds=10)
    assert f"Page {bad.pk} could not be indexed" in caplog.text

    monkeypatch.undo()
    Change.objects.update(due_at=timezone.now())
    assert process_outbox.call() == 1
    assert found("giraffe") == ["Giraffe"]


def test_a_page_that_fails_alone_is_tried_once_a_run(index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def fail(pages: Any) -> int:
        tried.append(len(pages))
        raise OSError("down")

    monkeypatch.setattr(outbox, "refresh", fail)
    enqueue_pages([index.pk])

    assert tried == [1]
    assert Change.objects.get().attempts == 1


def test_two_tasks_at_once_index_a_page_once(index: NewsIndexPage) -> None:
    Change.objects.create(page_id=make_article(index, title="Zebra").pk)
    [leased] = Change.objects.lease(10)  # by the other

    assert process_outbox.call() == 0

    assert Change.objects.get() == leased


def test_the_next_attempt_is_queued(index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    def fail(pages: Any) -> int:
        raise OSError("down")

    monkeypatch.setattr(outbox, "refresh", fail)
    settings.TASKS = {"default": {"BACKEND": DATABASE_BACKEND}}
    Change.objects.create(page_id=index.pk)

    assert process_outbox.call() == 1

    assert DBTaskResult.objects.get(task_path=process_outbox.module_path).run_after == Change.objects.get().due_at
