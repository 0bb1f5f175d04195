"""The command line of `import_articles`: its options, and what is wrong with those given."""

import argparse
import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import CommandError

from cms.sites import SiteIndex
from news.importing.articles.provenance import UPDATABLE_COLUMNS
from news.importing.files.reading import ReadOptions
from news.importing.options import DEFAULT_BATCH_ROWS, MAX_BATCH_ROWS, Options
from news.models import NewsIndexPage


def declare_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file and the options of `import_articles` to its parser."""
    parser.add_argument("file", metavar="FILE", type=Path, help="A file, folder or archive (.zip) of a format below.")
    parser.add_argument("--index", required=True, metavar="PATH", help="The listing's path, such as /news/.")
    parser.add_argument("--site", metavar="HOSTNAME", help="The site of that path; the default site if left out.")
    parser.add_argument("--images", metavar="DIR", type=Path, help="Where the picture files lie.")
    parser.add_argument(
        "--image-hosts",
        nargs="+",
        default=(),
        metavar="HOST",
        help="Servers from which pictures are fetched that rows name by their addresses; * for all public ones.",
    )
    parser.add_argument(
        "--update",
        nargs="?",
        const="",
        metavar="COLUMNS",
        help="Change articles where the file has changed and editors have not, and publish them anew; "
        "--update=summary,image changes these columns alone.",
    )
    parser.add_argument("--overwrite", action="store_true", help="With --update: the file wins over editors.")
    parser.add_argument("--dry-run", action="store_true", help="Check and report everything, and write nothing.")
    parser.add_argument(
        "--batch-size",
        type=int,
        default=DEFAULT_BATCH_ROWS,
        metavar="ROWS",
        help=f"How many rows are committed together; {DEFAULT_BATCH_ROWS} when left out.",
    )
    parser.add_argument("--all-or-nothing", action="store_true", help="Commit all rows together, or none.")
    parser.add_argument("--resume", action="store_true", help="Go on after the last batch of an interrupted run.")
    parser.add_argument(
        "--skip-bad",
        type=Path,
        metavar="REJECTS",
        help="Import the other rows, and write bad ones into this file, .csv or .jsonl, to mend them there.",
    )
    parser.add_argument(
        "--format", default="", metavar="NAME", help="The file's format, where its contents do not tell it."
    )
    parser.add_argument(
        "--encoding",
        default="",
        metavar="NAME",
        help="The file's encoding, such as windows-1252; UTF-8 if left out.",
    )
    parser.add_argument(
        "--map",
        nargs="+",
        default=[],
        metavar="NAME=COLUMN",
        help="What columns of other names are, such as headline=title day=date.",
    )
    parser.add_argument(
        "--ignore-unknown", action="store_true", help="Leave out columns that are not known, with a note."
    )
    parser.add_argument(
        "--date-format",
        default="",
        metavar="FORMAT",
        help="How dates are written that can be read in two ways, such as %%d/%%m/%%Y; the codes are Python's.",
    )
    parser.add_argument(
        "--time-zone",
        default="",
        metavar="NAME",
        help="The zone of times that do not say theirs, such as Europe/Madrid; the newsroom's if left out.",
    )
    parser.add_argument(
        "--old-site",
        nargs="+",
        default=[],
        metavar="ADDRESS",
        help="Where the articles were, such as https://old.example: links there lead to the imported ones.",
    )
    parser.add_argument(
        "--report", type=Path, metavar="REPORT", help="Write all notes into this file, .csv or .json, a line each."
    )


def chosen_options(options: dict[str, Any]) -> Options:
    """Return how the listing is to be imported.

    Raises:
        CommandError: when options contradict each other, or name what there is not.
    """
    columns = [name.strip() for name in (options["update"] or "").split(",") if name.strip()]
    if unknown := [name for name in columns if name not in UPDATABLE_COLUMNS]:
        raise CommandError(f"--update cannot change {unknown[0]}. Columns: {', '.join(UPDATABLE_COLUMNS)}.")
    if options["overwrite"] and options["update"] is None:
        raise CommandError("--overwrite says how --update changes articles: give that, too.")
    if not 1 <= options["batch_size"] <= MAX_BATCH_ROWS:
        raise CommandError(f"--batch-size must be from 1 to {MAX_BATCH_ROWS:,}.")
    if options["resume"] and (options["all_or_nothing"] or options["dry_run"]):
        raise CommandError("--resume goes on after a batch: with --all-or-nothing or --dry-run there is none.")
    for name, suffixes in (("skip_bad", (".csv", ".jsonl")), ("report", (".csv", ".json"))):
        path = options[name]
        if path is not None and path.suffix.lower() not in suffixes:
            raise CommandError(
                f"--{name.replace('_', '-')} must end with {' or '.join(suffixes)}, unlike {path.name}."
            )
        if path is not None and not path.absolute().parent.is_dir():
            raise CommandError(f"There is no directory {path.absolute().parent} to write {path.name} into.")
    if options["skip_bad"] is not None and options["skip_bad"].absolute() == options["file"].absolute():
        raise CommandError("--skip-bad names the file itself, which would be overwritten.")
    sites = old_sites(options["old_site"])
    return Options(
        images=options["images"],
        old_sites=[str(urlsplit(site).hostname) for site in sites],
        image_hosts=options["image_hosts"],
        update=options["update"] is not None and options["update"] is not False,
        update_columns=columns or None,
        overwrite=options["overwrite"],
        dry_run=options["dry_run"],
        batch_rows=options["batch_size"],
        all_or_nothing=options["all_or_nothing"],
        resume=options["resume"],
        rejects=options["skip_bad"],
        reading=ReadOptions(
            format=options["format"],
            encoding=options["encoding"],
            renamed=renamed_columns(options["map"]),
            ignore_unknown=options["ignore_unknown"],
            date_format=checked_date_format(options["date_format"]),
            time_zone=time_zone(options["time_zone"]),
            site=f"{sites[0]}/" if sites else "",
        ),
    )


def old_sites(addresses: Iterable[str]) -> list[str]:
    """Return the addresses of sites, of which hosts alone are taken for those of HTTPS.

    Raises:
        CommandError: one is no address of a site.
    """
    found = []
    for address in addresses:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
            raise CommandError(f"--old-site takes addresses such as https://old.example, unlike {address}.")
        found.append(f"{parts.scheme}://{parts.netloc}")
    return found


def checked_date_format(form: str) -> str:
    """Return a format of dates.

    Raises:
        CommandError: it does not name a day.
    """
    if not form:
        return ""
    try:
        sample = dt.datetime(2024, 11, 23, 13, 45, tzinfo=dt.UTC)
        is_whole = dt.datetime.strptime(sample.strftime(form), form).date() == sample.date()
    except ValueError:
        is_whole = False
    if not is_whole:
        raise CommandError(f"--date-format must have codes for day, month and year, such as %d/%m/%Y, unlike {form}.")
    return form


def time_zone(name: str) -> ZoneInfo | None:
    """Return the time zone of a name.

    Raises:
        CommandError: there is none.
    """
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise CommandError(f"There is no time zone {name}; names are such as Europe/Madrid or UTC.") from None


def renamed_columns(pairs: Iterable[str]) -> dict[str, str]:
    """Return which column each name of the file stands for.

    Raises:
        CommandError: one is not written as NAME=COLUMN, or renames what another renames.
    """
    renamed: dict[str, str] = {}
    for pair in pairs:
        name, _equals, column = (part.strip().lower() for part in pair.partition("="))
        if not name or not column:
            raise CommandError(f"--map takes NAME=COLUMN, such as headline=title, unlike “{pair}”.")
        if name in renamed:
            raise CommandError(f"--map names `{name}` twice.")
        renamed[name] = column
    return renamed


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
