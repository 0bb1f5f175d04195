"""Process the outbox of the search index."""

from typing import Any

from django.core.management.base import BaseCommand

from search.indexing.outbox import process_outbox


class Command(BaseCommand):
    """Index the pages in the outbox; cron runs it for rows that a crash left and no later change picks up."""

    help = "Index the pages whose changes are waiting, such as those that a crash left behind."

    def handle(self, *args: Any, **options: Any) -> None:
        """Process all due rows."""
        done: int = process_outbox.call()
        if options["verbosity"] > 1:
            self.stdout.write(f"{done:,} changes")
