"""The import of redirects from a table, with a trial that writes nothing."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.contrib.redirects import base_formats
from wagtail.contrib.redirects.forms import ConfirmImportForm, ConfirmImportManagementForm
from wagtail.contrib.redirects.utils import get_file_storage, get_import_formats
from wagtail.contrib.redirects.views import permission_checker
from wagtail.log_actions import log

from cms.editing.redirects.forms import CheckedRedirectForm
from cms.exports import unescape_formulas


class CSV(base_formats.CSV):
    """A CSV file as exports write it, or as a spreadsheet saves it, with “;” in many countries."""

    def create_dataset(self, data: str, delimiter: str = "") -> base_formats.Dataset:
        """Return the rows of a file as its author typed them."""
        text = data.removeprefix("\ufeff")
        headings = text.partition("\n")[0]
        delimiter = delimiter or (";" if headings.count(";") > headings.count(",") else ",")
        rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        return even([unescape_formulas(cell) for cell in row] for row in rows)


class TSV(CSV):
    """A file whose cells are separated by tabs."""

    def create_dataset(self, data: str, delimiter: str = "\t") -> base_formats.Dataset:
        """Return the rows of a file as its author typed them."""
        return super().create_dataset(data, delimiter)


class XLSX(base_formats.XLSX):
    """The first sheet of a workbook."""

    def create_dataset(self, data: bytes) -> base_formats.Dataset:
        """Return the rows of the sheet as texts."""
        sheet = super().create_dataset(data)
        return even(["" if cell is None else str(cell) for cell in row] for row in [sheet.headers, *sheet])


def even(rows: Iterable[list[str]]) -> base_formats.Dataset:
    """Return rows that are as long as the headings; without the blank ones that spreadsheets leave at the end."""
    found = [row if any(cell.strip() for cell in row) else [] for row in rows]
    while found and not found[-1]:
        found.pop()
    width = len(found[0]) if found else 0
    return base_formats.Dataset([*row, *[""] * (width - len(row))] for row in found)


def replace_formats() -> None:
    """Have tables of redirects read by these classes; called once, by an app's `ready`."""
    base_formats.DEFAULT_FORMATS[:] = [CSV, XLSX, TSV]


@dataclass
class Report:
    """What became of a table of redirects.

    Attributes:
        total: how many rows it has.
        faults: the row number, old path, new address and message of each row that was refused.
    """

    total: int = 0
    faults: list[tuple[int, str, str, str]] = field(default_factory=list)

    @property
    def successes(self) -> int:
        """How many redirects were made."""
        return self.total - len(self.faults)


def import_redirects(
    rows: Iterable[tuple[str, str]], *, site: int | None, is_permanent: bool, user: Any, dry_run: bool
) -> Report:
    """Make a redirect of each row, unless it is blank, that the form would accept after the rows before it.

    Args:
        rows: old paths and new addresses.
        site: primary key of the site that they are for; None for all.
        is_permanent: whether the redirects are.
        user: who imports, for the log.
        dry_run: whether to write nothing in the end.
    """
    report = Report()
    with transaction.atomic():
        for number, (old_path, link) in enumerate(rows, start=2):  # as a spreadsheet counts, the headings being 1
            if not old_path.strip() and not link.strip():
                continue
            report.total += 1
            form = CheckedRedirectForm(
                {"old_path": old_path, "redirect_link": link, "site": site, "is_permanent": is_permanent}
            )
            if form.is_valid():
                log(instance=form.save(), action="wagtail.create", user=user)
            else:
                faults = " ".join(message for messages in form.errors.values() for message in messages)
                report.faults.append((number, old_path, link, faults))
        transaction.set_rollback(dry_run)
    return report


@permission_checker.require_any("add")
@require_POST
def process_import(request: HttpRequest) -> HttpResponse:
    """Import the table that was uploaded, or try to, and report.

    Raises:
        SuspiciousOperation: when the name of the uploaded file is not one that the server signed.
    """
    upload = ConfirmImportManagementForm(request.POST)
    if not upload.is_valid():
        raise SuspiciousOperation("The name of an uploaded table of redirects lacks or was changed.")
    table = get_file_storage()(name=upload.cleaned_data["import_file_name"])
    table_format = get_import_formats()[int(upload.cleaned_data["input_format"])]()
    try:
        data = table.read(table_format.get_read_mode())
    except FileNotFoundError:
        data = None
    if data is None:
        messages.error(request, _("This table has been imported, or was uploaded too long ago: upload it again."))
        return redirect("wagtailredirects:start_import")
    rows = table_format.create_dataset(data if table_format.is_binary() else force_str(data))
    form = ConfirmImportForm(rows.headers, request.POST, initial=upload.cleaned_data)
    context = {"form": form, "dataset": rows}
    if not form.is_valid():
        return render(request, "wagtailredirects/confirm_import.html", context)

    chosen, dry_run = form.cleaned_data, "dry_run" in request.POST
    report = import_redirects(
        [(row[int(chosen["from_index"])], row[int(chosen["to_index"])]) for row in rows],
        site=chosen["site"] and chosen["site"].pk,
        is_permanent=chosen["permanent"],
        user=request.user,
        dry_run=dry_run,
    )
    if dry_run:
        return render(request, "wagtailredirects/confirm_import.html", {**context, "report": report})
    table.remove()
    if report.faults:
        return render(request, "wagtailredirects/import_summary.html", {"report": report})
    imported = ngettext("Imported %(total)d redirect", "Imported %(total)d redirects", report.total)
    messages.success(request, imported % {"total": report.total})
    return redirect("wagtailredirects:index")
