"""Exports articles with their pictures and documents."""

import argparse
import datetime as dt
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date
from tqdm import tqdm

from news.exporting.archive import ExportRefused
from news.exporting.articles import ExportSelection, export
from news.importing.arguments import find_index
from news.models import Category, Tag


class Command(BaseCommand):
    """Export articles."""

    help = (
        "Export articles with their pictures and documents to a directory, or to a file whose name ends with .zip. "
        "import_articles reads either. docs/export.md tells the details."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the target, the filters and the options."""
        parser.add_argument("target", metavar="TARGET", type=Path, help="A directory, or a file such as news.zip.")
        parser.add_argument("--index", metavar="PATH", help="Articles of the listing at this path, such as /news/.")
        parser.add_argument("--site", metavar="HOSTNAME", help="The site of that path; the default site if left out.")
        parser.add_argument(
            "--category", metavar="SLUG", action="append", default=[], help="Of this category or one below it."
        )
        parser.add_argument("--tag", metavar="NAME", action="append", default=[], help="With this tag.")
        parser.add_argument("--since", metavar="DATE", type=_day, help="Dated on this day or later: YYYY-MM-DD.")
        parser.add_argument("--until", metavar="DATE", type=_day, help="Dated on this day or earlier: YYYY-MM-DD.")
        parser.add_argument("--drafts", action="store_true", help="Articles that are not published too.")
        parser.add_argument("--force", action="store_true", help="Write over an earlier export of this name.")
        parser.add_argument("--dry-run", action="store_true", help="Say how many articles, and write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export the articles and print the summary.

        Raises:
            CommandError: when the export is refused, or a filter names an unknown category or tag.
        """
        verbosity: int = options["verbosity"]
        selection = self._selection(options)

        def progress(keys: list[int]) -> Iterable[int]:
            # None: only on a terminal.
            hidden = {0: True, 1: None}.get(verbosity, False)
            return tqdm(keys, desc="Exporting", unit=" articles", file=sys.stderr, disable=hidden)

        try:
            report = export(
                selection,
                options["target"].absolute(),
                force=options["force"],
                dry_run=options["dry_run"],
                progress=progress,
            )
        except ExportRefused as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as error:
            raise CommandError(f"The export cannot be written: {error.strerror}. Nothing was changed.") from None
        if verbosity:
            self.stdout.write("\n".join(report.lines(dry_run=options["dry_run"])))

    def _selection(self, options: dict[str, Any]) -> ExportSelection:
        _refuse_unknown("category", options["category"], Category.objects.values_list("slug", flat=True))
        _refuse_unknown("tag", options["tag"], Tag.objects.values_list("name", flat=True))
        since, until = options["since"], options["until"]
        if since and until and until < since:
            raise CommandError(f"--until {until} is before --since {since}.")
        return ExportSelection(
            find_index(options["index"], options["site"]) if options["index"] else None,
            tuple(options["category"]),
            tuple(options["tag"]),
            _midnight(since) if since else None,
            _midnight(until + dt.timedelta(days=1)) if until else None,
            drafts=options["drafts"],
        )


def _refuse_unknown(what: str, asked: list[str], known: Any) -> None:
    """Reject unknown values of a filter, as a misspelt one would silently export too little.

    Raises:
        CommandError: when a value is unknown; it lists known ones.
    """
    if not asked:
        return
    there = set(known)
    if unknown := [one for one in asked if one not in there]:
        some = ", ".join(sorted(there)[:20]) or "none"
        raise CommandError(f"There is no {what} “{unknown[0]}”. There are: {some}.")


def _day(text: str) -> dt.date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise argparse.ArgumentTypeError(f"“{text}” is no day; write YYYY-MM-DD, such as 2026-05-29.")
    return day


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
