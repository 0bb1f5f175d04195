"""Makes the totals of reads anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.readership.totals import make_read_totals


class Command(BaseCommand):
    """For the clock, or cron: without beacons nothing else takes old reads out of the totals."""

    help = "Compute the totals of reads, by which MOST_READ sorts, and delete old reads."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them."""
        is_made = make_read_totals(timezone.now())
        if options["verbosity"] > 1:
            self.stdout.write("The totals were computed." if is_made else "Another process is computing them.")
