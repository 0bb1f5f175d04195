"""Publishes and takes down what is due; it stands before Wagtail's command of the same name."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.scheduling.locks import exclusive_lock
from cms.scheduling.schedule import due_changes, run_schedule


class Command(BaseCommand):
    """For the clock, or cron, every minute."""

    help = (
        "Publish what is due and take down what has expired, each in a transaction of its own. What fails stays in "
        "the schedule, its editor gets a mail, and the exit status is 1. A run that overlaps another leaves."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the dry run, under Wagtail's name and Django's."""
        parser.add_argument("--dryrun", "--dry-run", action="store_true", help="Only say what is due.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, unless another run is under way."""
        if options["dryrun"]:
            for change in due_changes():
                self.stdout.write(f"{change.due_at:%Y-%m-%d %H:%M} {change.action.label}: {change.name}")
            return
        with exclusive_lock("publish_scheduled") as is_held:
            if not is_held:
                self.stdout.write("Another run is under way; this one leaves.")
                return
            run = run_schedule()
        if run.published or run.unpublished or options["verbosity"] > 1:
            self.stdout.write(f"Published: {run.published}. Taken down: {run.unpublished}. Failed: {len(run.failed)}.")
        if run.failed:
            raise CommandError("\n".join(f"“{name}” could not be changed. {reason}" for name, reason in run.failed))
