"""A session that the account's second factor did not confirm opens nothing, however it began."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings
from wagtail.models import CollectionViewRestriction

from cms.accounts.models import User
from cms.accounts.second_factor.devices import remove_second_factor
from cms.accounts.second_factor.events import Event
from news.models import NewsIndexPage
from tests.accounts.second_factor.authenticator import app_code, give_second_factor, type_password
from tests.factories import DocumentFactory, ImageFactory, make_article, make_collection
from tests.user_accounts import log_in, make_user

pytestmark = pytest.mark.django_db

CONVERTERS = {"int": "1", "str": "1", "slug": "x", "path": "x", "uuid": "6ba7b810-9dad-11d1-80b4-00c04fd430c8"}
LOGS_OUT = "admin/logout/"


@pytest.fixture
def administrator() -> User:
    return make_user(is_superuser=True)


def verified(user: User) -> Client:
    """Return the browser of somebody who logged in with password and code."""
    key, _codes = give_second_factor(user)
    browser = Client()
    type_password(browser, user)
    assert browser.post("/admin/login/code/", {"code": app_code(key)}).status_code == 302
    return browser


def addresses(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    """Return an address of every view that is reached by a plain route."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLPattern):
            filled = re.sub(r"<(?:(\w+):)?\w+>", lambda match: CONVERTERS.get(match[1] or "str", "1"), route)
            if not re.search(r"[\\(){}*+?^]", filled):
                yield f"/{filled}"
        else:
            yield from addresses(pattern.url_patterns, route)


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def outcome(browser: Client, method: str, address: str, **headers: str) -> tuple[int, str]:
    answer = getattr(browser, method)(address, headers=headers)
    return answer.status_code, answer.get("Location", "")


@pytest.mark.parametrize("reason", ["set up elsewhere", "required"])
def test_every_address_treats_such_a_session_as_a_stranger(
    index: NewsIndexPage, administrator: User, settings: Settings, reason: str
) -> None:
    browser, stranger = Client(), Client()
    browser.force_login(administrator)
    if reason == "required":
        settings.SECOND_FACTOR = "required"
    else:
        give_second_factor(administrator)
    found = sorted(set(addresses(get_resolver().url_patterns)) - {f"/{LOGS_OUT}"})
    opened = [
        (method, address)
        for address, method in itertools.product(found, ("get", "post"))
        if outcome(browser, method, address) != outcome(stranger, method, address)
    ]

    assert len(found) > 250
    assert opened == []


def test_private_files_and_autosave_are_closed_to_it_too(index: NewsIndexPage, administrator: User) -> None:
    collection = make_collection("Board")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    document = DocumentFactory(collection=collection)
    picture = ImageFactory(collection=collection).get_rendition("width-32").file.url
    form = f"/admin/pages/{make_article(index).pk}/edit/"
    browser = Client()
    browser.force_login(administrator)
    assert body_of(browser.get(document.url)) == b"figures"
    assert body_of(browser.get(picture))

    give_second_factor(administrator)

    assert browser.get(document.url)["Location"] == f"/login/?next={document.url}"
    assert browser.get(picture).status_code == 404
    autosave = browser.post(form, {"title": "New"}, headers={"Accept": "application/json"})
    assert (autosave.status_code, autosave.json()["error_code"]) == (401, "session_expired")
    assert browser.get(form, headers={"X-Requested-With": "XMLHttpRequest"}).status_code == 403


def test_the_login_of_private_documents_asks_for_the_code_too(administrator: User) -> None:
    collection = make_collection("Board")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    document = DocumentFactory(collection=collection)
    key, _codes = give_second_factor(administrator)
    browser = Client()

    assert type_password(browser, administrator, "/login/", next=document.url) == "/admin/login/code/"
    assert browser.get(document.url)["Location"] == f"/login/?next={document.url}"
    assert browser.post("/admin/login/code/", {"code": app_code(key)})["Location"] == document.url
    assert body_of(browser.get(document.url)) == b"figures"


def test_a_session_that_was_verified_stays_until_its_app_is_removed(administrator: User, settings: Settings) -> None:
    browser = verified(administrator)
    assert browser.get("/admin/").status_code == 200

    settings.SECOND_FACTOR = "required"
    assert browser.get("/admin/").status_code == 200
    remove_second_factor(administrator, Event.RESET, by=None)
    assert browser.get("/admin/").status_code == 302


def test_the_device_of_another_account_verifies_nothing(administrator: User) -> None:
    give_second_factor(administrator)
    other = make_user("Editors")
    give_second_factor(other)
    browser = Client()
    browser.force_login(administrator)
    session = browser.session
    session["otp_device_id"] = TOTPDevice.objects.get(user=other).persistent_id
    session.save()

    assert browser.get("/admin/").status_code == 302


def test_an_app_that_is_not_confirmed_asks_for_nothing(administrator: User) -> None:
    TOTPDevice.objects.create(user=administrator, name="half", confirmed=False)

    assert log_in(administrator).get("/admin/").status_code == 200


def test_a_stolen_session_is_not_verified_along_with_its_owners(administrator: User) -> None:
    browser = log_in(administrator)
    stolen = Client()
    stolen.cookies["sessionid"] = str(browser.session.session_key)
    key, _codes = give_second_factor(administrator)
    type_password(browser, administrator)
    browser.post("/admin/login/code/", {"code": app_code(key)})

    assert browser.get("/admin/").status_code == 200
    assert stolen.get("/admin/").status_code == 302


def test_readers_are_asked_for_no_session(client: Client, index: NewsIndexPage) -> None:
    answer = client.post("/graphql/", {"query": "{ __typename }"}, content_type="application/json")

    assert answer.status_code == 200
    assert "Cookie" not in answer.get("Vary", "")
    assert answer.cookies == {}
