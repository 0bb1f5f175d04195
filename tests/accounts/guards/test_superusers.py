"""Who may change accounts, and is no superuser, makes, changes and removes none."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from cms.accounts.models import User
from tests.user_accounts import log_in, make_user

pytestmark = pytest.mark.django_db

NEW = "a longer pass phrase"


@pytest.fixture
def manager() -> Client:
    """Somebody who may add, change and delete accounts, but is no superuser."""
    group = Group.objects.create(name="Desk managers")
    codenames = ["access_admin", "add_user", "change_user", "delete_user"]
    group.permissions.set(Permission.objects.filter(codename__in=codenames))
    return log_in(make_user("Desk managers"))


@pytest.fixture
def superuser() -> User:
    return make_user(is_superuser=True, email="root@example.org")


def user_form(username: str, **fields: str) -> dict[str, str]:
    names = {"username": username, "first_name": "Ada", "last_name": "Byron", "email": "thief@example.com"}
    return names | {"password1": NEW, "password2": NEW, "is_active": "on"} | fields


def unchanged(user: User) -> bool:
    return User.objects.get(pk=user.pk).__dict__ | {"_state": None} == user.__dict__ | {"_state": None}


def offers_superuser(browser: Client, url: str) -> bool:
    return not browser.get(url).context["form"].fields["is_superuser"].disabled


def test_no_colleague_becomes_one(manager: Client) -> None:
    colleague = make_user("Editors")
    url = f"/admin/users/edit/{colleague.pk}/"
    groups = {"groups": str(Group.objects.get(name="Editors").pk)}
    answer = manager.post(url, user_form(colleague.username, is_superuser="on", **groups))

    assert answer.status_code == 302
    colleague.refresh_from_db()
    assert (colleague.last_name, colleague.is_superuser) == ("Byron", False)
    assert offers_superuser(manager, url) is False


def test_no_new_account_is_one(manager: Client) -> None:
    url = "/admin/users/new/"
    assert offers_superuser(manager, url) is False
    answer = manager.post(url, user_form("grace", is_superuser="on"))

    assert answer.status_code == 302
    assert User.objects.get(username="grace").is_superuser is False


def test_no_account_is_changed_by_copying_it(manager: Client) -> None:
    colleague = make_user("Editors")
    answer = manager.post(f"/admin/users/copy/{colleague.pk}/", user_form("grace"))

    assert answer.status_code == 404
    assert User.objects.get(pk=colleague.pk).username == colleague.username


@pytest.mark.parametrize("view", ["edit", "delete"])
def test_none_is_opened(manager: Client, superuser: User, view: str) -> None:
    url = f"/admin/users/{view}/{superuser.pk}/"

    assert manager.get(url)["Location"] == "/admin/"
    assert manager.post(url, user_form(superuser.username))["Location"] == "/admin/"
    assert unchanged(superuser)
    assert url not in manager.get("/admin/users/").content.decode()


@pytest.mark.parametrize(
    ("action", "fields"),
    [("set_active_state", {"mark_as_active": "False"}), ("delete", {}), ("assign_role", {"role": "Desk managers"})],
)
def test_an_action_on_many_leaves_them_out(
    manager: Client, superuser: User, action: str, fields: dict[str, str]
) -> None:
    colleague = make_user()
    if fields.get("role"):
        fields = {"role": str(Group.objects.get(name="Desk managers").pk)}
    url = f"/admin/bulk/accounts/user/{action}/?id={superuser.pk}&id={colleague.pk}"
    manager.post(url, fields)

    assert unchanged(superuser)
    assert not superuser.groups.exists()
    assert not User.objects.filter(pk=colleague.pk, is_active=True, groups=None).exists()


def test_a_superuser_does_all_of_it(superuser: User) -> None:
    browser, other = log_in(superuser), make_user(is_superuser=True)
    edit = f"/admin/users/edit/{other.pk}/"
    assert offers_superuser(browser, edit) is True
    assert offers_superuser(browser, "/admin/users/new/") is True
    assert edit in browser.get("/admin/users/").content.decode()
    browser.post(edit, user_form(other.username, is_superuser="on"))
    other.refresh_from_db()
    assert (other.is_superuser, other.check_password(NEW)) == (True, True)

    browser.post(f"/admin/bulk/accounts/user/set_active_state/?id={other.pk}", {"mark_as_active": "False"})
    other.refresh_from_db()
    assert other.is_active is False
    browser.post(f"/admin/users/delete/{other.pk}/")
    assert not User.objects.filter(pk=other.pk).exists()
