"""Exports of the admin: none of blank lines, and none that a spreadsheet runs.

A listing without declared columns has no export; Wagtail hides its button, but answers its address with a
line of nothing for each row.

What readers and writers type stands in reports and listings. In a CSV file a spreadsheet takes a cell that begins with
“=” for a formula, and a formula can send other cells away. Where spreadsheets separate cells by “;”, as in French and
Spanish, a cell can begin in the middle of a text. In an XLSX file each text is typed as one.

A moment in an XLSX file is that of the list, in the time zone of the account, which its cell names: Excel knows no
zones, and Wagtail writes UTC without saying so. A CSV file has UTC with “+00:00”.

A CSV file begins with a byte order mark, without which Excel misreads accents.

Source: https://owasp.org/www-community/attacks/CSV_Injection
"""

import codecs
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, cast

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.views.mixins import SpreadsheetExportMixin

OPERATORS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
BLANKS = "(?:[^\\S\t\r\n]|[\u200b\ufeff])*"
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that make an XLSX file unreadable, or openpyxl fail; a vertical tab comes with text from Word."""


def _before_formulas(mark: str) -> re.Pattern[str]:
    """Return the pattern of the places, each with a mark, where a cell of a formula can begin."""
    first, later = f"{BLANKS}[{OPERATORS}\t\r\n]", f"{BLANKS}[{OPERATORS}]"
    return re.compile(f"\\A{mark}(?='*{first})|(?<=[;\t\r\n]){mark}(?='*{later})")


UNESCAPED, ESCAPED = _before_formulas(""), _before_formulas("'")

preprocess_field_value = SpreadsheetExportMixin.preprocess_field_value
generate_xlsx_row = SpreadsheetExportMixin.generate_xlsx_row
write_csv_response = SpreadsheetExportMixin.write_csv_response


def escape_formulas(value: Any) -> Any:
    """Return the value of a CSV cell so that no spreadsheet takes it for a formula; only texts can be one."""
    return UNESCAPED.sub("'", value) if isinstance(value, str) else value


def unescape_formulas(text: str) -> str:
    """Return what `escape_formulas` was given."""
    return ESCAPED.sub("", text)


def write_value(view: SpreadsheetExportMixin, field: str, value: Any, spreadsheet_format: str) -> Any:
    """Return the value of a cell as Wagtail does, safe in this format; a moment in a sheet as the list shows it."""
    if spreadsheet_format == view.FORMAT_XLSX and _is_moment(value):
        value = timezone.make_naive(value)
    value = preprocess_field_value(view, field, value, spreadsheet_format)
    if spreadsheet_format == view.FORMAT_CSV:
        return escape_formulas(value)
    return NOT_IN_XML.sub(" ", value) if isinstance(value, str) else value


def write_xlsx_row(
    view: SpreadsheetExportMixin, worksheet: Any, row: Mapping[str, Any], date_format: str | None = None
) -> Iterator[Any]:
    """Yield the cells that Wagtail does, each text as a text: neither a formula nor an error such as #N/A.

    The format of a moment has the name of its time zone behind it, so that the cell stays a moment.
    """
    cells = generate_xlsx_row(view, worksheet, row, date_format)
    for value, cell in zip(row.values(), cells, strict=True):
        if isinstance(cell.value, str):
            cell.data_type = "s"
        elif _is_moment(value):
            cell.number_format += f' "{timezone.localtime(value).tzname()}"'
        yield cell


def _is_moment(value: Any) -> bool:
    return isinstance(value, dt.datetime) and timezone.is_aware(value)


def write_csv(view: SpreadsheetExportMixin, rows: Any) -> StreamingHttpResponse:
    """Return the file that Wagtail does, which says that it is UTF-8."""
    response: StreamingHttpResponse = write_csv_response(view, rows)
    response.streaming_content = chain([codecs.BOM_UTF8], cast("Iterator[bytes]", response.streaming_content))
    response["Content-Type"] = "text/csv; charset=utf-8"
    return response


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
    SpreadsheetExportMixin.preprocess_field_value = write_value
    SpreadsheetExportMixin.generate_xlsx_row = write_xlsx_row
    SpreadsheetExportMixin.write_csv_response = write_csv
