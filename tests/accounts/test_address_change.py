"""Who has only a session cannot send the account's mail, and with it a new password, elsewhere."""

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.users.models import UserProfile

from cms.accounts.models import User
from tests.user_accounts import PASSWORD, account_form, log_in, make_user

pytestmark = pytest.mark.django_db

OLD, NEW = "ada@example.org", "thief@example.com"


@pytest.fixture
def editor() -> User:
    return make_user("Editors", first_name="Ada", last_name="Byron", email=OLD)


def change_address(browser: Client, password: str, **fields: str) -> Any:
    typed = {"name_email-email": NEW, "name_email-current_password": password}
    return browser.post("/admin/account/", account_form(browser) | typed | fields)


def address_of(user: User) -> str:
    user.refresh_from_db()
    return user.email


@pytest.mark.parametrize(("password", "counted"), [("", []), ("wrong", [1])])
def test_the_address_stays_without_the_password(editor: User, password: str, counted: list[int]) -> None:
    response = change_address(log_in(editor), password)

    assert response.status_code == 200
    assert "This is not your password." in response.content.decode()
    assert address_of(editor) == OLD
    assert list(AccessAttempt.objects.values_list("failures_since_start", flat=True)) == counted
    assert mail.outbox == []


def test_the_password_cannot_be_guessed_by_it(editor: User) -> None:
    stolen = log_in(editor)
    statuses = [change_address(stolen, f"wrong-{number}").status_code for number in range(10)]

    assert statuses == [200] * 9 + [429]
    assert change_address(stolen, PASSWORD).status_code == 429
    assert address_of(editor) == OLD


@pytest.mark.parametrize(
    ("language", "subject"), [("en", "E-mail address changed"), ("fr", "Adresse e-mail modifiée")]
)
def test_the_former_address_is_told(
    editor: User,
    language: str,
    subject: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": language})
    with django_capture_on_commit_callbacks(execute=True):
        response = change_address(log_in(editor), PASSWORD)

    assert response.status_code == 302
    assert address_of(editor) == NEW
    assert [(message.subject, message.to) for message in mail.outbox] == [(subject, [OLD])]
    assert editor.username in mail.outbox[0].body


def test_an_account_without_a_former_address_has_nobody_to_tell(
    editor: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    User.objects.update(email="")
    with django_capture_on_commit_callbacks(execute=True):
        change_address(log_in(editor), PASSWORD)

    assert address_of(editor) == NEW
    assert mail.outbox == []


def test_the_former_address_is_told_of_a_change_by_an_administrator(
    editor: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    browser = log_in(make_user(is_superuser=True))

    def save(**fields: str) -> int:
        """Save the administrator's form, and return how many notices are sent."""
        before = len(mail.outbox)
        form = {"username": editor.username, "first_name": "Ada", "last_name": "Byron", "is_active": "on"}
        with django_capture_on_commit_callbacks(execute=True):
            assert browser.post(f"/admin/users/edit/{editor.pk}/", form | fields).status_code == 302
        return len(mail.outbox) - before

    assert save(email=OLD, first_name="Augusta") == 0
    assert save(email=NEW) == 1
    assert address_of(editor) == NEW
    assert [(message.subject, message.to) for message in mail.outbox] == [("E-mail address changed", [OLD])]


def test_address_and_password_change_together(editor: User) -> None:
    new = "a longer pass phrase"
    fields = {"password-old_password": PASSWORD, "password-new_password1": new, "password-new_password2": new}
    change_address(log_in(editor), PASSWORD, **fields)

    assert address_of(editor) == NEW
    assert editor.check_password(new)


def test_an_account_without_a_password_is_not_asked_for_it(editor: User) -> None:
    editor.set_unusable_password()
    editor.save()
    browser = Client()
    browser.force_login(editor)
    assert "name_email-current_password" not in account_form(browser)
    change_address(browser, "")

    assert address_of(editor) == NEW
