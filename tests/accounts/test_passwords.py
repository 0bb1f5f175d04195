"""Passwords where they are chosen, changed, forgotten and guessed."""

import re
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings
from wagtail.users.models import UserProfile

from cms.accounts import password_reset
from cms.accounts.models import LoginLock, User
from tests.user_accounts import PASSWORD, account_form, log_in, make_user

pytestmark = pytest.mark.django_db

COMMON, NEW = "password123", "a longer pass phrase"
TOO_COMMON = "This password is too common."


@pytest.fixture
def editor() -> User:
    return make_user("Editors", first_name="Ada", last_name="Byron", email="ada@example.org")


@pytest.fixture
def administrator(editor: User) -> Client:
    browser = Client()
    browser.force_login(User.objects.create_superuser("root", "root@example.org", PASSWORD))
    return browser


def passwords(first: str, second: str = "", prefix: str = "password") -> dict[str, str]:
    return {f"{prefix}1": first, f"{prefix}2": second or first}


@pytest.mark.parametrize(("password", "is_made"), [(COMMON, False), (NEW, True)])
def test_a_new_account(administrator: Client, password: str, is_made: bool) -> None:
    fields = {"username": "grace", "email": "g@example.org", "first_name": "Grace", "last_name": "Hopper"}
    response = administrator.post(reverse("wagtailusers_users:add"), fields | passwords(password))

    assert User.objects.filter(username="grace").exists() is is_made
    assert (TOO_COMMON in response.content.decode()) is not is_made


@pytest.mark.parametrize(("password", "is_set"), [(COMMON, False), (NEW, True)])
def test_another_password_for_an_account(administrator: Client, editor: User, password: str, is_set: bool) -> None:
    fields = {"username": editor.username, "email": editor.email, "first_name": "Ada", "last_name": "B"}
    address = reverse("wagtailusers_users:edit", args=[editor.pk])
    response = administrator.post(address, fields | passwords(password) | {"is_active": "on"})
    editor.refresh_from_db()

    assert editor.check_password(password) is is_set
    assert (TOO_COMMON in response.content.decode()) is not is_set


def change_password(browser: Client, old: str, new: str) -> Any:
    fields = account_form(browser) | passwords(new, prefix="password-new_password")
    return browser.post("/admin/account/", fields | {"password-old_password": old})


@pytest.mark.parametrize(("password", "is_set"), [(COMMON, False), (NEW, True)])
def test_another_password_for_oneself(editor: User, password: str, is_set: bool) -> None:
    response = change_password(log_in(editor), PASSWORD, password)
    editor.refresh_from_db()

    assert editor.check_password(password) is is_set
    assert (TOO_COMMON in response.content.decode()) is not is_set


def test_the_current_password_cannot_be_guessed_with_a_stolen_session(editor: User) -> None:
    stolen = log_in(editor)
    statuses = [change_password(stolen, f"wrong-{number}", NEW).status_code for number in range(10)]

    assert statuses == [200] * 9 + [429]
    assert AccessAttempt.objects.get().failures_since_start == 10
    assert change_password(stolen, PASSWORD, NEW).status_code == 429
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD)


def test_an_account_page_without_a_new_password_compares_none(editor: User) -> None:
    browser = log_in(editor)
    response = browser.post("/admin/account/", account_form(browser) | {"name_email-first_name": "Augusta"})
    editor.refresh_from_db()

    assert (response.status_code, editor.first_name) == (302, "Augusta")
    assert change_password(browser, "", NEW).status_code == 200
    assert not AccessAttempt.objects.exists()


def ask_for_link(email: str) -> Any:
    return Client().post("/admin/password_reset/", {"email": email})


def link() -> str:
    found = re.search(r"http://testserver(/admin/password_reset/confirm/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def set_by_link(password: str) -> Any:
    browser = Client()
    form = browser.get(link(), follow=True)
    return browser.post(form.redirect_chain[-1][0], passwords(password, prefix="new_password"))


@pytest.mark.parametrize(("password", "is_set"), [(COMMON, False), (NEW, True)])
def test_a_password_by_a_link(editor: User, password: str, is_set: bool) -> None:
    ask_for_link(editor.email)
    response = set_by_link(password)
    editor.refresh_from_db()

    assert [message.to for message in mail.outbox] == [["ada@example.org"]]
    assert editor.check_password(password) is is_set
    assert (TOO_COMMON in response.content.decode()) is not is_set


def test_a_new_password_by_a_link_lifts_the_locks(editor: User) -> None:
    for _time in range(10):
        Client().post("/admin/login/", {"username": editor.username, "password": "wrong"})
    mail.outbox.clear()
    ask_for_link(editor.email)
    assert LoginLock.objects.count() == 1
    set_by_link(COMMON)
    assert LoginLock.objects.count() == 1
    set_by_link(NEW)

    assert LoginLock.objects.count() == 0
    response = Client().post("/admin/login/", {"username": editor.username, "password": NEW})
    assert response.status_code == 302


def test_the_answer_does_not_tell_whether_there_is_an_account(editor: User, settings: Settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    found = []
    for email in (editor.email, "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            response = ask_for_link(email)
        statements = [re.sub(r"'[^']*'|\b[0-9a-f]{32}\b", "?", query["sql"]) for query in queries.captured_queries]
        found.append((response.status_code, response["Location"], response.content, statements))

    assert found[0] == found[1]
    assert mail.outbox == []


def test_an_account_gets_one_link_in_five_minutes(editor: User) -> None:
    for _time in range(3):
        ask_for_link(editor.email.upper())
    assert len(mail.outbox) == 1

    User.objects.update(password_link_sent_at=editor.date_joined - password_reset.MAIL_INTERVAL)
    ask_for_link(editor.email)
    assert len(mail.outbox) == 2


def test_the_mail_is_in_the_language_of_the_account(editor: User) -> None:
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": "fr"})
    ask_for_link(editor.email)

    assert "Suivez le lien" in mail.outbox[0].body


def test_a_mail_that_cannot_be_sent_is_tried_again(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(password_reset, "send_mail", refuse)
        with pytest.raises(ConnectionRefusedError):
            password_reset.send_password_link.call(editor.email)
    password_reset.send_password_link.call(editor.email)

    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "email", ["ada@example.org\r\nBcc: x@example.org", "🚢@example.org", "x" * 300, "", "\0@x.org"]
)
def test_hostile_addresses(editor: User, email: str) -> None:
    assert ask_for_link(email).status_code in {200, 302}
    assert mail.outbox == []


@pytest.mark.parametrize("password", [COMMON, "7291038465", "grace-hopper", "short"])
def test_a_superuser_by_command(password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = {"username": "grace-hopper", "email": "g@example.org", "interactive": False}
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    with pytest.raises(CommandError, match="DJANGO_SUPERUSER_PASSWORD: Th"):
        call_command("createsuperuser", **arguments)
    assert not User.objects.exists()

    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", NEW)
    call_command("createsuperuser", **arguments, verbosity=0)
    assert User.objects.get().check_password(NEW)


def test_a_superuser_by_command_whose_password_is_typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter([COMMON, COMMON, NEW, NEW])
    monkeypatch.setattr("getpass.getpass", lambda *prompt: next(typed))
    monkeypatch.setattr("builtins.input", lambda *prompt: "n")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    call_command("createsuperuser", username="grace", email="g@example.org", verbosity=0)

    assert TOO_COMMON in capsys.readouterr().err
    assert User.objects.get().check_password(NEW)
