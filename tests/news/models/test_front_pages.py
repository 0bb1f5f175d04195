"""What a new installation finds before anybody has written."""

from importlib import import_module
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from wagtail.models import Page, Site

from news.models import HomePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.news.article_form import article_form
from tests.user_accounts import log_in, make_user

migration = import_module("news.migrations.0003_front_pages")
pytestmark = pytest.mark.django_db


def test_a_new_installation_has_a_home_page_and_a_listing(api: GraphQLClient) -> None:
    home, listing = HomePage.objects.get(), NewsIndexPage.objects.get()

    assert Site.objects.get().root_page_id == home.pk
    assert listing.get_parent().pk == home.pk
    assert Page.find_problems() == ([], [], [], [], [])
    assert [
        page["path"]
        for page in api.data('{ home: page(path: "/") { path } news: page(path: "/news/") { path } }').values()
    ] == ["/", "/news/"]


def test_editors_write_below_it_at_once(api: GraphQLClient) -> None:
    listing = NewsIndexPage.objects.get()
    browser = log_in(make_user("Moderators"))

    answer = browser.post(
        f"/admin/pages/add/news/articlepage/{listing.pk}/", article_form(title="First") | {"action-publish": "1"}
    )

    assert answer.status_code == 302
    assert api.data("{ articles { nodes { title } } }") == {"articles": {"nodes": [{"title": "First"}]}}


def test_a_listing_can_be_imported_at_once(tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text('[{"title": "First", "date": "2026-05-29"}]')

    call_command("import_articles", str(file), index="/news/", stdout=StringIO(), stderr=StringIO())

    assert [page.title for page in Page.objects.filter(depth=4)] == ["First"]


@pytest.mark.usefixtures("site")
def test_pages_that_somebody_made_stay() -> None:
    before = list(Page.objects.values())

    migration.open_newsroom(apps, SimpleNamespace(connection=connection))

    assert list(Page.objects.values()) == before
