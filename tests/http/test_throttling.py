"""How often one client may log in, click, and load previews, documents and pictures."""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import get_resolver
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, Site

from cms.accounts.models import User
from cms.http import rate_limit
from cms.http.throttling import RATE_OF_VIEW, RATES
from cms.settings.base import RATE_LIMITS
from tests.factories import ImageFactory

NOON = int(time.time()) // 60 * 60
REDIS_URL: str = configured.REDIS_URL
HTML = "text/html,application/xhtml+xml"


@pytest.fixture(autouse=True)
def _limits(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two requests of each kind a minute, 15 seconds into it, with nothing counted yet."""
    settings.REDIS_URL = ""
    settings.RATE_LIMITS = dict.fromkeys(RATE_LIMITS, "2/minute")
    monkeypatch.setattr(time, "time", lambda: NOON + 15.5)
    rate_limit._storage.cache_clear()


@pytest.fixture
def picture(db: None) -> str:
    """The path of a rendition."""
    path: str = ImageFactory().get_rendition("width-40").file.url
    return path


@pytest.fixture
def document(db: None) -> Document:
    return Document.objects.create(title="Minutes", file=ContentFile(b"minutes", "minutes.txt"))


def statuses(client: Client, path: str, times: int = 4, **request: Any) -> list[int]:
    return [status(client.get(path, **request)) for _request in range(times)]


def status(answer: Any) -> int:
    """Returns the status of an answer that was read to its end, which closes its file."""
    answer.getvalue()
    code: int = answer.status_code
    return code


def wrong_passwords(path: str, times: int, **extra: str) -> list[int]:
    client, typed = Client(), {"username": "editor", "password": "wrong"}
    return [client.post(path, typed, headers=extra).status_code for _request in range(times)]


def test_each_limited_view_is_there_and_has_a_rate() -> None:
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}

    assert set(RATE_OF_VIEW) - names == set()
    assert set(RATE_LIMITS) == RATES


def test_all_logins_of_one_address_are_counted_together(site: Site) -> None:
    assert wrong_passwords("/admin/login/", 1) == [200]
    assert wrong_passwords("/login/", 1) == [200]
    assert wrong_passwords("/admin/login/", 1) == wrong_passwords("/login/", 1) == [429]
    assert wrong_passwords("/admin/login/", 1, **{"X-Forwarded-For": "203.0.113.7"}) == [200]


def test_the_form_itself_can_be_opened_as_often_as_one_likes(site: Site) -> None:
    wrong_passwords("/admin/login/", 3)

    assert statuses(Client(), "/admin/login/") == [200] * 4


def test_a_login_beyond_the_limit_asks_no_database(
    site: Site, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    wrong_passwords("/admin/login/", 2)

    with django_assert_num_queries(0):
        assert wrong_passwords("/admin/login/", 1) == [429]


def test_passwords_of_documents_are_logins_too(document: Document) -> None:
    restriction = CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type="password", password="open"
    )
    path = f"/documents/authenticate_with_password/{restriction.pk}/"

    found = [Client().post(path, {"password": "wrong", "return_url": "/"}).status_code for _request in range(4)]

    assert found == [200, 200, 429, 429]


def test_links_for_forgotten_passwords_are_asked_for_seldom(site: Site) -> None:
    found = [Client().post("/admin/password_reset/", {"email": "a@example.org"}).status_code for _request in range(3)]

    assert found == [302, 302, 429]
    assert statuses(Client(), "/admin/password_reset/") == [200] * 4


def test_clicks_are_limited_whatever_they_say(site: Site) -> None:
    found = [
        Client().post("/search/click/", body, content_type="application/json").status_code
        for body in ("{", "[]", json.dumps({"query": "harbour", "id": "", "locale": "en"}))
    ]

    assert found == [400, 400, 429]


def test_previews_documents_and_pictures_are_limited(site: Site, document: Document, picture: str) -> None:
    assert statuses(Client(), "/preview/?token=x") == [404, 404, 429, 429]
    assert statuses(Client(), document.url) == [200, 200, 429, 429]
    assert statuses(Client(), picture) == [200, 200, 429, 429]
    assert statuses(Client(), "/media/images/none.png") == [429] * 4


def test_the_explorer_is_limited_and_queries_are_not_by_its_rate(site: Site) -> None:
    assert statuses(Client(), "/graphql/", headers={"Accept": HTML}) == [200, 200, 429, 429]
    assert statuses(Client(), "/graphql/?query={__typename}") == [200] * 4


def test_registrations_are_limited_before_a_token_is_looked_up(
    site: Site, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def register() -> int:
        headers = {"Authorization": "Bearer dateline_guess"}
        return Client().post("/graphql/documents/", "{}", content_type="application/json", headers=headers).status_code

    assert [register(), register()] == [401, 401]
    with django_assert_num_queries(0):
        assert register() == 429


def test_who_is_logged_in_has_a_budget_beyond_that_of_the_office(
    picture: str, admin_user: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    colleagues, editor = Client(), Client()
    editor.force_login(admin_user)
    with django_assert_num_queries(0):
        colleagues.get("/preview/", headers={"X-Forwarded-For": "203.0.113.9"})
    statuses(colleagues, picture, 2)

    assert statuses(editor, picture) == [200, 200, 429, 429]
    assert statuses(colleagues, picture, 1) == [429]


def test_who_is_logged_in_tries_no_more_passwords_than_others(admin_client: Client) -> None:
    found = [admin_client.post("/login/", {"username": "a", "password": "b"}).status_code for _request in range(3)]

    assert found == [200, 200, 429]


def test_a_browser_gets_a_page(site: Site) -> None:
    client = Client()
    statuses(client, "/preview/", 2)

    refused = client.get("/preview/?token=%22%3E%3Cscript%3E", headers={"Accept": HTML})

    assert refused.status_code == 429
    assert refused.headers["Content-Type"] == "text/html; charset=utf-8"
    assert refused.headers["Cache-Control"] == "no-store"
    assert refused.headers["Retry-After"] == "45"
    page = refused.content.decode()
    assert '<p role="alert">Too many requests came from your network. Try again in 45 seconds.</p>' in page
    assert "<script>" not in page


@pytest.mark.parametrize("path", ["/graphql/", "/media/images/none.png", "/preview/", "/documents/1/none.pdf"])
def test_the_page_may_load_its_own_style_wherever_it_is_shown(site: Site, path: str) -> None:
    client = Client()
    refused = [client.get(path, headers={"Accept": HTML}) for _request in range(3)][-1]

    assert refused.status_code == 429
    assert "style-src 'self'" in refused.headers["Content-Security-Policy"]


def test_a_program_gets_a_problem(site: Site) -> None:
    client = Client()
    statuses(client, "/preview/", 2)

    refused = client.get("/preview/")

    assert refused.headers["Content-Type"] == "application/problem+json"
    assert {name: told for name, told in refused.headers.items() if name.startswith(("Rate", "Retry", "Cache"))} == {
        "RateLimit-Limit": "2",
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": "45",
        "Retry-After": "45",
        "Cache-Control": "no-store",
    }
    assert refused.json() == {
        "title": "Too Many Requests",
        "status": 429,
        "detail": "Too many requests came from your network. Try again in 45 seconds.",
        "limit": 2,
        "retryAfter": 45,
    }


def test_what_is_let_through_says_nothing_of_it_to_caches(picture: str) -> None:
    answer: Any = Client().get(picture)

    assert status(answer) == 200
    assert [name for name in answer.headers if name.lower().startswith("ratelimit")] == []


def test_without_a_rate_nothing_is_counted(site: Site, settings: Settings) -> None:
    settings.RATE_LIMITS["preview"] = ""

    assert statuses(Client(), "/preview/") == [404] * 4


def test_while_redis_is_down_the_process_counts(site: Site, settings: Settings) -> None:
    """Nothing listens on this port."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert statuses(Client(), "/preview/") == [404, 404, 429, 429]


@pytest.mark.skipif(not REDIS_URL, reason="only Redis counts for all processes")
def test_all_processes_count_together(site: Site, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    settings.REDIS_URL = REDIS_URL
    settings.RATE_LIMITS = dict.fromkeys(RATE_LIMITS, "2/day")
    headers = {"X-Forwarded-For": f"2001:db8:{int(time.time()) % 65_536:x}::1"}

    found = []
    for _process in range(3):
        rate_limit._storage.cache_clear()
        found += statuses(Client(), "/preview/", 1, headers=headers)

    assert found == [404, 404, 429]


def test_the_operations_guide_lists_the_rates() -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs" / "operations.md").read_text()

    listed = re.findall(r"^\| `([a-z_]+)` \| `(\d+/minute)` \|", guide, flags=re.MULTILINE)

    assert dict(listed) == RATE_LIMITS
