"""Imports redirects from a table, each as the form of redirects would take it."""

from typing import Any

from django.core.management.base import CommandError
from django.db import transaction
from wagtail.contrib.redirects.management.commands import import_redirects
from wagtail.models import Site

from cms.editing.redirects.forms import ImportedRedirectForm

import_redirects.RedirectForm = ImportedRedirectForm


class Command(import_redirects.Command):
    """Wagtail's command, whose trial finds circles among the rows of the table too."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the redirects, or undo it for a trial.

        Raises:
            CommandError: for a file that is missing, empty or of another format, and a site that does not exist.
        """
        if options["site"] and not Site.objects.filter(pk=options["site"]).exists():
            raise CommandError(f"There is no site {options['site']}.")
        dry_run = options.pop("dry_run", False)
        with transaction.atomic():
            try:
                super().handle(*args, **options)
            except Exception as error:
                raise CommandError(str(error)) from error
            transaction.set_rollback(dry_run)
