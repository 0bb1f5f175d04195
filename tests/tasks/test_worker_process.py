"""The worker as a process of its own, on the database that the suite runs on."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

from tests.settings.process import PRODUCTION, ROOT

pytestmark = pytest.mark.processes

PATIENCE = 90
IS_POSTGRESQL = settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3"
TABLE = "django_tasks_database_dbtaskresult"


class Queue:
    """A database with the tables of the queue alone."""

    def __init__(self, url: str, log: Path) -> None:
        self.environment = {
            **os.environ,
            **PRODUCTION,
            "DATABASE_URL": url,
            "REDIS_URL": "",
            "TMPDIR": str(log.parent),
        }
        self.log = log

    def manage(self, *arguments: str) -> str:
        """Run a command to its end and return what it prints."""
        process = subprocess.run(
            [sys.executable, "-m", "tests.tasks.impatient", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert process.returncode == 0, process.stderr
        return process.stdout

    def shell(self, code: str) -> str:
        """Run Python with Django set up."""
        return self.manage("shell", "--no-imports", "--verbosity", "0", "--command", code).strip()

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        """Send a statement and return the rows."""
        if IS_POSTGRESQL:
            with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
                cursor = connection.execute(statement)
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self.environment["DATABASE_URL"].removeprefix("sqlite:///"))) as file, file:
            return file.execute(statement).fetchall()

    def results(self) -> list[tuple[str, str, Any]]:
        """Return the status, error and value of all tasks, the oldest first."""
        rows = self.execute(f"SELECT status, exception_class_path, return_value FROM {TABLE} ORDER BY enqueued_at")  # noqa: S608
        return [
            (status, error, json.loads(v) if isinstance(v, str) and not IS_POSTGRESQL else v)
            for status, error, v in rows
        ]

    @contextmanager
    def worker(self, *options: str) -> Iterator[subprocess.Popen[bytes]]:
        """Start a worker and stop it in the end, if it still runs."""
        with self.log.open("ab") as output:
            command = [sys.executable, "-m", "tests.tasks.impatient", "db_worker", "--interval", "0.1", *options]
            process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=output, stderr=output)
        try:
            yield process
        finally:
            process.kill()
            process.wait(PATIENCE)

    def until(self, happened: Callable[[], bool]) -> None:
        """Wait for something to happen."""
        late = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < late, self.log.read_text()
            time.sleep(0.1)


@contextmanager
def database(directory: Path) -> Iterator[str]:
    """Make an empty database of the suite's kind and yield its address."""
    if not IS_POSTGRESQL:
        yield f"sqlite:///{directory}/queue.sqlite3"
        return
    address, name = urlsplit(os.environ["DATABASE_URL"]), f"dateline_queue_{os.getpid()}"
    with psycopg.connect(urlunsplit(address._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")  # a name of our own
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(address._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Queue]:
    directory = tmp_path_factory.mktemp("queue")
    with database(directory) as url:
        queue = Queue(url, directory / "log")
        queue.manage("migrate", "--verbosity", "0", "django_tasks_database")
        queue.manage("migrate", "--verbosity", "0", "tasks")
        yield queue


@pytest.fixture
def queue(migrated: Queue) -> Queue:
    migrated.execute(f"DELETE FROM {TABLE}")  # noqa: S608
    migrated.execute("DELETE FROM tasks_workerprocess")
    migrated.log.write_text("")
    return migrated


def enqueue(queue: Queue, call: str) -> None:
    queue.shell(f"from tests.tasks.work import *; {call}")


def test_a_task_whose_worker_is_killed_is_finished_by_the_next(queue: Queue, tmp_path: Path) -> None:
    enqueue(queue, f"hold.enqueue({str(tmp_path)!r}); divide.enqueue(4)")
    began = tmp_path / "began"
    with queue.worker() as first:
        queue.until(began.exists)
        first.send_signal(signal.SIGKILL)
        first.wait(PATIENCE)
    assert queue.results() == [("RUNNING", "", None), ("READY", "", None)]

    with queue.worker() as second:
        queue.until(lambda: len(began.read_text().splitlines()) == 2)
        (tmp_path / "open").touch()
        queue.until(lambda: queue.results() == [("SUCCESSFUL", "", "done"), ("SUCCESSFUL", "", 0.25)])
        second.terminate()
        assert second.wait(PATIENCE) == 0


def test_a_worker_that_is_told_to_stop_finishes_its_task(queue: Queue, tmp_path: Path) -> None:
    enqueue(queue, f"hold.enqueue({str(tmp_path)!r})")
    with queue.worker() as worker:
        queue.until((tmp_path / "began").exists)
        worker.terminate()
        time.sleep(0.5)
        (tmp_path / "open").touch()
        assert worker.wait(PATIENCE) == 0
    assert queue.results() == [("SUCCESSFUL", "", "done")]
    assert queue.execute("SELECT COUNT(*) FROM tasks_workerprocess") == [(0,)]


def test_a_worker_that_is_told_twice_hands_its_task_on(queue: Queue, tmp_path: Path) -> None:
    enqueue(queue, f"hold.enqueue({str(tmp_path)!r})")
    with queue.worker() as worker:
        queue.until((tmp_path / "began").exists)
        worker.terminate()
        time.sleep(0.5)
        worker.terminate()
        assert worker.wait(PATIENCE) == 1
    assert queue.results() == [("READY", "", None)]


def test_a_fault_of_the_network_is_tried_again_and_any_other_is_not(queue: Queue, tmp_path: Path) -> None:
    enqueue(queue, f"fetch.enqueue({str(tmp_path)!r}, 2); divide.enqueue(0)")
    with queue.worker():
        queue.until(lambda: queue.results() == [("SUCCESSFUL", "", 2), ("FAILED", "builtins.ZeroDivisionError", None)])
    assert (tmp_path / "attempts").read_text() == "xxx"


@pytest.mark.skipif(not IS_POSTGRESQL, reason="SQLite is no server that could go away")
def test_a_worker_outlives_the_database(queue: Queue, tmp_path: Path) -> None:
    address = urlsplit(queue.environment["DATABASE_URL"])
    name = address.path.lstrip("/")
    enqueue(queue, f"hold.enqueue({str(tmp_path)!r})")
    with (
        queue.worker() as worker,
        psycopg.connect(urlunsplit(address._replace(path="/postgres")), autocommit=True) as server,
    ):
        queue.until((tmp_path / "began").exists)
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")  # a name of our own
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        (tmp_path / "open").touch()
        queue.until(lambda: "The database cannot be used" in queue.log.read_text())
        time.sleep(2)
        assert worker.poll() is None
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")  # a name of our own
        queue.until(lambda: queue.results() == [("SUCCESSFUL", "", "done")])
        assert worker.poll() is None
