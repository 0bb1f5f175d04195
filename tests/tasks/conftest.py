"""A queue in the test's own database."""

from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from cms.tasks.heartbeat import Heartbeat
from cms.tasks.queue import DATABASE_BACKEND
from cms.tasks.worker import Worker


@pytest.fixture
def queued(settings: Settings, db: None) -> None:
    """Let tasks wait for a worker."""
    settings.TASKS = {"default": {"BACKEND": DATABASE_BACKEND}}


@pytest.fixture
def worker(queued: None) -> Worker:
    """A worker that runs in the test, one step at a time, without a heartbeat of its own."""
    made = Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="w1",
    )
    made.heartbeat = Heartbeat("w1")
    made.recovered = made.pruned = float("-inf")
    return made


@pytest.fixture
def work_off(worker: Worker) -> Any:
    """Run all tasks that are due and return their rows, the oldest first."""

    def run() -> list[DBTaskResult[Any, Any]]:
        while (task := worker.claim()) is not None:
            worker.run_task(task)
        return list(DBTaskResult.objects.order_by("enqueued_at"))

    return run
