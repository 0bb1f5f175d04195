"""What is done about tasks whose worker died, and about those that finished long ago."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cms.tasks.models import WorkerProcess
from cms.tasks.queue import is_alive
from cms.tasks.retries import retry_policy

logger = logging.getLogger("cms.tasks")

SUCCESSFUL_TASKS_KEPT = timedelta(days=3)
FAILED_TASKS_KEPT = timedelta(days=30)
WORKER_LOST = "cms.tasks.WorkerLost"


def held_by(task: DBTaskResult[Any, Any]) -> Q:
    """Return the condition that a task is still that of the worker which claimed it when the row was read."""
    return Q(pk=task.pk, status=TaskResultStatus.RUNNING, worker_ids=task.worker_ids)


def requeue_lost_tasks(idle_worker: str = "") -> int:
    """Queue the tasks of dead workers again, or fail those that were tried often enough; return how many there were.

    Args:
        idle_worker: a worker that is between two tasks, so that one which it still holds has been lost too, as when
            the database restarted before the result was written.
    """
    # Read before the workers: a task that is claimed in between is not in the list, whatever the worker's row says.
    running = list(DBTaskResult.objects.running())
    alive = set(WorkerProcess.objects.filter(is_alive()).values_list("worker_id", flat=True)) - {idle_worker}
    lost = [task for task in running if not _is_held(task.worker_ids, alive)]
    count = sum(_requeue_lost(task) for task in lost)
    WorkerProcess.objects.exclude(is_alive()).delete()
    return count


def _is_held(worker_ids: Sequence[str], alive: set[str]) -> bool:
    return bool(worker_ids) and worker_ids[-1] in alive


def _requeue_lost(task: DBTaskResult[Any, Any]) -> int:
    policy, attempts = retry_policy(task.task_path), len(task.worker_ids)
    changes: dict[str, Any] = {
        "exception_class_path": WORKER_LOST,
        "traceback": f"The worker stopped in attempt {attempts}: it was killed, or its machine was.",
    }
    now = timezone.now()
    if attempts < policy.max_attempts:
        changes |= {"status": TaskResultStatus.READY, "run_after": now + policy.delay(attempts)}
    else:
        changes |= {"status": TaskResultStatus.FAILED, "finished_at": now}
    changed = DBTaskResult.objects.filter(held_by(task)).update(**changes)
    if changed:
        logger.warning("Task id=%s path=%s lost its worker; it is %s now.", task.pk, task.task_path, changes["status"])
    return changed


def run_again(tasks: Sequence[Any]) -> int:
    """Queue failed tasks again from their first attempt; return how many there were."""
    return DBTaskResult.objects.filter(pk__in=tasks, status=TaskResultStatus.FAILED).update(
        status=TaskResultStatus.READY, run_after=timezone.now(), worker_ids=[], finished_at=None
    )


def prune_tasks() -> int:
    """Delete the rows of tasks that finished long ago; return how many there were."""
    now = timezone.now()
    successful = Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - SUCCESSFUL_TASKS_KEPT)
    failed = Q(status=TaskResultStatus.FAILED, finished_at__lt=now - FAILED_TASKS_KEPT)
    deleted, _by_model = DBTaskResult.objects.filter(successful | failed).delete()
    return deleted
