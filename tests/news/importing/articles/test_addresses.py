"""Addresses that articles had elsewhere."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect

from news.importing.articles.addresses import Addresses, OldAddress
from news.importing.files.relations import OldPath
from news.importing.report import ImportReport
from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(index: NewsIndexPage) -> ArticlePage:
    return make_article(index, slug="fog")


def test_redirects_are_written_once(index: NewsIndexPage, article: ArticlePage) -> None:
    report = ImportReport()
    paths = ["/2020/05/29/fog/", "/x.html", "/?p=123", "/2020/05/29/fog", "/%D8%B5%D8%AD/"]
    paths += ["/2020//05/29//fog/", "/cafe\u0301.html", "/caf%C3%A9.html"]
    addresses = [OldAddress(1, article.pk, OldPath(path)) for path in paths]

    assert Addresses(index, report).redirect(addresses) == 5
    assert sorted(Redirect.objects.values_list("old_path", "redirect_page_id", "is_permanent")) == [
        ("/2020/05/29/fog", article.pk, True),
        ("/?p=123", article.pk, True),
        ("/caf\u00e9.html", article.pk, True),
        ("/x.html", article.pk, True),
        ("/صح", article.pk, True),
    ]
    assert Addresses(index, report).redirect(addresses) == 0
    assert report.notes == []


def test_nothing_that_is_there_is_redirected(index: NewsIndexPage, article: ArticlePage) -> None:
    other = make_article(index, slug="quay")
    site = index.get_site()
    Redirect.add_redirect("/taken", other, site=site)
    report = ImportReport()
    quay, own = f"/{index.slug}//quay", f"/{index.slug}/fog/"

    addresses = [
        OldAddress(3, article.pk, OldPath(path)) for path in ("/taken/", quay, own, "/", "no-path", "/" + "x" * 300)
    ]
    assert Addresses(index, report).redirect(addresses) == 0
    assert [note[1] for note in report.notes] == [
        "has no redirect from /taken/: another one is there",
        f"has no redirect from {quay}: another page is there",
        "has no redirect from “/”, which is no path of a page",
        "has no redirect from “no-path”, which is no path of a page",
        f"has no redirect from “/{'x' * 119}”, which is no path of a page",
    ]


@pytest.mark.parametrize("rows", [3, 30])
def test_queries_do_not_grow(index: NewsIndexPage, article: ArticlePage, rows: int) -> None:
    addresses = Addresses(index, ImportReport(), ["old.example"])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        addresses.redirect([OldAddress(1, article.pk, OldPath(f"/old/{number}.html")) for number in range(rows)])
        addresses.targets(f"/old/{number}.html" for number in range(rows))

    assert len(queries) == 4
