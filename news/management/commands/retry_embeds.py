"""Request the embeds of link cards from their providers again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from news.embeds import retry_embeds


class Command(BaseCommand):
    """Request again the embeds that could not be fetched when they were saved; run periodically."""

    help = (
        "Asks again the providers of media that could not be embedded when they were saved, and stores their players."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Request the embeds, and print how many link cards became embeds."""
        self.stdout.write(f"{retry_embeds(timezone.now())} link cards are embeds now.")
