"""Asks the providers of link cards again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from news.embeds import retry_embeds


class Command(BaseCommand):
    """Ask the providers of link cards again."""

    help = (
        "Asks again the providers of media that could not be embedded when they were saved, and stores their players."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, and say how many answered."""
        self.stdout.write(f"{retry_embeds(timezone.now())} link cards are embeds now.")
