"""Registers the documents that a frontend was built with."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import resolve, reverse

from cms.graphql.persisted.manifests import FORMS, ManifestError, read_manifest
from cms.graphql.persisted.registration import register


class Command(BaseCommand):
    """Register a manifest of trusted documents."""

    help = (
        "Registers the documents of a manifest, all or none, so that clients can name them by their ids. "
        f"Registering one again does nothing. {FORMS}"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the manifest, the client's name and the dry run."""
        parser.add_argument("manifest", help="The manifest's file; - for standard input.")
        parser.add_argument("--client", default="", help="The name of the frontend, to be shown in the admin.")
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Register them and say how many there were."""
        view = resolve(reverse("graphql")).func
        schema = view.view_initkwargs["schema"]  # type: ignore[attr-defined]  # set by as_view
        try:
            name = options["manifest"]
            text = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            done = register(schema, read_manifest(text), options["client"], dry_run=options["dry_run"])
        except OSError as error:
            raise CommandError(f"The manifest cannot be read: {error}") from None
        except ManifestError as error:
            raise CommandError(f"Nothing was registered.\n{error}") from None
        begun = "Would register" if options["dry_run"] else "Registered"
        self.stdout.write(f"{begun} {done.registered} documents; {done.known} were known already.")
