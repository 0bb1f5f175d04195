"""What each check finds, on real faults. Threads of their own ask, so what they are to see is committed."""

import os
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from cms.health.checks import find_disk_fault, find_media_fault, newest_migrations
from cms.health.report import HealthMonitor
from cms.tasks.models import WorkerProcess
from cms.tasks.queue import DATABASE_BACKEND
from search.models import Change
from tests.server.redis_server import RedisServer, needs_redis
from tests.tasks.work import hold

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ALL_WELL: dict[str, Any] = {
    "status": "ok",
    "checks": {
        name: {"status": "ok"} for name in ("database", "migrations", "media", "disk", "cache", "queue", "search")
    },
}


def report() -> dict[str, Any]:
    return {**HealthMonitor().report()}


def with_fault(check: str, status: str, message: str) -> dict[str, Any]:
    return {"status": status, "checks": {**ALL_WELL["checks"], check: {"status": status, "message": message}}}


def test_all_is_well() -> None:
    assert report() == ALL_WELL


def test_a_migration_that_was_not_applied() -> None:
    applied = MigrationRecorder.Migration.objects.filter(app="news").latest("pk")
    applied.delete()
    try:
        found = report()
    finally:
        applied.save()

    assert ("news", applied.name) in newest_migrations()
    assert found == with_fault("migrations", "failed", "Migrations are missing. Run: manage.py migrate")


def test_migrations_of_a_newer_release_do_no_harm() -> None:
    newer = MigrationRecorder(connection)
    newer.record_applied("news", "9999_of_the_next_release")
    try:
        assert report() == ALL_WELL
    finally:
        newer.record_unapplied("news", "9999_of_the_next_release")


@pytest.fixture
def worker(settings: Settings) -> Iterator[WorkerProcess]:
    """A queue, with a worker whose heartbeat is heard."""
    settings.TASKS = {"default": {"BACKEND": DATABASE_BACKEND}}
    yield WorkerProcess.objects.create(worker_id="w1", hostname="somewhere", pid=1)
    DBTaskResult.objects.all().delete()
    WorkerProcess.objects.all().delete()


def test_a_queue_that_is_worked_off(worker: WorkerProcess) -> None:
    hold.enqueue("/nowhere")

    assert report() == ALL_WELL


def test_a_task_that_nobody_runs(worker: WorkerProcess) -> None:
    hold.enqueue("/nowhere")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(seconds=301))

    assert report() == with_fault("queue", "degraded", "Tasks have waited for more than 5 minutes.")


def test_a_queue_without_a_worker(worker: WorkerProcess) -> None:
    WorkerProcess.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=61))

    assert report() == with_fault("queue", "degraded", "No worker runs. Start one: manage.py db_worker")


def test_pages_that_are_not_indexed() -> None:
    Change.objects.create(page_id=1, due_at=timezone.now() - timedelta(seconds=301))
    try:
        assert report() == with_fault("search", "degraded", "Pages have waited for more than 5 minutes to be indexed.")
    finally:
        Change.objects.all().delete()


def test_a_directory_of_uploads_that_is_not_there(settings: Settings, tmp_path: Path) -> None:
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "secret-name"
    missing = "A directory of uploaded files is missing or cannot be read."
    unwritable = "Uploads cannot be saved: a directory cannot be written to."

    expected = with_fault("media", "failed", missing)
    expected["checks"]["disk"] = {"status": "degraded", "message": unwritable}
    assert report() == expected


def test_a_bucket_needs_no_directory(settings: Settings, tmp_path: Path) -> None:
    settings.S3_BUCKET = "newsroom"
    settings.MEDIA_ROOT = settings.PRIVATE_MEDIA_ROOT = tmp_path / "absent"

    assert (find_media_fault(), find_disk_fault()) == ("", "")


def test_a_disk_that_is_full(settings: Settings, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("a small disk can be mounted by root alone")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    settings.MEDIA_ROOT = tmp_path
    try:
        assert report() == with_fault("disk", "degraded", "The disk of the uploaded files is full or nearly so.")
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


@needs_redis
def test_a_redis_that_stops_and_comes_back(settings: Settings, tmp_path: Path) -> None:
    redis = RedisServer(tmp_path)
    settings.REDIS_URL = redis.url
    settings.CACHES = {
        "default": {
            "BACKEND": "cms.backends.redis_cache.FailOpenRedisCache",
            "LOCATION": redis.url,
            "OPTIONS": {"socket_timeout": 0.25, "socket_connect_timeout": 0.25},
        }
    }
    redis.start()
    try:
        before = report()
        redis.kill()
        without = report()
        redis.start()
        after = report()
    finally:
        redis.kill()

    assert before == after == ALL_WELL
    assert without == with_fault("cache", "degraded", "Redis does not answer. Nothing but speed is lost.")
