"""The worker: django-tasks-db's, with retries, a heartbeat, recovery of lost tasks, and patience with the database."""

import logging
import random
import time
from traceback import format_exception
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.signals import task_finished, task_started
from django_tasks.utils import normalize_json
from django_tasks_db.compat import TaskContext
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from cms.tasks.heartbeat import Heartbeat
from cms.tasks.models import WorkerProcess
from cms.tasks.recovery import held_by, prune_tasks, requeue_lost_tasks
from cms.tasks.retries import is_moot, is_transient, retry_policy

logger = logging.getLogger("cms.tasks")

RECOVERY_SECONDS = 15
PRUNING_SECONDS = 60 * 60
DATABASE_RETRY_SECONDS: tuple[int, ...] = (1, 2, 5, 10, 30)
"""The pauses between attempts to reach the database; the last one goes on."""


class Worker(DatabaseWorker):
    """Runs tasks until it is stopped; it outlives the database, and its tasks outlive it."""

    def run(self) -> None:
        """Run tasks; wait while the database does not answer."""
        logger.info("Starting worker worker_id=%s queues=%s", self.worker_id, ",".join(self.queue_names))
        if self.startup_delay and self.interval:
            time.sleep(random.random())  # noqa: S311  # so that many workers do not ask at the same moment
        self.recovered = self.pruned = float("-inf")
        failures = 0
        try:
            with Heartbeat(self.worker_id) as self.heartbeat:
                while self.running:
                    try:
                        self.heartbeat.beat()
                        while self.running:
                            self.step()
                            failures = 0
                    except (OperationalError, InterfaceError) as error:
                        self.wait_for_database(failures, error)
                        failures += 1
        finally:
            self.leave()

    def wait_for_database(self, failures: int, error: Exception) -> None:
        """Drop the broken connection and wait; whatever this worker held when it broke is queued again afterwards."""
        pause = DATABASE_RETRY_SECONDS[min(failures, len(DATABASE_RETRY_SECONDS) - 1)]
        logger.warning("The database cannot be used; the next attempt is in %d s. %s", pause, error)
        connections.close_all()
        self.recovered = float("-inf")
        if self.running:
            time.sleep(pause)

    def step(self) -> None:
        """Recover what was lost where that is due, then run a task or wait for one."""
        close_old_connections()
        self.recover()
        task = self.claim()
        if task is not None:
            self.run_task(task)
            self._run_tasks += 1
            self.running = self.running and self._run_tasks != self.max_tasks
        elif self.batch:
            self.running = False
        else:
            time.sleep(self.interval)

    def recover(self) -> None:
        """Queue lost tasks again, and prune finished ones, each at its interval."""
        now = time.monotonic()
        if now - self.recovered > RECOVERY_SECONDS:
            requeue_lost_tasks(idle_worker=self.worker_id)
            self.recovered = now
        if now - self.pruned > PRUNING_SECONDS:
            prune_tasks()
            self.pruned = now

    def claim(self) -> DBTaskResult[Any, Any] | None:
        """Claim the next task that is due, so that no other worker runs it."""
        tasks = DBTaskResult.objects.ready().filter(backend_name=self.backend_name)
        if not self.process_all_queues:
            tasks = tasks.filter(queue_name__in=self.queue_names)
        if self.excluded_queue_names:
            tasks = tasks.exclude(queue_name__in=self.excluded_queue_names)
        with exclusive_transaction(tasks.db):
            task = tasks.get_locked()
            if task is not None:
                task.claim(self.worker_id)
        return task

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        """Run a task and write down how it ended."""
        self.running_task, self.heartbeat.task_started = True, time.monotonic()
        try:
            value = self._call(db_task_result)
        except Exception as error:
            self._fail(db_task_result, error)
        except BaseException as error:
            if self.running:
                # The task ended the process, or tried to: run again, it would end the next worker too.
                self._fail(db_task_result, error)
            else:
                # A second signal stops the worker at once: another one runs the task.
                self._write(db_task_result, status=TaskResultStatus.READY, run_after=timezone.now())
                raise
        else:
            self._succeed(db_task_result, value)
        finally:
            self.running_task, self.heartbeat.task_started = False, None

    def leave(self) -> None:
        """Say that this worker is gone, so that what it leaves behind is queued again at once."""
        try:
            WorkerProcess.objects.filter(pk=self.worker_id).delete()
        except (OperationalError, InterfaceError):
            connections.close_all()

    def _call(self, row: DBTaskResult[Any, Any]) -> Any:
        task, result = row.task, row.task_result
        task_started.send(sender=type(task.get_backend()), task_result=result)
        context: list[TaskContext[Any, Any]] = [TaskContext(task_result=result)] if task.takes_context else []
        return normalize_json(task.call(*context, *result.args, **result.kwargs))

    def _succeed(self, row: DBTaskResult[Any, Any], value: Any) -> None:
        self._write(
            row,
            status=TaskResultStatus.SUCCESSFUL,
            finished_at=timezone.now(),
            return_value=value,
            exception_class_path="",
            traceback="",
        )
        self._report(row)

    def _fail(self, row: DBTaskResult[Any, Any], error: BaseException) -> None:
        """Queue the task again where a later attempt may succeed; otherwise it has failed for good."""
        if is_moot(row, error):
            self._succeed(row, None)
            return
        policy, attempts = retry_policy(row.task_path), len(row.worker_ids)
        cause = {
            "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
            "traceback": "".join(format_exception(error)),
        }
        if is_transient(error) and attempts < policy.max_attempts:
            pause = policy.delay(attempts)
            self._write(row, status=TaskResultStatus.READY, run_after=timezone.now() + pause, **cause)
            logger.warning(
                "Task id=%s path=%s failed at attempt %d of %d; the next is in %s. %s",
                *(row.pk, row.task_path, attempts, policy.max_attempts, pause, error),
            )
        else:
            self._write(row, status=TaskResultStatus.FAILED, finished_at=timezone.now(), **cause)
            self._report(row)

    def _write(self, row: DBTaskResult[Any, Any], **changes: Any) -> None:
        """Write the outcome, unless the task was taken from this worker, which then was thought dead."""
        still_ours = DBTaskResult.objects.filter(held_by(row)).update(**changes)
        if not still_ours:
            logger.warning("Task id=%s path=%s was queued again while it ran.", row.pk, row.task_path)
        for name, value in changes.items():
            setattr(row, name, value)

    def _report(self, row: DBTaskResult[Any, Any]) -> None:
        """Tell the listeners of django-tasks, which log how a task ended."""
        try:
            task_finished.send(sender=type(row.task.get_backend()), task_result=row.task_result)
        except ImportError:
            logger.exception("Task id=%s path=%s cannot be imported.", row.pk, row.task_path)
