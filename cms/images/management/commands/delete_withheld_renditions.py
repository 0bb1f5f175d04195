"""Deletes the public files of pictures that may not be shown any more."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.images.rights.withholding import delete_withheld_renditions


class Command(BaseCommand):
    """Delete the renditions of withheld pictures."""

    help = (
        "Deletes the public sizes of pictures whose rights have expired or that are not to be used, and purges the "
        "CDN of them. No answer has named them since that moment. `run_clock` runs it once a minute."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete them and say of how many pictures."""
        self.stdout.write(f"Deleted the sizes of {delete_withheld_renditions()} withheld pictures.")
