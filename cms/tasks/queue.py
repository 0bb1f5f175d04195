"""The state of the task queue, for readiness checks, metrics and the admin."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, Count, DateTimeField, F, Min, Q, When
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from cms.tasks.models import WorkerProcess

DATABASE_BACKEND = "django_tasks_db.DatabaseBackend"
HEARTBEAT_TIMEOUT_SECONDS = 60
"""After how many seconds without a heartbeat a worker counts as dead: SQLite may keep one waiting for twenty."""


LATE_SECONDS = 5 * 60
"""For how long a task may be due before the newsroom is warned."""


@dataclass(frozen=True)
class QueueState:
    """The numbers of a queue at one moment.

    Attributes:
        waiting: tasks that wait for a worker, or for the moment of their next attempt.
        running: tasks that a worker has claimed.
        failed: tasks that are not tried again.
        oldest_waiting_seconds: for how long the oldest task that is due has waited; 0 where none is.
        workers: workers whose heartbeat is heard.
    """

    waiting: int
    running: int
    failed: int
    oldest_waiting_seconds: float
    workers: int


def is_queued() -> bool:
    """Tell whether tasks wait for a worker; in development they run at once."""
    return bool(settings.TASKS["default"]["BACKEND"] == DATABASE_BACKEND)


def queue_state() -> QueueState:
    """Return the state of the queue, by two statements."""
    due_at = Case(When(run_after=get_date_max(), then=F("enqueued_at")), default=F("run_after"))
    ready = Q(status=TaskResultStatus.READY)
    numbers = DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).aggregate(
        waiting=Count("pk", filter=ready),
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
        failed=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
        oldest=Min(due_at, filter=ready, output_field=DateTimeField()),
    )
    oldest: datetime | None = numbers.pop("oldest")
    seconds = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    return QueueState(
        **numbers, oldest_waiting_seconds=max(0.0, seconds), workers=WorkerProcess.objects.filter(is_alive()).count()
    )


def oldest_waiting_seconds() -> float:
    """Return for how long the oldest task that is due has waited for a worker; 0 where none waits."""
    return queue_state().oldest_waiting_seconds


def is_alive() -> Q:
    """Return the condition that a worker's heartbeat is heard, by the database's clock."""
    return Q(heartbeat_at__gt=Now() - timedelta(seconds=HEARTBEAT_TIMEOUT_SECONDS))
