"""Writes the schema where frontends and reviewers read it."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import resolve, reverse
from graphql import print_schema


def schema_text() -> str:
    """Return the served schema in GraphQL's schema language."""
    view = resolve(reverse("graphql")).func
    return print_schema(view.view_initkwargs["schema"]) + "\n"  # type: ignore[attr-defined]  # set by as_view


class Command(BaseCommand):
    """Write the GraphQL schema to a file."""

    help = "Writes the GraphQL schema that this server answers from, in GraphQL's schema language."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the file's name."""
        parser.add_argument("file", nargs="?", default="schema.graphql", help="Where to write it; - for the screen.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        if options["file"] == "-":
            self.stdout.write(schema_text(), ending="")
        else:
            Path(options["file"]).write_text(schema_text(), encoding="utf-8")
            self.stdout.write(f"Wrote {options['file']}.")
