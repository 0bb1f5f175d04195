"""The heartbeat of a worker: by it the others know that its task is not lost."""

import logging
import os
import socket
import threading
import time
from types import TracebackType

from django.db import DatabaseError, InterfaceError, connection
from django.db.models.functions import Now

from cms.tasks.liveness import liveness_file
from cms.tasks.models import WorkerProcess

logger = logging.getLogger("cms.tasks")

HEARTBEAT_SECONDS = 5
TASK_MAX_SECONDS = 2 * 60 * 60
"""After how many seconds a task counts as hung, and its worker ends for its supervisor to start another."""


class Heartbeat(threading.Thread):
    """A thread beside the one that runs tasks, with a connection of its own.

    Attributes:
        worker_id: the worker that it speaks for.
        task_started: when the present task began, by the monotonic clock; None between two tasks.
    """

    def __init__(self, worker_id: str) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self.worker_id = worker_id
        self.task_started: float | None = None
        self._stopped = threading.Event()

    def __enter__(self) -> "Heartbeat":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stopped.set()
        self.join(HEARTBEAT_SECONDS)

    def run(self) -> None:
        """Beat until stopped; faults of the database are for the worker to report."""
        while not self._stopped.wait(HEARTBEAT_SECONDS):
            self.end_if_hung()
            liveness_file("worker").touch()
            try:
                self.beat()
            except (DatabaseError, InterfaceError) as error:
                logger.debug("The heartbeat could not be written: %s", error)
                connection.close()
        connection.close()

    def beat(self) -> None:
        """Say that the worker runs."""
        if not WorkerProcess.objects.filter(pk=self.worker_id).update(heartbeat_at=Now()):
            WorkerProcess.objects.create(worker_id=self.worker_id, hostname=socket.gethostname(), pid=os.getpid())

    def end_if_hung(self) -> None:
        """End the process when its task has run for too long: a thread cannot be stopped from outside."""
        started = self.task_started
        if started is not None and time.monotonic() - started > TASK_MAX_SECONDS:
            logger.critical("A task has run for more than %d seconds; the worker ends.", TASK_MAX_SECONDS)
            os._exit(os.EX_SOFTWARE)
