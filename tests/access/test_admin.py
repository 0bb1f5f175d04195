"""Access tokens in the admin."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cms.access.models import AccessToken
from cms.accounts.models import User


@pytest.fixture
def admin(db: None) -> Client:
    User.objects.create_superuser("ada", password="x")
    client = Client()
    client.force_login(User.objects.get())
    return client


def make(admin: Client, **fields: str) -> str:
    response = admin.post(reverse("access_tokens:add"), {"name": "Website", "site": "", **fields})
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    found = re.search(r'value="(dateline_[\w-]+)"', response.content.decode())
    assert found is not None
    return found[1]


def test_a_new_token_is_shown_once_and_works(admin: Client, index: object) -> None:
    secret = make(admin, embargoed="on")

    assert AccessToken.objects.values_list("name", "embargoed", "created_by__username").get() == (
        "Website",
        True,
        "ada",
    )
    body = {"query": "{ articles { totalCount } }"}
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().post("/graphql/", body, content_type="application/json", headers=headers).status_code == 200
    for page in ("index", "edit"):
        args = [AccessToken.objects.get().pk] if page == "edit" else []
        assert secret not in admin.get(reverse(f"access_tokens:{page}", args=args)).content.decode()


def test_making_and_revoking_are_in_the_audit_log(admin: Client) -> None:
    secret = make(admin)
    token = AccessToken.objects.get()
    address = reverse("access_tokens:delete", args=[token.pk])
    assert "will be turned away" in admin.get(address).content.decode()

    admin.post(address)
    admin.post(address)

    token.refresh_from_db()
    assert token.revoked_at is not None
    log = ModelLogEntry.objects.order_by("pk").values_list("action", "label", "user__username")
    assert list(log) == [
        ("wagtail.create", "Website", "ada"),
        ("access.token.revoked", "Website", "ada"),
    ]
    headers = {"Authorization": f"Bearer {secret}"}
    body = {"query": "{ __typename }"}
    assert Client().post("/graphql/", body, content_type="application/json", headers=headers).status_code == 401
    assert "Revoked" in admin.get(reverse("access_tokens:index")).content.decode()


def test_a_token_that_has_expired_already_is_refused(admin: Client) -> None:
    response = admin.post(reverse("access_tokens:add"), {"name": "Late", "expires_at": "2020-01-01 00:00"})
    assert "This moment has passed. Choose a later one, or leave it empty." in response.content.decode()
    assert not AccessToken.objects.exists()


def test_editors_neither_see_nor_make_tokens(db: None, client: Client) -> None:
    user = User.objects.create_user("eddie", password="x")
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    response = client.get(reverse("access_tokens:index"))
    assert response.status_code == 302
    assert response.headers["Location"] == reverse("wagtailadmin_home")
