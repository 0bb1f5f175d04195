"""The import of redirects from a table, with a trial that writes nothing."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.contrib.redirects import base_formats
from wagtail.contrib.redirects.forms import ConfirmImportForm, ConfirmImportManagementForm
from wagtail.contrib.redirects.utils import get_file_storage, get_import_formats
from wagtail.contrib.redirects.views import permission_checker
from wagtail.log_actions import log
from wagtail.models import Site

from cms.editing.redirects.forms import ImportedRedirectForm
from cms.editing.redirects.listing import hostname_and_port
from cms.exports import unescape_formulas
from cms.sites import SiteIndex

MAX_IMPORTED_ROWS = 1_000
"""Rows of a table that are imported in one request: each takes several statements."""

FIRST_ROW = 2
"""The number of a table's first row, as spreadsheets count: the headings are 1."""

STATUS_CODES = {"301": True, "308": True, "302": False, "307": False}
"""Whether redirects with these statuses, as tables of other programs have them, are permanent."""


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
        skipped: how many rows were left out by request.
    """

    total: int = 0
    faults: list[tuple[int, str, str, str]] = field(default_factory=list)
    skipped: int = 0

    @property
    def successes(self) -> int:
        """How many redirects were made."""
        return self.total - len(self.faults) - self.skipped


class ImportRow(NamedTuple):
    """A row of a table of redirects.

    Attributes:
        old_path: the old path.
        link: the new address.
        site: name or hostname of the site, as exports write it; empty for the one that is chosen for the table.
        kind: “permanent” or “temporary” in a language of the admin, or a status; empty for what is chosen.
    """

    old_path: str
    link: str
    site: str = ""
    kind: str = ""


def rows_of_table(table: Any, old_path: int, link: int) -> list[ImportRow]:
    """Return the rows of a table, with site and kind where it has the columns of an export for them.

    Args:
        table: the dataset.
        old_path: the number of the column of old paths.
        link: the number of the column of new addresses.
    """
    headings = [heading.strip().casefold() for heading in table.headers]
    site, kind = (
        next((n for n, one in enumerate(headings) if one in names and n not in (old_path, link)), None)
        for names in (_in_admin_languages("Site"), _in_admin_languages("Type"))
    )
    return [
        ImportRow(row[old_path], row[link], *("" if n is None else row[n].strip() for n in (site, kind)))
        for row in table
    ]


def import_redirects(
    rows: Iterable[ImportRow],
    *,
    site: int | None,
    is_permanent: bool,
    user: Any,
    dry_run: bool,
    first_row: int = FIRST_ROW,
    is_wanted: Callable[[ImportRow], bool] | None = None,
) -> Report:
    """Make a redirect of each row, unless it is blank, that the form would accept after the rows before it.

    Args:
        rows: the rows of the table.
        site: primary key of the site of those that name none; None for all.
        is_permanent: whether those are that do not say.
        user: who imports, for the log.
        dry_run: whether to write nothing in the end.
        first_row: the number of the first of them in the report.
        is_wanted: asked of each row that would be taken; None for all.
    """
    report, sites, names = Report(), SiteIndex(), _sites_by_name()
    kinds = dict.fromkeys(_in_admin_languages("permanent"), True)
    kinds |= dict.fromkeys(_in_admin_languages("temporary"), False) | STATUS_CODES
    with transaction.atomic():
        for number, row in enumerate(rows, start=first_row):
            if not row.old_path.strip() and not row.link.strip():
                continue
            report.total += 1
            faults = []
            if row.site and row.site not in names:
                faults.append(_("There is no site “%(name)s”, or more than one.") % {"name": row.site})
            if row.kind and row.kind.casefold() not in kinds:
                faults.append(_("The type is “permanent” or “temporary”, not “%(type)s”.") % {"type": row.kind})
            data = {
                "old_path": row.old_path,
                "redirect_link": row.link,
                "site": names.get(row.site, site),
                "is_permanent": kinds.get(row.kind.casefold(), is_permanent),
            }
            form = ImportedRedirectForm(data, sites=sites)
            if not faults and form.is_valid():
                if is_wanted is not None and not is_wanted(row):
                    report.skipped += 1
                    continue
                log(instance=form.save(), action="wagtail.create", user=user)
            else:
                faults = faults or [message for messages in form.errors.values() for message in messages]
                report.faults.append((number, row.old_path, row.link, " ".join(faults)))
        transaction.set_rollback(dry_run)
    return report


def _in_admin_languages(word: str) -> set[str]:
    """Return a word of Wagtail's as exports write it: in the language of an editor, or in English."""
    found = {word.casefold()}
    for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES:
        with override(code):
            found.add(_(word).casefold())
    return found


def _sites_by_name() -> dict[str, int]:
    """Return the primary keys of sites by name as exports write it, else by hostname and port, name and hostname.

    What an export writes comes before the others; a name that two sites have in the same way is of neither.
    """
    names: dict[str, int] = {}
    sites = list(Site.objects.all())
    exported: dict[str, set[int]] = {}
    for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES:
        with override(code):
            for site in sites:
                exported.setdefault(str(site), set()).add(site.pk)
    by_address = {hostname_and_port(site): {site.pk} for site in sites}
    others: dict[str, set[int]] = {}
    for site in sites:
        for name in (site.site_name, site.hostname):
            others.setdefault(name, set()).add(site.pk)
    taken: set[str] = {""}
    for found in (exported, by_address, others):
        names |= {name: min(pks) for name, pks in found.items() if name not in taken and len(pks) == 1}
        taken |= set(found)
    return names


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
    if len(rows) > MAX_IMPORTED_ROWS:
        message = _(
            "This table has %(total)d rows. %(most)d at most are imported here at once: divide it, or have it "
            "imported on the server by “manage.py import_redirects”."
        )
        messages.error(request, message % {"total": len(rows), "most": MAX_IMPORTED_ROWS})
        return redirect("wagtailredirects:start_import")
    form = ConfirmImportForm(rows.headers, request.POST, initial=upload.cleaned_data)
    context = {"form": form, "dataset": rows}
    if not form.is_valid():
        return render(request, "wagtailredirects/confirm_import.html", context)

    chosen, dry_run = form.cleaned_data, "dry_run" in request.POST
    report = import_redirects(
        rows_of_table(rows, int(chosen["from_index"]), int(chosen["to_index"])),
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
