"""Every export of the admin holds what its listing shows, and no spreadsheet runs any of it."""

import codecs
import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from openpyxl import load_workbook
from pytest_django import Settings

from cms.exports import unescape_formulas
from tests.admin.addresses import routes
from tests.admin.asking import Browser
from tests.admin.newsroom import SEARCHED, Newsroom

pytestmark = pytest.mark.django_db

HOSTILE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\uff1d1+1",
    "  =1+1",
    "\u200b=1+1",
    '"=1+1',
    "'=1+1",
    "''-1",
    "harbour;=1+1;",
    "harbour\r\n=1+1\n",
    "#N/A",
    "harbour\x0bbridge",
)
"""What an editor or a reader may type; each stands before every text of the newsroom."""

NOT_TYPED = {
    "Action",
    "Action type",
    "Address",
    "Content type",
    "Corrected",
    "Error",
    "ID",
    "Language",
    "Page/Snippet Type",
    "Planned",
    "Site",
    "Status",
    "Suggested to readers",
    "Task",
    "To",
    "Type",
    "Under embargo",
}
"""Columns whose texts nobody types."""

FRAGMENTS = re.compile("[;\t\r\n]")


@dataclass(frozen=True)
class Export:
    """An export in both formats.

    Attributes:
        path: its address, without the format.
        csv_headers, xlsx_headers: the headers of the two answers.
        table: the rows of the CSV file, headings first.
        sheet: the rows of the XLSX file, of cells.
    """

    path: str
    csv_headers: Any
    xlsx_headers: Any
    table: list[list[str]]
    sheet: list[tuple[Any, ...]]


def export_paths(browser: Browser) -> list[str]:
    """Return the addresses of every export that the admin has, found by asking all that name no row."""
    paths = [route.path({}) for route in routes() if not route.leads_to_rows]
    answers = {path: browser.ask("get", f"{path}?export=csv").response for path in paths}
    return [path for path, answer in answers.items() if answer["Content-Type"].startswith("text/csv")]


def exports(browser: Browser, paths: list[str] | None = None) -> Iterator[Export]:
    """Yield the exports at these addresses, by default every one."""
    for path in paths or export_paths(browser):
        table = browser.ask("get", f"{path}?export=csv")
        assert table.body.startswith(codecs.BOM_UTF8), path
        book = browser.ask("get", f"{path}?export=xlsx")
        assert book.outcome == "200", path
        yield Export(
            path,
            table.response.headers,
            book.response.headers,
            list(csv.reader(io.StringIO(table.body.decode("utf-8-sig"), newline=""))),
            list(load_workbook(io.BytesIO(book.body)).active.rows),
        )


def spoil(hostile: str) -> None:
    """Write a hostile text before every text that was planted in any table."""
    for model in apps.get_models():
        for column in model._meta.local_concrete_fields:
            if isinstance(column, models.CharField | models.TextField) and not column.choices:
                rows = model._base_manager.filter(**{f"{column.name}__contains": SEARCHED})
                if column.name == "username":
                    rows = model._base_manager.all()
                rows.update(**{column.name: Concat(Value(hostile), F(column.name), output_field=models.TextField())})


def test_every_export_holds_what_its_listing_shows(newsroom: Newsroom) -> None:
    """One line for each row of the listing, none of them blank, in both formats."""
    browser = Browser(newsroom.accounts["superuser"])
    exported = []
    for export in exports(browser):
        exported.append(export.path)
        headings, *rows = export.table
        listed = browser.ask("get", export.path).response.context["paginator"].count

        assert all(headings), export.path
        assert all(any(row) for row in rows), export.path
        assert len(rows) == listed, export.path
        assert [cell.value for cell in export.sheet[0]] == headings, export.path
        assert len(export.sheet) == len(rows) + 1, export.path

    assert "/admin/articles/" in exported


def test_an_export_says_what_it_is(newsroom: Newsroom) -> None:
    for export in exports(Browser(newsroom.accounts["superuser"])):
        for headers, ending in ((export.csv_headers, "csv"), (export.xlsx_headers, "xlsx")):
            name = rf'attachment; filename="[\w.-]+\.{ending}"'
            assert re.fullmatch(name, headers["Content-Disposition"]), (export.path, headers["Content-Disposition"])
        assert export.csv_headers["Content-Type"] == "text/csv; charset=utf-8"


def test_a_sheet_has_the_moments_of_the_newsrooms_clock(newsroom: Newsroom, settings: Settings) -> None:
    """In CSV they are in UTC, and say so; in XLSX each is that of the list, with its zone."""
    settings.TIME_ZONE = "Europe/Paris"
    paris, compared = ZoneInfo("Europe/Paris"), set()
    for export in exports(Browser(newsroom.accounts["superuser"])):
        for written, cells in zip(export.table[1:], export.sheet[1:], strict=True):
            for heading, text, cell in zip(export.table[0], written, cells, strict=True):
                if not text.endswith("+00:00"):
                    continue
                moment = dt.datetime.fromisoformat(text).astimezone(paris)
                shown = cell.value.replace(tzinfo=paris, fold=moment.fold)
                assert abs(shown - moment) < dt.timedelta(seconds=1), (export.path, heading)
                assert cell.is_date, (export.path, heading)
                assert cell.number_format.endswith(f' "{moment.tzname()}"'), (export.path, heading)
                compared.add(heading)

    assert {"Dateline", "Date/Time", "Locked until", "Written"} <= compared


@pytest.mark.slow
def test_no_export_is_run_by_a_spreadsheet(newsroom: Newsroom) -> None:
    browser = Browser(newsroom.accounts["superuser"])
    paths = export_paths(browser)
    for hostile in HOSTILE:
        with transaction.atomic():
            spoil(hostile)
            untouched = {column for export in exports(browser, paths) for column in check(export, hostile)}
            transaction.set_rollback(True)

        assert untouched - NOT_TYPED == set(), hostile


def check(export: Export, hostile: str) -> set[str]:
    """Check the cells of an export; return the headings of the columns of texts without the hostile one."""
    in_a_sheet = hostile.replace("\x0b", " ").replace("\r\n", "\n").replace("\r", "\n")
    texts, spoiled = set(), set()
    for written, cells in zip(export.table[1:], export.sheet[1:], strict=True):
        for heading, text, cell in zip(export.table[0], written, cells, strict=True):
            where = (export.path, heading, text)
            for fragment in FRAGMENTS.split(text):
                assert not fragment.lstrip().startswith(tuple("=+-@\uff1d")), where
            assert not text.startswith(("\t", "\r", "\n")), where
            assert cell.data_type in ("s", "n", "d", "b") or cell.value is None, where
            assert cell.hyperlink is None, where
            if cell.data_type != "s":
                continue
            texts.add(heading)
            as_typed = unescape_formulas(text).replace("\x0b", " ").replace("\r\n", "\n").replace("\r", "\n")
            in_the_cell = cell.value.replace("\r\n", "\n").replace("\r", "\n")
            assert in_the_cell == as_typed, where
            if in_a_sheet in in_the_cell:
                spoiled.add(heading)
    return texts - spoiled
