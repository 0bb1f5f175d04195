"""The clock: runs commands at their intervals, in one process."""

import logging
import threading
import time

from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError, connections

from cms.tasks.liveness import liveness_file

logger = logging.getLogger("cms.tasks")

LIVENESS_SECONDS = 5
STOP_SECONDS = 8
"""Grace period of running commands after SIGTERM; Docker waits for ten seconds."""


class Clock:
    """Runs each command in a thread of its own, so that a slow one makes no other late, and none runs twice at once.

    Args:
        commands: names of commands, with the seconds from the start of one run to that of the next.
    """

    def __init__(self, commands: dict[str, int]) -> None:
        self.commands = commands
        self.stopped = threading.Event()

    def run(self) -> None:
        """Run until stopped."""
        threads = [
            threading.Thread(target=self.repeat, args=[name, seconds], name=name, daemon=True)
            for name, seconds in self.commands.items()
        ]
        for thread in threads:
            thread.start()
        while not self.stopped.wait(LIVENESS_SECONDS):
            # A thread that died would go unnoticed; the heartbeat stops with it.
            if all(thread.is_alive() for thread in threads):
                liveness_file("clock").touch()
        late = time.monotonic() + STOP_SECONDS
        for thread in threads:
            thread.join(max(0.0, late - time.monotonic()))

    def repeat(self, name: str, seconds: int) -> None:
        """Run one command again and again."""
        while not self.stopped.is_set():
            started = time.monotonic()
            self.call(name)
            self.stopped.wait(max(0.0, seconds - (time.monotonic() - started)))

    def call(self, name: str) -> None:
        """Run a command once; whatever fails is logged, and the next run is made."""
        try:
            call_command(name)
        except (CommandError, OperationalError, InterfaceError, SystemExit) as error:
            logger.error("%s: %s", name, error)
        except Exception:
            logger.exception("%s failed.", name)
        finally:
            connections.close_all()

    def stop(self) -> None:
        """Start no more commands, and end when those under way have ended."""
        self.stopped.set()
