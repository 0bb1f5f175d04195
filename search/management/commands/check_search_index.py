"""Check the search index for consistency with the pages."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm
from wagtail.models import Page

from search.analysis import VERSION
from search.backends import engine
from search.backends.base import EngineError
from search.indexing.consistency import IndexDifferences, compare_entries, recount, repair
from search.models import Change, Index, Unsent

MAX_PAGES_SHOWN = 10


class Command(BaseCommand):
    """Report entries that differ from their pages, and repair them with `--repair`."""

    help = "Compare the search index with the pages and list the differences. Exit status 1: they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--repair", action="store_true", help="index again what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, report and repair.

        Raises:
            CommandError: the index differs and was not repaired, there is none, or the engine does not respond.
        """
        try:
            self._examine(**options)
        except EngineError as error:
            raise CommandError(f"The engine outside the database does not answer. {error}") from error

    def _examine(self, **options: Any) -> None:
        index = Index.objects.current()
        if index is None:
            raise CommandError("Nothing was indexed yet. Run: manage.py rebuild_search")
        if index.version != VERSION:
            raise CommandError("The index was made by an older analyser. Run: manage.py rebuild_search")
        differences = IndexDifferences()
        quiet = True if options["verbosity"] == 0 else None
        with tqdm(total=Page.objects.count(), desc="Pages", unit="", leave=False, disable=quiet) as bar:
            for compared in compare_entries(index, differences):
                bar.update(compared)
        recount(index, differences)
        differences.orphans = engine().orphans(index)
        for name, pages in (
            ("missing", differences.missing),
            ("out of date", differences.stale),
            ("surplus", differences.surplus),
        ):
            shown = ", ".join(map(str, pages[:MAX_PAGES_SHOWN])) + (", …" if len(pages) > MAX_PAGES_SHOWN else "")
            self.stdout.write(f"{len(pages):,} {name}{f': pages {shown}' if pages else ''}")
        self.stdout.write(f"{len(differences.counts) + len(differences.totals):,} numbers wrong")
        self.stdout.write(f"{len(differences.orphans):,} not as in the engine")
        self.stdout.write(f"{Change.objects.count() + Unsent.objects.count():,} changes waiting")
        if differences and options["repair"]:
            repair(index, differences)
            self.stdout.write("Repaired.")
        elif differences:
            raise CommandError("The index and the pages differ. Repair it with: manage.py check_search_index --repair")
