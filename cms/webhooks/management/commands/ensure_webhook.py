"""Makes a webhook unless it is there, and prints its secret: for scripts that set up a receiver."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from cms.webhooks.models import WebhookEndpoint
from cms.webhooks.signatures import secret_text


class Command(BaseCommand):
    """Make, or lead to another address, the webhook with a name."""

    help = (
        "Makes a webhook with all events unless there is one with this name, has it lead to this address, and prints "
        "its secret, and nothing else, for the receiver to keep. The admin shows a secret only when it is made."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name and the address."""
        parser.add_argument("name", help="the webhook's name, as the admin lists it")
        parser.add_argument("url", help="the address that messages are sent to")

    def handle(self, *args: Any, name: str, url: str, **options: Any) -> None:
        """Save the endpoint if anything of it is new, and print its newest secret.

        Raises:
            CommandError: when no message may be sent to the address, or several webhooks have the name.
        """
        try:
            endpoint = WebhookEndpoint.objects.get(name=name)
        except WebhookEndpoint.DoesNotExist:
            endpoint = WebhookEndpoint(name=name)
        except WebhookEndpoint.MultipleObjectsReturned:
            raise CommandError(
                f"Several webhooks are called “{name}”. Rename or delete all but one of them."
            ) from None
        if endpoint.url != url:
            endpoint.url = url
            try:
                endpoint.full_clean()
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from None
            endpoint.save()
        self.stdout.write(secret_text(endpoint.secrets.earliest("-pk")))
