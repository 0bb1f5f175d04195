from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.tasks.models import WorkerProcess
from cms.tasks.queue import QueueState, oldest_waiting_seconds, queue_state
from cms.tasks.recovery import prune_tasks, requeue_lost_tasks, run_again
from cms.tasks.worker import Worker
from tests.tasks.work import divide

pytestmark = pytest.mark.usefixtures("queued")


def running(*worker_ids: str) -> DBTaskResult[Any, Any]:
    """Return a task that the last of these workers has claimed."""
    divide.enqueue(1)
    row = DBTaskResult.objects.get(status="READY")
    DBTaskResult.objects.filter(pk=row.pk).update(
        status="RUNNING", worker_ids=list(worker_ids), started_at=timezone.now()
    )
    return row


def heard(worker_id: str, seconds_ago: int = 0) -> None:
    moment = timezone.now() - timedelta(seconds=seconds_ago)
    WorkerProcess.objects.create(worker_id=worker_id, hostname="h", pid=1, heartbeat_at=moment)


def test_tasks_of_workers_that_are_gone_or_silent_are_queued_again() -> None:
    heard("alive", 30)
    heard("silent", 90)
    rows = [running("alive"), running("silent"), running("gone"), running("alive", "gone"), running()]

    assert requeue_lost_tasks() == 4

    statuses = dict(DBTaskResult.objects.values_list("pk", "status"))
    assert [statuses[row.pk] for row in rows] == ["RUNNING", "READY", "READY", "READY", "READY"]
    row = DBTaskResult.objects.get(pk=rows[3].pk)
    assert (row.exception_class_path, row.traceback) == (
        "cms.tasks.WorkerLost",
        "The worker stopped in attempt 2: it was killed, or its machine was.",
    )
    assert timedelta(seconds=25) < row.run_after - timezone.now() <= timedelta(seconds=30)
    assert list(WorkerProcess.objects.values_list("worker_id", flat=True)) == ["alive"]


def test_a_task_that_kills_each_worker_fails_in_the_end() -> None:
    row = running(*(f"w{number}" for number in range(8)))

    assert requeue_lost_tasks() == 1

    row.refresh_from_db()
    assert (row.status, row.exception_class_path) == ("FAILED", "cms.tasks.WorkerLost")
    assert row.finished_at is not None


def test_a_worker_between_two_tasks_holds_none() -> None:
    heard("mine")
    heard("other")
    mine, other = running("mine"), running("other")

    assert requeue_lost_tasks(idle_worker="mine") == 1

    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.status, other.status) == ("READY", "RUNNING")


def test_a_worker_thought_dead_does_not_overwrite_the_outcome_of_the_next(worker: Worker) -> None:
    divide.enqueue(4)
    task = worker.claim()
    assert task is not None
    DBTaskResult.objects.update(status="RUNNING", worker_ids=["w1", "w2"])

    worker.run_task(task)

    row = DBTaskResult.objects.get()
    assert (row.status, row.worker_ids, row.return_value) == ("RUNNING", ["w1", "w2"], None)


def test_failed_tasks_run_again_from_their_first_attempt(worker: Worker) -> None:
    divide.enqueue(0)
    failed = worker.claim()
    assert failed is not None
    worker.run_task(failed)
    divide.enqueue(2)

    assert run_again([row.pk for row in DBTaskResult.objects.all()]) == 1

    row = DBTaskResult.objects.get(pk=failed.pk)
    assert (row.status, row.worker_ids, row.finished_at) == ("READY", [], None)
    state = queue_state()
    assert (state.waiting, state.failed) == (2, 0)


def test_the_queue_knows_for_how_long_the_oldest_task_has_been_due() -> None:
    assert queue_state() == QueueState(0, 0, 0, 0.0, 0)
    now = timezone.now()
    divide.enqueue(1)
    DBTaskResult.objects.update(enqueued_at=now - timedelta(minutes=7))
    divide.using(run_after=now - timedelta(minutes=2)).enqueue(2)
    divide.using(run_after=now + timedelta(minutes=2)).enqueue(3)
    heard("alive")

    state = queue_state()

    assert (state.waiting, state.running, state.failed, state.workers) == (3, 0, 0, 1)
    assert round(state.oldest_waiting_seconds) in (420, 421, 422)
    DBTaskResult.objects.filter(args_kwargs__args=[1]).delete()
    assert round(oldest_waiting_seconds()) in (120, 121, 122)
    DBTaskResult.objects.filter(args_kwargs__args=[2]).delete()
    assert oldest_waiting_seconds() == 0


def test_the_state_takes_two_statements(django_assert_num_queries: Any) -> None:
    for _number in range(30):
        divide.enqueue(1)

    with django_assert_num_queries(2):
        queue_state()


def test_what_finished_long_ago_is_deleted() -> None:
    now = timezone.now()
    for status, days in (("SUCCESSFUL", 4), ("SUCCESSFUL", 2), ("FAILED", 31), ("FAILED", 29)):
        divide.enqueue(days)
        DBTaskResult.objects.filter(status="READY").update(status=status, finished_at=now - timedelta(days=days))
    divide.enqueue(100)

    assert prune_tasks() == 2
    assert sorted(row.args_kwargs["args"][0] for row in DBTaskResult.objects.all()) == [2, 29, 100]


def test_the_command_recovers_and_fails_when_no_worker_comes(capsys: pytest.CaptureFixture[str]) -> None:
    running("gone")

    call_command("requeue_lost_tasks")
    assert capsys.readouterr().out == "Queued again: 1. Deleted: 0. Failed: 0.\n"

    DBTaskResult.objects.update(run_after=timezone.now() - timedelta(seconds=400))
    with pytest.raises(CommandError, match=r"^A task has waited for 40\d seconds; 0 workers run and 1 tasks wait\.$"):
        call_command("requeue_lost_tasks")


def test_where_tasks_run_at_once_there_is_nothing_to_recover(settings: Any) -> None:
    running("gone")
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

    call_command("requeue_lost_tasks")

    assert DBTaskResult.objects.get().status == "RUNNING"
