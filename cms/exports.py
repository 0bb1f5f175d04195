"""Exports of the admin: none of blank lines, and CSV files that no spreadsheet runs.

A listing without declared columns has no export; Wagtail hides its button, but answers its address with a
line of nothing for each row.

What readers and writers type stands in reports and listings. Wagtail writes its XLSX cells as texts; in a CSV file a
spreadsheet takes a cell that begins with “=” for a formula, and a formula can send other cells away.

Source: https://owasp.org/www-community/attacks/CSV_Injection
"""

from typing import Any

from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _
from wagtail.admin.views.mixins import SpreadsheetExportMixin

FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def as_text(value: Any) -> Any:
    """Return a cell so that no spreadsheet takes it for a formula; only texts can be one."""
    if isinstance(value, str) and value.lstrip(" \u00a0\u200b\ufeff").startswith(FORMULA_BEGINNINGS):
        return f"'{value}"
    return value


def write_csv_row(view: SpreadsheetExportMixin, writer: Any, row: dict[str, Any]) -> Any:
    """Write a row as Wagtail does, without formulas."""
    cells = {field: view.preprocess_field_value(field, value, view.FORMAT_CSV) for field, value in row.items()}
    return writer.writerow({field: as_text(value) for field, value in cells.items()})


def as_spreadsheet(view: SpreadsheetExportMixin, rows: Any, spreadsheet_format: str) -> HttpResponseBase:
    """Return what Wagtail does, for a listing with columns to export.

    Raises:
        Http404: for any other.
    """
    if not view.list_export:
        raise Http404(_("This listing has no export."))
    write = view.write_csv_response if spreadsheet_format == view.FORMAT_CSV else view.write_xlsx_response
    spreadsheet: HttpResponseBase = write(rows)
    return spreadsheet


def replace_exports() -> None:
    """Have the exports of the admin made by these functions; called once, by an app's `ready`."""
    SpreadsheetExportMixin.as_spreadsheet = as_spreadsheet
    SpreadsheetExportMixin.write_csv_row = write_csv_row
