"""The outbox: leases that two workers do not share, and the task for the next due row."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from cms.outbox import LEASE_DURATION, MAX_ATTEMPTS
from cms.tasks.queue import DATABASE_BACKEND
from search.indexing.outbox import process_outbox
from search.models import Change, Index, Unsent

NOW = dt.datetime(2020, 11, 28, 12, tzinfo=dt.UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dt.datetime:
    """A clock that stands still."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return NOW


@pytest.fixture
def queue(settings: Settings) -> None:
    """A queue that can wait."""
    settings.TASKS = {"default": {"BACKEND": DATABASE_BACKEND}}


def write(count: int, attempts: int = 0) -> list[Change]:
    """Write rows that are due."""
    return [Change.objects.create(page_id=number, due_at=NOW, attempts=attempts) for number in range(1, count + 1)]


def queued() -> list[dt.datetime]:
    """Return when the queued tasks are to run, the first one first."""
    return list(DBTaskResult.objects.order_by("run_after").values_list("run_after", flat=True))


@pytest.mark.django_db
def test_rows_are_due_from_their_moment_on_in_the_order_of_writing(clock: dt.datetime) -> None:
    late, waiting, on_time = write(3)
    Change.objects.filter(pk=late.pk).update(due_at=clock - dt.timedelta(days=1))
    Change.objects.filter(pk=waiting.pk).update(due_at=clock + dt.timedelta(microseconds=1))

    assert list(Change.objects.due()) == [late, on_time]


@pytest.mark.django_db
def test_leased_rows_are_due_again_when_the_lease_ends(clock: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = write(3)

    assert Change.objects.lease(2) == rows[:2]
    assert Change.objects.lease(2) == rows[2:]
    assert Change.objects.lease(2) == []

    monkeypatch.setattr(timezone, "now", lambda: clock + LEASE_DURATION)
    assert Change.objects.lease(10) == rows


@pytest.mark.django_db
def test_rows_that_failed_together_wait_as_long_as_the_one_that_failed_most(clock: dt.datetime) -> None:
    one, two = write(1)[0], write(1, attempts=3)[0]
    write(1)

    assert Change.objects.postpone([one, two]) == dt.timedelta(seconds=80)

    assert list(Change.objects.order_by("pk").values_list("attempts", "due_at")) == [
        (4, clock + dt.timedelta(seconds=80)),
        (4, clock + dt.timedelta(seconds=80)),
        (0, clock),
    ]


@pytest.mark.django_db
def test_attempts_are_counted_as_far_as_the_column_holds_them(clock: dt.datetime) -> None:
    [row] = write(1, attempts=MAX_ATTEMPTS)

    assert Change.objects.postpone([row], retry_after=1e300) == dt.timedelta(days=1)

    row.refresh_from_db()
    assert (row.attempts, row.due_at) == (32_767, clock + dt.timedelta(days=1))


@pytest.mark.django_db
def test_the_task_is_queued_once_for_the_next_due_row(queue: None, clock: dt.datetime) -> None:
    for seconds in (-5, 30, 20):
        Change.objects.create(page_id=1, due_at=clock + dt.timedelta(seconds=seconds))

    for _publish in range(3):
        Change.objects.schedule_next(process_outbox)

    assert queued() == [clock + dt.timedelta(seconds=20)]
    assert DBTaskResult.objects.get().task_path == "search.indexing.outbox.process_outbox"


@pytest.mark.django_db
def test_a_task_is_queued_for_a_row_that_is_due_before_the_one_it_waits_for(queue: None, clock: dt.datetime) -> None:
    later = Change.objects.create(page_id=1, due_at=clock + dt.timedelta(seconds=60))
    Change.objects.schedule_next(process_outbox)
    sooner = Change.objects.create(page_id=2, due_at=clock + dt.timedelta(seconds=5))
    Change.objects.schedule_next(process_outbox)
    Change.objects.schedule_next(process_outbox)

    assert queued() == [sooner.due_at, later.due_at]


@pytest.mark.django_db
def test_a_task_that_runs_or_is_another_counts_for_none(queue: None, clock: dt.datetime) -> None:
    row = Change.objects.create(page_id=1, due_at=clock + dt.timedelta(seconds=60))
    Change.objects.schedule_next(process_outbox)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    Change.objects.schedule_next(process_outbox)
    DBTaskResult.objects.update(status=TaskResultStatus.READY, task_path="news.tasks.other")
    Change.objects.schedule_next(process_outbox)

    assert queued() == [row.due_at] * 3


@pytest.mark.django_db
def test_nothing_is_queued_for_rows_that_are_due_already(queue: None, clock: dt.datetime) -> None:
    write(1)

    Change.objects.schedule_next(process_outbox)

    assert queued() == []


@pytest.mark.django_db
def test_nothing_is_queued_where_tasks_run_at_once(clock: dt.datetime) -> None:
    row = Change.objects.create(page_id=1, due_at=clock + dt.timedelta(seconds=60))

    Change.objects.schedule_next(process_outbox)

    assert queued() == []
    assert Change.objects.get() == row


@pytest.mark.django_db
def test_each_run_queues_the_next_for_both_outboxes_of_the_search(queue: None) -> None:
    moment = timezone.now() + dt.timedelta(minutes=10)
    Change.objects.create(page_id=1, due_at=moment + dt.timedelta(minutes=1))
    Unsent.objects.create(index=Index.objects.create(), entry=1, due_at=moment)

    assert process_outbox.call() == 0

    assert queued() == [moment, moment + dt.timedelta(minutes=1)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_at_once_take_different_rows() -> None:
    rows, start = write(40), Barrier(4)

    def lease_all() -> list[Change]:
        try:
            start.wait()
            taken = []
            while leased := Change.objects.lease(3):
                taken += leased
            return taken
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        taken = [row for worker in [pool.submit(lease_all) for _number in range(4)] for row in worker.result()]

    assert sorted(taken, key=lambda row: row.pk) == rows


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_worker_does_not_wait_for_rows_that_another_is_leasing() -> None:
    rows = write(3)

    def lease_beside() -> list[Change]:
        try:
            return Change.objects.lease(10)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        assert Change.objects.lease(2) == rows[:2]
        assert pool.submit(lease_beside).result(timeout=10) == rows[2:]
