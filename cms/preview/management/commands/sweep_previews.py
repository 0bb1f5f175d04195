"""Deletes previews whose time is over."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.preview.tokens import sweep


class Command(BaseCommand):
    """Delete previews whose time is over."""

    help = (
        "Deletes what is kept of previews whose time is over. They cannot be read any more; this frees their space. "
        "Run it beside publish_scheduled, for example every ten minutes."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete them and say how many there were."""
        self.stdout.write(f"Swept {sweep()} expired previews.")
