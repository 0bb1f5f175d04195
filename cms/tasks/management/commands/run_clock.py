"""Runs what is due at its interval, as cron would."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cms.tasks.clock import Clock


class Command(BaseCommand):
    """The third process of an installation, beside the server and the worker."""

    help = "Run the commands of CLOCK_COMMANDS at their intervals, until SIGTERM or SIGINT. Two at once do no harm."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or SIGINT."""
        clock = Clock(settings.CLOCK_COMMANDS)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_arguments: clock.stop())
        names = ", ".join(f"{name} every {seconds} s" for name, seconds in clock.commands.items())
        self.stdout.write(f"The clock runs: {names}.")
        self.stdout.flush()
        clock.run()
