"""Deletes uploads that never became a picture or document."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.images.uploads.kept_files import sweep_uploads


class Command(BaseCommand):
    """Delete uploads whose form was given up."""

    help = "Deletes uploaded files that have waited for the rest of their form for more than a day."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete them and say how many there were."""
        self.stdout.write(f"Swept {sweep_uploads()} abandoned uploads.")
