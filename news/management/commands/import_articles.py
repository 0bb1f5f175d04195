"""Imports the articles of a listing from JSON or CSV."""

import argparse
import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter
from tqdm import tqdm

from cms.sites import SiteIndex
from news.importing.files.columns import COLUMNS
from news.importing.files.rows import ArticleRow
from news.importing.listing import Options, import_listing
from news.importing.problems import ImportRefused
from news.models import NewsIndexPage

MAX_NOTES_SHOWN = 20
DESCRIPTION = """\
Import articles below a news listing, from a JSON file ({"articles": [...]}, or a bare list)
or a CSV file with a row of column names. Either all rows are imported or none.

Articles that an earlier run has brought are found again and not made twice. Where the file
says something else now, they are left as they are and named, unless you give --update."""
EPILOG = """\
columns:
{columns}

example:
  manage.py import_articles listing.json --index /news/ --dry-run

docs/import.md tells the details."""


class HelpFormatter(DjangoHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Keeps the line breaks of the description."""


class Command(BaseCommand):
    """Import articles."""

    help = DESCRIPTION

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Return the parser, which also explains the columns."""
        columns = "\n".join(f"  {name:<18} {text}" for name, text in COLUMNS.items())
        kwargs |= {"formatter_class": HelpFormatter, "epilog": EPILOG.format(columns=columns)}
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the file and the options."""
        parser.add_argument("file", metavar="FILE", type=Path, help="JSON or CSV, in UTF-8.")
        parser.add_argument("--index", required=True, metavar="PATH", help="The listing's path, such as /news/.")
        parser.add_argument("--site", metavar="HOSTNAME", help="The site of that path; the default site if left out.")
        parser.add_argument("--images", metavar="DIR", type=Path, help="Where the picture files lie.")
        parser.add_argument(
            "--update", action="store_true", help="Change articles that differ from the file, and publish them anew."
        )
        parser.add_argument("--dry-run", action="store_true", help="Do everything, report it, and undo it again.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file and print the summary.

        Raises:
            CommandError: when the listing does not exist or the file cannot be imported, with every reason.
        """
        verbosity: int = options["verbosity"]
        index = find_index(options["index"], options["site"])
        if options["images"] is not None and not options["images"].is_dir():
            raise CommandError(f"There is no directory {options['images']} to take pictures from.")

        def progress(rows: Sequence[ArticleRow]) -> Iterable[ArticleRow]:
            # None: only on a terminal.
            hidden = {0: True, 1: None}.get(verbosity, False)
            return tqdm(rows, desc="Importing", unit=" articles", file=sys.stderr, disable=hidden)

        how = Options(options["images"], update=options["update"], dry_run=options["dry_run"])
        try:
            with quiet_log(verbosity):
                report = import_listing(options["file"], index, how, progress)
        except ImportRefused as refusal:
            raise CommandError("\n".join([*map(str, refusal.problems), str(refusal)])) from None
        if not index.live:
            self.stderr.write("The listing itself is not published, so readers do not see its articles.")
        if verbosity:
            max_notes = MAX_NOTES_SHOWN if verbosity == 1 else None
            self.stdout.write("\n".join(report.lines(dry_run=how.dry_run, max_notes=max_notes)))


@contextmanager
def quiet_log(verbosity: int) -> Iterator[None]:
    """Keep Wagtail's several lines about each article out of the progress bar, unless they are asked for."""
    loggers = [logging.getLogger(name) for name in ("wagtail", "django_tasks")] if verbosity < 3 else []
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def find_index(path: str, hostname: str | None) -> NewsIndexPage:
    """Return the listing at a path.

    Raises:
        CommandError: when there is none, with the paths of those that there are.
    """
    sites = SiteIndex()
    site = sites.find(hostname)
    if site is None:
        names = ", ".join(site.hostname for site in sites.all) or "none"
        asked = f"There is no site {hostname}" if hostname else "There is no default site; give --site"
        raise CommandError(f"{asked}. Sites: {names}.")
    trees = sites.trees_of(site)
    indexes: list[tuple[str, NewsIndexPage]] = [
        (tree.path_of(index), index)
        for tree in trees
        for index in NewsIndexPage.objects.filter(path__startswith=tree.root).select_related("locale").order_by("path")
    ]
    wanted = f"/{path.strip('/')}/"
    found = next((index for place, index in indexes if place == wanted), None)
    if found is None:
        there = ", ".join(place for place, _index in indexes) or "none yet; make one in the admin"
        raise CommandError(f"There is no news listing at {wanted} on {site.hostname}. Listings: {there}.")
    return found
