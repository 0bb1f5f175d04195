"""The transactional outbox: rows that are written in the transaction of a change, and processed by a task after it.

The task deletes a row once it is processed, so that a process that dies loses nothing: the next run finds the row.
Tasks may run concurrently. Which rows a failure postpones is up to the task.

Source: https://microservices.io/patterns/data/transactional-outbox.html
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar

from django.db import models, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from cms.backoff import Backoff

OutboxRowT = TypeVar("OutboxRowT", bound="OutboxRow")

LEASE_DURATION = timedelta(minutes=1)
"""How long no other task takes leased rows; those of a task that died are due again afterwards."""

MAX_ATTEMPTS = 32_767
"""The highest count of failed attempts: that of PostgreSQL's `smallint`."""


class OutboxManager(models.Manager[OutboxRowT]):
    """Finds, leases and postpones the rows of an outbox."""

    def due(self) -> models.QuerySet[OutboxRowT]:
        """Return the rows that are neither leased nor postponed, the oldest first."""
        return self.filter(due_at__lte=timezone.now()).order_by("pk")

    def lease(self, limit: int) -> list[OutboxRowT]:
        """Lease rows that are due, the oldest first, for LEASE_DURATION."""
        with transaction.atomic(using=self.db):
            rows = list(self.due().select_for_update(skip_locked=True)[:limit])
            if rows:
                self.filter(pk__in=[row.pk for row in rows]).update(due_at=timezone.now() + LEASE_DURATION)
        return rows

    def postpone(self, rows: Sequence[OutboxRowT], retry_after: float = 0) -> timedelta:
        """Postpone rows that failed together by the delay of the one with the most attempts; return it.

        Args:
            rows: at least one, as read before the attempt.
            retry_after: seconds that the service itself asks for.
        """
        attempts = max(row.attempts for row in rows)
        delay = self.model.backoff.delay(attempts, retry_after)
        self.filter(pk__in=[row.pk for row in rows]).update(
            attempts=min(attempts + 1, MAX_ATTEMPTS), due_at=timezone.now() + delay
        )
        return delay

    def schedule_next(self, task: Task[[], Any]) -> None:
        """Enqueue the task for when the next row is due, where the queue can defer tasks; elsewhere cron runs it.

        Nothing is enqueued while a task for an earlier moment is: it calls this method itself.
        """
        if not task.get_backend().supports_defer:
            return
        rows = self.filter(due_at__gt=timezone.now())
        due: datetime | None = rows.aggregate(due=models.Min("due_at"))["due"]
        if due is None:
            return
        queued = DBTaskResult.objects.filter(
            task_path=task.module_path, status=TaskResultStatus.READY, run_after__lte=due
        )
        if not queued.exists():
            task.using(run_after=due).enqueue()


class OutboxRow(models.Model):
    """A row of an outbox, with an index on `due_at` for the rows that are due.

    Attributes:
        due_at: when a task may take it next: at once, when its lease ends, or after the delay of its last failure.
        attempts: the number of failed attempts.
        backoff: the delays after failures.
    """

    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    backoff: ClassVar[Backoff]

    objects: ClassVar[OutboxManager[Any]] = OutboxManager()

    class Meta:
        abstract = True
