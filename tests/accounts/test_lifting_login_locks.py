"""Locks of logins in the admin, by command, and once they are old."""

from datetime import timedelta

import pytest
from axes.models import AccessLog
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cms.accounts.models import LoginLock, User
from tests.accounts.logins import ELSEWHERE, HERE, age, attempt, guess
from tests.user_accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user("Editors", email="editor@example.org")


@pytest.fixture
def administrator() -> User:
    user: User = User.objects.create_superuser("ada", "ada@example.org", PASSWORD)
    return user


def test_an_administrator_sees_and_lifts_locks(editor: User, administrator: User) -> None:
    guess(editor, 10)
    browser = Client()
    browser.force_login(administrator)
    page = browser.get("/admin/login-locks/").content.decode()
    lock = LoginLock.objects.get()
    assert "/admin/login-locks/" in browser.get("/admin/").content.decode()
    assert editor.username in page
    assert HERE in page

    response = browser.post(f"/admin/login-locks/{lock.pk}/lift/")
    assert (response.status_code, response["Location"]) == (302, "/admin/login-locks/")
    assert attempt(editor, PASSWORD).status_code == 302
    assert guess(editor, 9) == [200] * 9


def test_nobody_else_sees_or_lifts_locks(editor: User) -> None:
    guess(editor, 10)
    lock = LoginLock.objects.get()
    browser = Client()
    assert browser.get("/admin/login-locks/").status_code == 302
    browser.force_login(make_user("Moderators"))

    assert "/admin/login-locks/" not in browser.get("/admin/").content.decode()
    assert browser.get("/admin/login-locks/").status_code == 302
    assert browser.get("/admin/login-locks/results/").status_code == 302
    assert browser.get("/admin/login-locks/?export=csv").status_code == 302
    assert browser.post(f"/admin/login-locks/{lock.pk}/lift/").status_code == 302
    assert attempt(editor, PASSWORD).status_code == 429


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("axes_reset", []),
        ("axes_reset_username", ["editor"]),
        ("axes_reset_ip", [HERE]),
        ("axes_reset_ip_username", [HERE, "editor"]),
    ],
)
def test_commands_lift_locks(command: str, arguments: list[str]) -> None:
    editor = User.objects.create_user("editor", password=PASSWORD)
    guess(editor, 10)
    call_command(command, *arguments)

    assert attempt(editor, PASSWORD).status_code == 302


def test_a_command_lifts_no_other_lock(editor: User) -> None:
    guess(editor, 10)
    call_command("axes_reset_ip_username", ELSEWHERE, editor.username)
    call_command("axes_reset_username", "another")

    assert attempt(editor, PASSWORD).status_code == 429


def test_the_clock_prunes(editor: User, capsys: pytest.CaptureFixture[str], settings: Settings) -> None:
    assert "prune_login_records" in settings.CLOCK_COMMANDS
    attempt(editor, PASSWORD)
    guess(editor, 10)
    call_command("prune_login_records")
    age(timedelta(days=91))
    AccessLog.objects.update(attempt_time=timezone.now() - timedelta(days=91))
    call_command("prune_login_records")

    assert capsys.readouterr().out.splitlines() == [
        "Deleted 0 wrong passwords, 0 logins and 0 locks.",
        "Deleted 1 wrong passwords, 1 logins and 1 locks.",
    ]
