"""A timer that writes what requests have counted in memory to the database, in a thread of its own."""

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connection


class FlushTimer:
    """Calls a function once, some seconds after it was first started, until it is started again.

    Args:
        write: writes what was counted. Its own exceptions are logged, and what it was to write is lost.
        logger: of the package that counts.
        failure: the log message when it fails.
    """

    def __init__(self, write: Callable[[], None], logger: logging.Logger, failure: str) -> None:
        self._write = write
        self._logger = logger
        self._failure = failure
        self._timer: threading.Timer | None = None

    @property
    def is_running(self) -> bool:
        """Whether a call is to come."""
        return self._timer is not None

    def start(self, seconds: float) -> None:
        """Start it, unless it runs. The caller holds the lock of what is counted, as for `stop`."""
        if self._timer is None:
            self._timer = threading.Timer(seconds, self.flush)
            self._timer.daemon = True
            self._timer.start()

    def stop(self) -> None:
        """Stop it: what was counted is being written."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def flush(self) -> None:
        """Write now, with a database connection that is closed afterwards."""
        close_old_connections()
        try:
            self._write()
        except Exception:
            self._logger.exception(self._failure)
        finally:
            connection.close()
