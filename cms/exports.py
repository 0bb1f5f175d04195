"""CSV files of the admin that no spreadsheet runs: a cell that would be a formula is written as a text.

What readers and writers type stands in reports and listings. Wagtail writes its XLSX cells as texts; in a CSV file a
spreadsheet takes a cell that begins with “=” for a formula, and a formula can send other cells away.

Source: https://owasp.org/www-community/attacks/CSV_Injection
"""

from typing import Any

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


def escape_formulas() -> None:
    """Have every CSV export of the admin written by `write_csv_row`; called once, by an app's `ready`."""
    SpreadsheetExportMixin.write_csv_row = write_csv_row
