"""Makes an account for an administrator, with a password that the settings allow."""

import os
from typing import Any

from django.contrib.auth.management.commands.createsuperuser import Command as DjangoCommand
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from cms.accounts.models import User


class Command(DjangoCommand):
    """Django's command, which compares a password from the environment with no rule."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Refuse such a password where it is weak; one that is typed is asked back by Django."""
        password = os.environ.get("DJANGO_SUPERUSER_PASSWORD", "")
        if not options["interactive"] and password:
            name = options.get("username") or os.environ.get("DJANGO_SUPERUSER_USERNAME", "")
            try:
                validate_password(password, User(username=name, email=options.get("email") or ""))
            except ValidationError as error:
                raise CommandError("DJANGO_SUPERUSER_PASSWORD: " + " ".join(error.messages)) from error
        return super().handle(*args, **options)
