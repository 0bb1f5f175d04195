"""Resets the second factor of an account."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.accounts.models import User
from cms.accounts.second_factor.devices import remove_second_factor
from cms.accounts.second_factor.events import Event


class Command(BaseCommand):
    """Reset the second factor of an account."""

    help = (
        "Removes the authenticator app and the recovery codes of an account whose owner has lost them, and tells the "
        "owner by mail. Where SECOND_FACTOR is “required”, the next login sets up another app."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name with which the account logs in."""
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Reset it; fail where nothing is to be reset."""
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account “{username}”.")
        if not remove_second_factor(user, Event.RESET, by=None):
            raise CommandError(f"The account “{username}” has no second factor.")
        self.stdout.write(f"The second factor of “{username}” is reset.")
