import os
import time
from datetime import timedelta

import pytest
from django.db import OperationalError

from cms.tasks.heartbeat import TASK_MAX_SECONDS, Heartbeat
from cms.tasks.models import WorkerProcess


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The statuses with which the process would have ended."""
    statuses: list[int] = []
    monkeypatch.setattr("os._exit", statuses.append)
    return statuses


def test_a_task_that_hangs_ends_its_worker(ended: list[int]) -> None:
    heartbeat = Heartbeat("w1")
    heartbeat.end_if_hung()
    heartbeat.task_started = time.monotonic() - TASK_MAX_SECONDS + 60
    heartbeat.end_if_hung()
    assert ended == []

    heartbeat.task_started = time.monotonic() - TASK_MAX_SECONDS - 1
    heartbeat.end_if_hung()
    assert ended == [os.EX_SOFTWARE]


@pytest.mark.django_db
def test_a_beat_makes_the_row_that_is_missing_and_touches_the_one_that_is_there() -> None:
    heartbeat = Heartbeat("w1")
    heartbeat.beat()
    worker = WorkerProcess.objects.get()
    assert (worker.worker_id, worker.pid) == ("w1", os.getpid())

    WorkerProcess.objects.update(heartbeat_at=worker.heartbeat_at - timedelta(hours=1))
    heartbeat.beat()
    assert WorkerProcess.objects.get().heartbeat_at >= worker.heartbeat_at


def test_a_database_that_is_away_does_not_end_the_heartbeat(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    beats: list[int] = []

    def beat(heartbeat: Heartbeat) -> None:
        beats.append(1)
        raise OperationalError("connection refused")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(Heartbeat, "beat", beat)
    monkeypatch.setattr("cms.tasks.heartbeat.HEARTBEAT_SECONDS", 0.01)
    monkeypatch.setattr("cms.tasks.heartbeat.connection", type("None", (), {"close": staticmethod(lambda: None)}))
    with Heartbeat("w1") as heartbeat:
        late = time.monotonic() + 30
        while len(beats) < 3 and time.monotonic() < late:
            time.sleep(0.01)
        assert heartbeat.is_alive()
    assert len(beats) >= 3
