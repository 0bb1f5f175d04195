"""The command `requeue_lost_tasks`: requeues tasks of dead workers and fails when no worker processes any."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.tasks.queue import LATE_SECONDS, is_queued, queue_state
from cms.tasks.recovery import prune_tasks, requeue_lost_tasks


class Command(BaseCommand):
    """Does for the clock what workers do for each other, and detects that none runs."""

    help = (
        "Queue the tasks of dead workers again and delete those that finished long ago. Fails when a task has waited "
        "for five minutes, which means that no worker runs, or too few."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Requeue lost tasks, delete old ones and check how long the oldest one has waited.

        Raises:
            CommandError: when a task has waited for too long.
        """
        if not is_queued():
            return
        requeued, pruned = requeue_lost_tasks(), prune_tasks()
        state = queue_state()
        if requeued or options["verbosity"] > 1:
            self.stdout.write(f"Queued again: {requeued:,}. Deleted: {pruned:,}. Failed: {state.failed:,}.")
        if state.oldest_waiting_seconds > LATE_SECONDS:
            raise CommandError(
                f"A task has waited for {state.oldest_waiting_seconds:.0f} seconds; {state.workers} workers run "
                f"and {state.waiting} tasks wait."
            )
