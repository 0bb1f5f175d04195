"""Rebuild the search index while the old one stays in use."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search.backends.base import EngineError
from search.indexing.rebuilding import Rebuild


class Command(BaseCommand):
    """Rebuild the index: needed once after the first deployment, and after upgrades whose release notes ask for it."""

    help = (
        "Fills a new search index while the old one answers, then puts it in its place. A run that was stopped goes "
        "on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--fresh", action="store_true", help="begin anew although an earlier run was stopped")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, and print the number of indexed pages.

        Raises:
            CommandError: when the engine cannot serve the new index; the old one stays in use.
        """
        quiet = options["verbosity"] == 0
        rebuild = Rebuild(fresh=options["fresh"])
        if rebuild.resumed and not quiet:
            self.stdout.write("Going on with the rebuild that was stopped; --fresh would begin anew.")
        with tqdm(total=rebuild.left, desc="Pages", unit="", leave=False, disable=True if quiet else None) as bar:
            for written in rebuild.run():
                bar.update(written)
        try:
            rebuild.finish()
        except EngineError as error:
            raise CommandError(f"The old index answers on. Run the command again. {error}") from error
        if not quiet:
            self.stdout.write(f"The search index is whole: {rebuild.index.entries.count():,} pages can be found.")
