"""Imports articles from JSON, CSV, and the exports of other systems."""

import argparse
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter
from tqdm import tqdm

from news.importing.arguments import chosen_options, declare_arguments, find_index
from news.importing.files.archive import is_archive
from news.importing.files.columns import IMPORT_COLUMNS
from news.importing.files.readers import READERS
from news.importing.files.reading import Reader
from news.importing.listing import Advance, import_listing
from news.importing.problems import ImportRefused
from news.importing.report_files import write_report

MAX_NOTES_PRINTED = 20
DESCRIPTION = """\
Import articles below a news listing, from a JSON file ({"articles": [...]}, or a bare list),
a CSV file with a row of column names, or what another system wrote: see the formats below.
A bad row refuses the file, unless you give --skip-bad.

Articles that an earlier run has brought are found again and not made twice. Where the file
says something else now, they are left as they are and named, unless you give --update; what
editors have changed stays in any case, unless you give --overwrite too.

Exit status: 0 when it is done, also with notes; 1 when the file or some of its rows are refused."""
EPILOG = """\
formats, recognised by the contents or named by --format:
{formats}

columns of JSON, JSON Lines and CSV:
{columns}

example:
  manage.py import_articles listing.json --index /news/ --dry-run

docs/import.md tells the details."""


class HelpFormatter(DjangoHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Django's help formatter that keeps the line breaks of description and epilog."""


class Command(BaseCommand):
    """Import articles."""

    help = DESCRIPTION

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Return the parser, which also explains the formats and columns."""
        columns = "\n".join(f"  {name:<20} {text}" for name, text in IMPORT_COLUMNS.items())
        formats = "\n".join(f"  {reader.name:<20} {_described(reader)}" for reader in READERS)
        kwargs |= {"formatter_class": HelpFormatter, "epilog": EPILOG.format(columns=columns, formats=formats)}
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the file and the options."""
        declare_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file and print the summary.

        Raises:
            CommandError: when the listing does not exist or the file cannot be imported, with every reason.
        """
        verbosity: int = options["verbosity"]
        index = find_index(options["index"], options["site"])
        if options["images"] is not None and not options["images"].is_dir():
            raise CommandError(f"There is no directory {options['images']} to take pictures from.")

        if is_archive(options["file"]) and (options["images"] or options["image_hosts"]):
            raise CommandError("--images and --image-hosts are for files from elsewhere: an export has its pictures.")

        @contextmanager
        def progress(what: str, rows: int | None) -> Iterator[Advance]:
            # None: only on a terminal.
            hidden = {0: True, 1: None}.get(verbosity, False)
            with tqdm(total=rows, desc=what, unit=" articles", file=sys.stderr, disable=hidden) as bar:
                yield bar.update

        how = chosen_options(options)
        try:
            with quiet_log(verbosity):
                report = import_listing(options["file"], index, how, progress)
        except ImportRefused as refusal:
            raise CommandError("\n".join([*map(str, refusal.problems), str(refusal)])) from None
        if options["report"] is not None:
            write_report(report, options["report"])
        if not index.live:
            self.stderr.write("The listing itself is not published, so readers do not see its articles.")
        if verbosity:
            max_notes = MAX_NOTES_PRINTED if verbosity == 1 else None
            self.stdout.write("\n".join(report.lines(dry_run=how.dry_run, max_notes=max_notes)))


def _described(reader: Reader) -> str:
    return f"{reader.label}{'; also a folder or archive (.zip) of them' if reader.endings else ''}"


@contextmanager
def quiet_log(verbosity: int) -> Iterator[None]:
    """Silence Wagtail's log lines about each article, which would break the progress bar, below verbosity 3."""
    loggers = [logging.getLogger(name) for name in ("wagtail", "django_tasks")] if verbosity < 3 else []
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
