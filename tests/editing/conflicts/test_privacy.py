"""Older forms of the privacy of pages and collections: what was closed since stays closed."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction, Site

from tests.editing.conflicts.test_administration import differing
from tests.factories import make_collection, make_index
from tests.user_accounts import log_in, make_user

KINDS = ["page", "collection"]


@pytest.fixture
def browsers(site: Site) -> tuple[Client, Client]:
    ada, ben = (make_user(is_superuser=True, first_name=name) for name in ("Ada", "Ben"))
    return log_in(ada), log_in(ben)


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, site: Site) -> Any:
    return make_collection("Sources") if request.param == "collection" else make_index(site)


def url(place: Any) -> str:
    return f"/admin/{'collections' if isinstance(place, Collection) else 'pages'}/{place.pk}/privacy/"


def loaded(browser: Client, place: Any) -> str:
    """Returns what a form that is opened now sends of its origin."""
    found = re.search(r'name="loaded_version" value="(\w+)"', browser.get(url(place)).json()["html"])
    assert found, "the form says from what it was loaded"
    return found[1]


def send(browser: Client, place: Any, kind: str, **values: Any) -> Any:
    return browser.post(url(place), {"restriction_type": kind, "password": "", **values})


def kinds(place: Any) -> list[str]:
    return list(place.view_restrictions.values_list("restriction_type", flat=True))


def test_an_older_form_does_not_open_what_was_closed(browsers: tuple[Client, Client], place: Any) -> None:
    ada, ben = browsers
    origin = loaded(ben, place)
    assert send(ada, place, "login", loaded_version=loaded(ada, place)).json()["step"] == "set_privacy_done"

    refused = send(ben, place, "none", loaded_version=origin)

    shown = refused.json()["html"]
    assert refused.json()["step"] == "set_privacy"
    who = "Another editor" if isinstance(place, Collection) else "Ada"
    assert f"{who} saved a newer version on" in shown
    assert "Nothing of yours was saved" in shown
    assert f'name="loaded_version" value="{origin}"' in shown
    assert differing(refused) == {
        "Restriction type": " [removed: |Private, accessible to any logged-in users|] ||; || [added: |Public|] "
    }
    assert kinds(place) == ["login"]
    seen = re.search(r'name="replace_version" value="(\w+)"', shown)
    assert seen
    assert send(ben, place, "none", loaded_version=origin, replace_version=seen[1]).json()["is_public"] is True
    assert kinds(place) == []


def test_an_older_form_does_not_let_a_group_in_again(browsers: tuple[Client, Client], place: Any) -> None:
    ada, ben = browsers
    moderators, editors = Group.objects.filter(name__in=["Moderators", "Editors"]).order_by("-name")
    send(ada, place, "groups", groups=[moderators.pk, editors.pk])
    origin = loaded(ben, place)
    send(ada, place, "groups", groups=[moderators.pk], loaded_version=loaded(ada, place))

    refused = send(ben, place, "groups", groups=[moderators.pk, editors.pk], loaded_version=origin)

    assert list(differing(refused)) == ["Groups"]
    assert list(place.view_restrictions.get().groups.all()) == [moderators]


def test_a_form_that_is_not_older_is_saved(browsers: tuple[Client, Client], place: Any) -> None:
    ben = browsers[1]
    for kind, stored in (("login", ["login"]), ("login", ["login"]), ("none", [])):
        assert send(ben, place, kind, loaded_version=loaded(ben, place)).json()["step"] == "set_privacy_done"
        assert kinds(place) == stored


def test_who_may_not_change_the_place_learns_nothing(place: Any) -> None:
    model = CollectionViewRestriction if isinstance(place, Collection) else PageViewRestriction
    model.objects.create(**{place._meta.model_name.removeprefix("newsindex"): place, "restriction_type": "login"})

    answer = send(log_in(make_user("Editors")), place, "none", loaded_version="older")

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert kinds(place) == ["login"]
