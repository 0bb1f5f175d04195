"""Records what has changed for the public since the last run."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.changes.recording import record_changes


class Command(BaseCommand):
    """For the clock, or cron, every minute."""

    help = (
        "Record in the change log what has changed for the public: by time, such as an embargo that has lifted, "
        "and by commits that a crash has kept from being recorded."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Record."""
        recorded: int = record_changes.call()
        if options["verbosity"] > 1:
            self.stdout.write(f"{recorded:,} change sets")
