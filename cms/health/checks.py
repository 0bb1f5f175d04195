"""The checks of which readiness consists: each finds one fault, or none.

A fault is shown to anonymous clients, so it is a fixed sentence: no names of hosts, no paths, no texts of exceptions.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from cms.tasks.queue import LATE_SECONDS, is_queued, queue_state
from search.models import Change

MIN_FREE_BYTES = 200 * 2**20
"""Free space below which uploads count as in danger: ten of the largest pictures."""


class Status(StrEnum):
    """How well a server is, from best to worst.

    Attributes:
        OK: nothing is wrong.
        DEGRADED: readers are served, and something else is wrong.
        FAILED: it should get no requests.
    """

    OK = "ok"
    DEGRADED = "degraded"
    FAILED = "failed"


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes:
        name: its name in the report.
        severity: how well a server with the fault is.
        find_fault: returns the fault as a sentence, empty for none; it may raise instead.
        no_answer: the fault when it raises, or does not return in time.
    """

    name: str
    severity: Status
    find_fault: Callable[[], str]
    no_answer: str


def find_database_fault() -> str:
    """Send a statement to the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


@cache
def newest_migrations() -> frozenset[tuple[str, str]]:
    """Return the last migration of each app, as this code has it."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def find_migrations_fault() -> str:
    """Compare the migrations of this code with those that the database has; more of them do no harm."""
    applied = MigrationRecorder(connection).applied_migrations()
    return "" if newest_migrations() <= applied.keys() else "Migrations are missing. Run: manage.py migrate"


def find_media_fault() -> str:
    """Look whether the directories of uploaded files are there."""
    is_there = all(path.is_dir() and os.access(path, os.R_OK | os.X_OK) for path in _media_directories())
    return "" if is_there else "A directory of uploaded files is missing or cannot be read."


def find_disk_fault() -> str:
    """Look whether uploads can be saved, without writing anything."""
    directories = _media_directories()
    if not all(os.access(path, os.W_OK) for path in directories):
        return "Uploads cannot be saved: a directory cannot be written to."
    if any(shutil.disk_usage(path).free < MIN_FREE_BYTES for path in directories):
        return "The disk of the uploaded files is full or nearly so."
    return ""


def _media_directories() -> list[Path]:
    return [] if settings.S3_BUCKET else [Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_MEDIA_ROOT)]


def find_cache_fault() -> str:
    """Ask Redis, where there is one."""
    if settings.REDIS_URL:
        caches["default"].ping()  # type: ignore[attr-defined]  # cms.backends.redis_cache, where REDIS_URL is set
    return ""


def find_queue_fault() -> str:
    """Check how long tasks wait, and whether a worker runs them."""
    if not is_queued():
        return ""
    state = queue_state()
    if not state.workers:
        return "No worker runs. Start one: manage.py db_worker"
    return "Tasks have waited for more than 5 minutes." if state.oldest_waiting_seconds > LATE_SECONDS else ""


def find_search_fault() -> str:
    """Look whether changes wait to be indexed that should have been long ago."""
    late = Change.objects.filter(due_at__lt=timezone.now() - timedelta(seconds=LATE_SECONDS)).exists()
    return "Pages have waited for more than 5 minutes to be indexed." if late else ""


CHECKS = [
    Check("database", Status.FAILED, find_database_fault, "The database does not answer."),
    Check("migrations", Status.FAILED, find_migrations_fault, "The migrations cannot be read."),
    Check("media", Status.FAILED, find_media_fault, "The directories of uploaded files cannot be read."),
    Check("disk", Status.DEGRADED, find_disk_fault, "The disk of the uploaded files cannot be read."),
    Check("cache", Status.DEGRADED, find_cache_fault, "Redis does not answer. Nothing but speed is lost."),
    Check("queue", Status.DEGRADED, find_queue_fault, "The queue cannot be read."),
    Check("search", Status.DEGRADED, find_search_fault, "The search index cannot be read."),
]
