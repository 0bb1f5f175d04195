"""Wagtail's userbar and content checker, for a frontend of another origin."""

import json
import re
from typing import Any

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings
from wagtail.admin.userbar import ContentCheckerItem, apply_userbar_hooks

from news.models import NewsIndexPage
from tests.factories import make_article
from tests.user_accounts import make_user

ORIGIN = "https://www.example.org"


@pytest.fixture
def _frontend(settings: Settings) -> None:
    settings.PREVIEW_URL = "{frontend}/preview/"


@pytest.mark.usefixtures("_frontend")
@pytest.mark.parametrize(
    ("origin", "allowed"), [(ORIGIN, ORIGIN), ("https://evil.example", None), ("null", None), ("", None)]
)
@pytest.mark.django_db
def test_scripts_of_the_frontend_may_read_it_and_of_no_other_site(
    client: Client, origin: str, allowed: str | None
) -> None:
    answer = client.get("/userbar/", headers={"origin": origin} if origin else {})

    assert (answer.status_code, answer.get("Access-Control-Allow-Origin")) == (200, allowed)
    assert "Origin" in answer["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer
    assert not answer.cookies


@pytest.mark.usefixtures("_frontend")
@pytest.mark.django_db
def test_it_is_the_same_for_all_and_asks_the_database_nothing(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        public = client.get("/userbar/").content.decode()
    client.force_login(make_user(is_superuser=True))
    with django_assert_num_queries(0):
        assert client.get("/userbar/").content.decode() == public

    assert 'src="//testserver/static/wagtailadmin/js/userbar.js' in public
    assert "Go to Wagtail admin" in public


def test_there_is_none_where_this_server_shows_previews(client: Client) -> None:
    assert client.get("/userbar/").status_code == 404


@pytest.mark.parametrize(
    ("preview_url", "in_editor", "others"),
    [
        ("{frontend}/preview/", True, [ORIGIN]),
        ("{frontend}/preview/", False, ["http://testserver"]),
        ("", True, []),
    ],
)
def test_axe_talks_across_the_two_origins_and_with_no_third(
    settings: Settings, preview_url: str, in_editor: bool, others: list[str]
) -> None:
    settings.PREVIEW_URL = preview_url
    items: list[Any] = [ContentCheckerItem(in_editor=in_editor)]
    request = RequestFactory().get("/")

    apply_userbar_hooks(request, items, None)

    (checker,) = items
    spec = json.loads(json.dumps(checker.get_axe_spec(request)))
    assert spec["allowedOrigins"] == ["<same_origin>", *others]
    assert {rule["id"] for rule in spec["rules"]} == {"alt-text-quality", "empty-meta-description"}


@pytest.mark.parametrize("preview_url", ["", "{frontend}/preview/"])
@pytest.mark.django_db
def test_the_form_gets_the_script_of_previews_where_a_frontend_shows_them(
    index: NewsIndexPage, client: Client, settings: Settings, preview_url: str
) -> None:
    settings.PREVIEW_URL = preview_url
    client.force_login(make_user(is_superuser=True))

    form = client.get(f"/admin/pages/{make_article(index).pk}/edit/").content.decode()

    scripts = re.findall(r'<script src="[^"]*preview/blocks.js[^"]*" data-origins="([^"]*)">', form)
    assert scripts == ([ORIGIN] if preview_url else [])
