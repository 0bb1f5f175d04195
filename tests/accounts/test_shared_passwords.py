"""Passwords that the readers of a private collection share."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from cms.accounts.models import LoginLock, User
from tests.accounts.logins import ELSEWHERE, HERE, attempt
from tests.user_accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db

SESAME = "open sesame"


@pytest.fixture
def restriction() -> CollectionViewRestriction:
    collection = Collection.get_first_root_node().add_child(name="Press")
    return CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password=SESAME
    )


def enter(restriction: CollectionViewRestriction, password: str, address: str = HERE) -> Any:
    fields = {"password": password, "return_url": "/"}
    return Client().post(f"/documents/authenticate_with_password/{restriction.pk}/", fields, REMOTE_ADDR=address)


def test_it_cannot_be_guessed(restriction: CollectionViewRestriction) -> None:
    statuses = [enter(restriction, f"wrong-{number}").status_code for number in range(25)]

    assert statuses == [200] * 9 + [429] * 16
    assert enter(restriction, SESAME).status_code == 429
    assert enter(restriction, SESAME, ELSEWHERE).status_code == 302
    assert [(lock.username, lock.ip_address) for lock in LoginLock.objects.all()] == [
        (f"private collection {restriction.pk}", HERE)
    ]


def test_guessing_it_everywhere_locks_out_no_reader(restriction: CollectionViewRestriction) -> None:
    for number in range(60):
        enter(restriction, "wrong", f"192.0.2.{number}")

    assert enter(restriction, SESAME).status_code == 302
    assert not LoginLock.objects.exists()


def test_guessing_it_locks_out_no_editor(restriction: CollectionViewRestriction) -> None:
    editor = make_user("Editors")
    for _number in range(20):
        enter(restriction, "wrong")

    assert attempt(editor, PASSWORD).status_code == 302


def test_nobody_gets_mail_about_it(restriction: CollectionViewRestriction) -> None:
    User.objects.create_superuser("ada", "ada@example.org", PASSWORD)
    for _number in range(20):
        enter(restriction, "wrong")

    assert mail.outbox == []


def test_the_form_stays_open(restriction: CollectionViewRestriction) -> None:
    for _number in range(10):
        enter(restriction, "wrong")
    address = f"/documents/authenticate_with_password/{restriction.pk}/"

    assert Client().get(address, REMOTE_ADDR=HERE).status_code == 200
    assert Client().post("/documents/authenticate_with_password/999999/", REMOTE_ADDR=HERE).status_code == 404
