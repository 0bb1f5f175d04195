"""Imports redirects from a table, each as the form of redirects would take it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.encoding import force_str
from wagtail.contrib.redirects.utils import get_format_cls_by_extension, get_supported_extensions
from wagtail.models import Site

from cms.editing.redirects.importing import FIRST_ROW, ImportRow, Report, import_redirects, rows_of_table


class Command(BaseCommand):
    """Takes the place of Wagtail's command, with its options, and reads a table as the admin does."""

    help = "Imports redirects from a table (CSV, TSV, XLSX), such as an export of redirects."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        extensions = get_supported_extensions()
        parser.add_argument("--src", required=True, help="The file")
        parser.add_argument("--format", choices=extensions, help="Its format, where its name does not tell it")
        parser.add_argument("--from", type=int, default=0, help="Column of old paths, counted from 0")
        parser.add_argument("--to", type=int, default=1, help="Column of new addresses")
        parser.add_argument("--site", type=int, help="Primary key of the site of rows that name none; all if left out")
        parser.add_argument(
            "--permanent",
            choices=("yes", "no", "True", "False"),
            default="yes",
            help="Whether redirects are permanent whose row does not say it; yes if left out",
        )
        parser.add_argument("--offset", type=int, default=0, help="Rows to leave out at the beginning")
        parser.add_argument("--limit", type=int, help="Rows to read at most")
        parser.add_argument("--ask", action="store_true", help="Ask before each redirect")
        parser.add_argument("--dry-run", "--dry_run", action="store_true", help="Report, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the redirects, or undo it for a trial, and report.

        Raises:
            CommandError: for a file that is missing, empty, damaged or of another format, a column that it lacks, and
                a site that does not exist.
        """
        site, dry_run = options["site"], options["dry_run"]
        if site and not Site.objects.filter(pk=site).exists():
            raise CommandError(f"There is no site {site}.")
        table = _read_table(Path(options["src"]), options["format"])
        for option in ("from", "to"):
            if not 0 <= options[option] < len(table.headers):
                raise CommandError(
                    f"--{option} is the number of a column, from 0 to {len(table.headers) - 1}, not {options[option]}."
                )
        start = options["offset"]
        end = start + options["limit"] if options["limit"] else None
        report = import_redirects(
            rows_of_table(table, options["from"], options["to"])[start:end],
            site=site,
            is_permanent=options["permanent"] in ("yes", "True"),
            user=None,
            dry_run=dry_run,
            first_row=FIRST_ROW + start,
            is_wanted=_ask if options["ask"] else None,
        )
        self._print(report)
        if dry_run:
            self.stdout.write("Nothing has been written: this was a trial.")

    def _print(self, report: Report) -> None:
        for number, old_path, link, message in report.faults:
            self.stdout.write(f"Row {number}: {old_path} -> {link}: {message}")
        self.stdout.write(f"Found: {report.total}")
        self.stdout.write(f"Created: {report.successes}")
        self.stdout.write(f"Skipped: {report.skipped}")
        self.stdout.write(f"Errors: {len(report.faults)}")


def _read_table(path: Path, name: str | None) -> Any:
    """Return the rows of a file.

    Args:
        path: where the file is.
        name: its format; None for what the end of its name says.

    Raises:
        CommandError: for a file that cannot be read.
    """
    if not path.exists():
        raise CommandError(f"Missing file '{path}'")
    if not path.stat().st_size:
        raise CommandError(f"File '{path}' is empty")
    found = get_format_cls_by_extension(name or path.suffix.removeprefix("."))
    if found is None:
        raise CommandError(
            f"Invalid format '{path.suffix.removeprefix('.')}': {', '.join(get_supported_extensions())}"
        )
    table_format, data = found(), path.read_bytes()
    try:
        return table_format.create_dataset(data if table_format.is_binary() else force_str(data))
    except Exception as error:
        raise CommandError(f"File '{path}' cannot be read: {error}") from error


def _ask(row: ImportRow) -> bool:
    """Ask on the terminal whether to make a redirect."""
    return input(f"{row.old_path} -> {row.link} Create? y/N: ").lower().startswith("y")
