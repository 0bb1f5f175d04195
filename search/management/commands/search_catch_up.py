"""Works off the changes that wait to be indexed."""

from typing import Any

from django.core.management.base import BaseCommand

from search.indexing.outbox import process_outbox


class Command(BaseCommand):
    """For cron: it finds what a crash left behind although no later change calls for it."""

    help = "Works off the changes that wait to be indexed, such as those that a crash left behind."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work them off."""
        done: int = process_outbox.call()
        if options["verbosity"] > 1:
            self.stdout.write(f"{done:,} changes")
