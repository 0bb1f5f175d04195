"""Compares the search index with the pages."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm
from wagtail.models import Page

from search.analysis import VERSION
from search.backends import engine
from search.backends.base import EngineError
from search.indexing.consistency import Drift, compare, recount, repair
from search.models import Change, Index, Unsent

SHOWN = 10


class Command(BaseCommand):
    """Finds drift, and repairs it with `--repair`."""

    help = "Compares the search index with the pages and says where they differ. Exit status 1: they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--repair", action="store_true", help="make the index right where it differs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, report and repair.

        Raises:
            CommandError: when there is drift that was not repaired, or no index, or when the engine does not answer.
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
        drift = Drift()
        quiet = True if options["verbosity"] == 0 else None
        with tqdm(total=Page.objects.count(), desc="Pages", unit="", leave=False, disable=quiet) as bar:
            for compared in compare(index, drift):
                bar.update(compared)
        recount(index, drift)
        drift.orphans = engine().orphans(index)
        for name, pages in (("missing", drift.missing), ("out of date", drift.stale), ("surplus", drift.surplus)):
            shown = ", ".join(map(str, pages[:SHOWN])) + (", …" if len(pages) > SHOWN else "")
            self.stdout.write(f"{len(pages):,} {name}{f': pages {shown}' if pages else ''}")
        self.stdout.write(f"{len(drift.counts) + len(drift.totals):,} numbers wrong")
        self.stdout.write(f"{len(drift.orphans):,} not as in the engine")
        self.stdout.write(f"{Change.objects.count() + Unsent.objects.count():,} changes waiting")
        if drift and options["repair"]:
            repair(index, drift)
            self.stdout.write("Repaired.")
        elif drift:
            raise CommandError("The index and the pages differ. Repair it with: manage.py search_doctor --repair")
