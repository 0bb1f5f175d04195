"""Administrators see who has a second factor, and reset it for those who lost it."""

import io

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import ModelLogEntry

from cms.accounts.models import User
from tests.accounts.second_factor.authenticator import app_code, give_second_factor, type_password
from tests.user_accounts import log_in, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    user = make_user("Editors", email="noor@example.org")
    give_second_factor(user)
    return user


@pytest.fixture
def desk_manager() -> User:
    """Somebody who may change accounts, but is no superuser."""
    group = Group.objects.create(name="Desk managers")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", "change_user"]))
    return make_user("Desk managers")


def reset_page(user: User) -> str:
    return f"/admin/users/reset-second-factor/{user.pk}/"


def test_the_list_of_users_says_who_has_one(user: User) -> None:
    administrator = make_user(is_superuser=True)
    TOTPDevice.objects.create(user=administrator, name="half", confirmed=False)
    browser = log_in(administrator)

    def usernames(query: str) -> list[str]:
        return [listed.username for listed in browser.get(f"/admin/users/{query}").context["object_list"]]

    page = browser.get("/admin/users/").content.decode()
    assert "Second factor" in page
    assert usernames("?second_factor=true") == [user.username]
    assert usernames("?second_factor=false") == [administrator.username]
    assert sorted(usernames("?ordering=has_second_factor")) == sorted([administrator.username, user.username])
    assert reset_page(user) in page
    assert reset_page(administrator) not in page
    assert reset_page(user) in browser.get(f"/admin/users/edit/{user.pk}/").content.decode()


def test_an_administrator_resets_it(
    user: User, desk_manager: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    browser = log_in(desk_manager)
    assert "call back, or see them" in browser.get(reset_page(user)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(reset_page(user))

    assert (answer.status_code, answer["Location"]) == (302, "/admin/users/")
    assert not TOTPDevice.objects.exists()
    assert not StaticDevice.objects.exists()
    entry = ModelLogEntry.objects.get(action="accounts.second_factor.reset")
    assert (entry.user, entry.object_id, entry.message) == (
        desk_manager,
        str(user.pk),
        "Second factor reset by an administrator",
    )
    assert [(message.subject, message.to) for message in mail.outbox] == [
        ("Second factor reset by an administrator", ["noor@example.org"])
    ]
    assert log_in(user).get("/admin/").status_code == 200


def test_nothing_is_reset_by_opening_the_page(user: User, desk_manager: User) -> None:
    log_in(desk_manager).get(reset_page(user))

    assert TOTPDevice.objects.count() == 1


def test_only_a_superuser_resets_that_of_a_superuser(user: User, desk_manager: User) -> None:
    user.is_superuser = True
    user.save()
    browser = log_in(desk_manager)

    assert browser.post(reset_page(user))["Location"] == "/admin/"
    assert reset_page(user) not in browser.get("/admin/users/").content.decode()
    assert TOTPDevice.objects.count() == 1
    log_in(make_user(is_superuser=True)).post(reset_page(user))
    assert not TOTPDevice.objects.exists()


@pytest.mark.parametrize("group", ["Editors", "Moderators"])
def test_who_may_not_change_accounts_resets_nothing(user: User, group: str) -> None:
    log_in(make_user(group)).post(reset_page(user))

    assert TOTPDevice.objects.count() == 1


def test_nobody_resets_their_own() -> None:
    administrator = make_user(is_superuser=True)
    key, _codes = give_second_factor(administrator)
    browser = Client()
    type_password(browser, administrator)
    browser.post("/admin/login/code/", {"code": app_code(key)})

    assert browser.get("/admin/users/").status_code == 200
    assert browser.post(reset_page(administrator))["Location"] == "/admin/"
    assert TOTPDevice.objects.count() == 1


def test_a_user_without_one_is_said_to_have_none(desk_manager: User) -> None:
    other = make_user("Editors")
    browser = log_in(desk_manager)

    for answer in (browser.get(reset_page(other), follow=True), browser.post(reset_page(other), follow=True)):
        assert answer.redirect_chain == [("/admin/users/", 302)]
        assert f"“{other.username}” has no second factor." in answer.content.decode()


def test_the_command_resets_it(user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    said = io.StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("reset_second_factor", user.username, stdout=said)

    assert said.getvalue() == f"The second factor of “{user.username}” is reset.\n"
    assert not TOTPDevice.objects.exists()
    assert [message.subject for message in mail.outbox] == ["Second factor reset by an administrator"]
    with pytest.raises(CommandError, match="has no second factor"):
        call_command("reset_second_factor", user.username)
    with pytest.raises(CommandError, match="There is no account “nobody”"):
        call_command("reset_second_factor", "nobody")
