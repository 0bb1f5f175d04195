"""A listing of an invented harbour newspaper, and the files it comes in."""

import csv
import json
from pathlib import Path
from typing import Any

from django.conf import settings

from news.importing.listing import import_listing
from news.importing.options import Options
from news.importing.report import ImportReport
from news.models import ArticlePage, NewsIndexPage

# Newest first, as listings are: two days with two rows each, one row without a category, one without a summary.
HARBOUR: list[dict[str, Any]] = [
    {
        "title": "Pilots vote on night shifts",
        "date": "2024-03-08",
        "category": "Work",
        "summary": "Ballots close at six.",
    },
    {
        "title": "Quay four opens early",
        "date": "2024-03-07",
        "category": "Harbour",
        "summary": "Cranes passed the test.",
    },
    {"title": "Fog halts the ferry", "date": "2024-03-07", "category": "harbour", "summary": None},
    {"title": "Rope makers show their craft", "date": "2024-03-05", "category": None, "summary": "Forty stalls."},
    {"title": "Lighthouse gets a new lamp", "date": "2024-03-05", "category": "Q&A", "summary": "It turns again."},
]


def write_json(directory: Path, *rows: dict[str, Any], name: str = "listing.json") -> Path:
    """Returns a JSON file with these rows."""
    path = directory / name
    path.write_text(json.dumps({"title": "The Quay", "articles": rows}), encoding="utf-8")
    return path


def write_csv(directory: Path, rows: list[list[str]], *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """Returns a CSV file with these rows, of which the first names the columns."""
    path = directory / "listing.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def bring(directory: Path, index: NewsIndexPage, *rows: dict[str, Any], **options: Any) -> ImportReport:
    """Imports these rows and returns the report."""
    return import_listing(write_json(directory, *rows), index, Options(**options))


def titles() -> list[str]:
    """Returns the headlines in the order in which readers see them."""
    return list(ArticlePage.objects.order_by("-published_at", "-pk").values_list("title", flat=True))


def stored_files() -> set[str]:
    """Returns the names of all uploaded files."""
    roots = (Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_MEDIA_ROOT))
    return {str(path.relative_to(root)) for root in roots for path in root.rglob("*") if path.is_file()}
