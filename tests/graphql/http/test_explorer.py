"""Who gets the API explorer."""

import json
import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.models import Site

from cms.accounts.models import User
from news.graphql.examples import EXAMPLES

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def http(site: Site, settings: Settings) -> Client:
    """A browser that opens a server in production."""
    settings.GRAPHQL_INTROSPECTION = False
    return Client(headers=BROWSER)


def log_in(http: Client, group: str | None) -> None:
    user = User.objects.create_user("eddie", password="x")
    if group:
        user.groups.add(Group.objects.get(name=group))
    http.force_login(user)


def test_it_brings_the_schema_and_examples_along(http: Client, settings: Settings) -> None:
    settings.GRAPHQL_EXPLORER = "everyone"

    response = http.get("/graphql/")

    html = response.content.decode()
    found = dict(re.findall(r'<script id="(\w+)" type="application/json">(.*?)</script>', html))
    assert json.loads(found["examples"]) == EXAMPLES
    assert json.loads(found["schema"])["__schema"]["queryType"]["name"] == "Query"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")


def test_where_it_is_for_nobody_a_browser_gets_what_programs_get(http: Client, settings: Settings) -> None:
    settings.GRAPHQL_EXPLORER = "off"
    log_in(http, "Editors")

    response = http.get("/graphql/")

    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/json; charset=utf-8")
    assert "Cookie" not in response.headers["Vary"]


def test_staff_get_it_once_they_have_logged_in(http: Client, settings: Settings) -> None:
    settings.GRAPHQL_EXPLORER = "staff"

    asked = http.get("/graphql/")
    assert (asked.status_code, asked.headers["Location"]) == (302, f"{reverse('wagtailadmin_login')}?next=/graphql/")

    log_in(http, "Editors")
    assert "API explorer" in http.get("/graphql/").content.decode()


def test_an_account_without_access_to_the_admin_is_no_staff(http: Client, settings: Settings) -> None:
    settings.GRAPHQL_EXPLORER = "staff"
    log_in(http, None)

    assert http.get("/graphql/").status_code == 400


@pytest.mark.parametrize(("who", "linked"), [("off", False), ("staff", True), ("everyone", True)])
def test_the_front_page_leads_to_it_where_there_is_one(
    http: Client, settings: Settings, who: str, linked: bool
) -> None:
    settings.GRAPHQL_EXPLORER = who

    assert ("API explorer" in http.get("/").content.decode()) is linked


def test_for_programs_nothing_depends_on_a_session(http: Client, settings: Settings) -> None:
    settings.GRAPHQL_EXPLORER = "staff"
    log_in(http, "Editors")

    response = http.get("/graphql/", {"query": "{ __typename }"})

    assert response.json() == {"data": {"__typename": "Query"}}
    assert "Cookie" not in response.headers["Vary"]
