"""Makes accounts to try the newsroom with, on a development server only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

ROLES = {"admin": "Administrator", "editor": "Editors", "moderator": "Moderators", "legal": "Legal"}
"""Group of each account; the administrator is a superuser. An account whose group does not exist is not created."""


class Command(BaseCommand):
    """Makes an administrator, an editor, a moderator and a lawyer whose passwords everybody knows."""

    help = "Makes demo accounts (admin, editor, moderator, legal) and prints their passwords. For development only."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the accounts that are missing and print all of them.

        Raises:
            CommandError: when DEBUG is off: a known password is an open door.
        """
        if not settings.DEBUG:
            raise CommandError(
                "Demo accounts have known passwords, so they are made on a development server only. "
                "Elsewhere, make the first account with: manage.py createsuperuser"
            )
        with transaction.atomic():
            groups = {"Administrator", *Group.objects.values_list("name", flat=True)}
            names = [name for name, role in ROLES.items() if role in groups]
            rows = [("Account", "Password", "Role"), *map(self.row, names)]
        if options["verbosity"] > 0:
            for name, password, role in rows:
                self.stdout.write(f"  {name:<10}  {password:<22}  {role}")

    def row(self, name: str) -> tuple[str, str, str]:
        """Create the account unless it exists; return its name, its password ("(changed)" if unknown) and its role."""
        password = f"{name}-demo"
        accounts = get_user_model()._default_manager
        account = accounts.filter(username=name).first()
        if account is None:
            account = accounts.create_user(name, f"{name}@meridian.example", password)
            if name == "admin":
                account.is_superuser = account.is_staff = True
                account.save()
            else:
                account.groups.add(Group.objects.get(name=ROLES[name]))
        return name, password if account.check_password(password) else "(changed)", ROLES[name]
