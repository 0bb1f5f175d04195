"""Compares the schema with that of the last release, so that no frontend breaks by surprise."""

import argparse
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from graphql import BreakingChange, DangerousChange, build_schema, find_breaking_changes, find_dangerous_changes

from cms.graphql.management.commands.export_schema import schema_text


def unacknowledged(changes: list[BreakingChange], changelog: str) -> list[str]:
    """Return the changes that the changelog does not tell of, each as the sentence that would do.

    Args:
        changes: what breaks frontends.
        changelog: the text of the changelog; what counts stands under “Unreleased”.
    """
    found = re.search(r"^## \[Unreleased\]\n(.*?)(?=^## |\Z)", changelog, flags=re.MULTILINE | re.DOTALL)
    announced = " ".join(found[1].replace("`", "").split()) if found else ""
    return [change.description for change in changes if " ".join(change.description.split()) not in announced]


class Command(BaseCommand):
    """Compare the schema with the last release's."""

    help = (
        "Compares the schema that this server answers from with that of the last release, and fails when a change "
        "breaks frontends and CHANGELOG.md does not say so under “Unreleased”. With a release, write the new one: "
        "manage.py export_schema schema.released.graphql"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the two files."""
        base = Path(settings.BASE_DIR)
        parser.add_argument(
            "--released", type=Path, default=base / "schema.released.graphql", help="The schema of the last release."
        )
        parser.add_argument("--changelog", type=Path, default=base / "CHANGELOG.md", help="The changelog.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what changed; fail on what breaks unsaid."""
        if not options["released"].is_file():
            self.stdout.write("Nothing has been released yet, so nothing can break.")
            return
        released, present = build_schema(options["released"].read_text(encoding="utf-8")), build_schema(schema_text())
        breaking = find_breaking_changes(released, present)
        self._print("Breaking", breaking)
        self._print("Dangerous: frontends may have to learn something new", find_dangerous_changes(released, present))
        lacking = unacknowledged(breaking, options["changelog"].read_text(encoding="utf-8"))
        if lacking:
            sentences = "\n".join(f"- {sentence}" for sentence in lacking)
            raise CommandError(
                "These changes break frontends. Deprecate first what is to go away; if it must be, write under "
                f"“Unreleased” in the changelog:\n{sentences}"
            )
        self.stdout.write("No change breaks a frontend unannounced.")

    def _print(self, heading: str, changes: list[Any]) -> None:
        if changes:
            self.stdout.write(f"{heading}:")
        for change in changes:
            assert isinstance(change, BreakingChange | DangerousChange), "graphql-core finds nothing else"
            self.stdout.write(f"- {change.description}")
