"""Who may change users or groups, and is no superuser, gives nobody permissions that they do not have."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Page,
    Site,
)

from cms.accounts.guards.rights import rights_of_groups
from cms.accounts.models import User
from news.models import NewsIndexPage, SiteSettings
from tests.user_accounts import log_in, make_user

pytestmark = pytest.mark.django_db

NEW = "a longer pass phrase"
MAY_NOT = "You can neither put users into these groups nor take them out"
CREDENTIALS_AND_RANK = {"username", "email", "is_superuser", "password1", "password2"}
CANNOT_GIVE = "You cannot give permissions that you do not have yourself."


def permission(codename: str) -> Permission:
    return Permission.objects.get(codename=codename)


def make_group(name: str, *codenames: str) -> Group:
    group = Group.objects.create(name=name)
    group.permissions.set(Permission.objects.filter(codename__in=codenames))
    return group


def of_page(group: Group) -> None:
    GroupPagePermission.objects.create(group=group, page=Page.get_first_root_node(), permission_type="publish")


def of_collection(group: Group) -> None:
    root = Collection.get_first_root_node()
    add = Permission.objects.get(codename="add_document", content_type__app_label="wagtaildocs")
    GroupCollectionPermission.objects.create(group=group, collection=root, permission=add)


def of_site(group: Group) -> None:
    change = permission(f"change_{SiteSettings._meta.model_name}")
    GroupSitePermission.objects.create(group=group, site=Site.objects.get(), permission=change)


def of_task(group: Group) -> None:
    GroupApprovalTask.objects.create(name="Legal").groups.add(group)


def of_model(group: Group) -> None:
    group.permissions.add(permission("delete_user"))


@pytest.fixture
def managers(site: Site) -> Group:
    """A group that may change accounts and groups, and gives nothing else."""
    return make_group(
        "Desk managers", "access_admin", "add_user", "change_user", "add_group", "change_group", "delete_group"
    )


@pytest.fixture
def user(managers: Group) -> User:
    return make_user("Desk managers")


@pytest.fixture
def manager(user: User) -> Client:
    return log_in(user)


@pytest.fixture
def readers(managers: Group) -> Group:
    """A group whose permissions the manager has."""
    return make_group("Readers", "access_admin")


@pytest.fixture(params=[of_model, of_page, of_collection, of_site, of_task])
def stronger(managers: Group, request: pytest.FixtureRequest) -> Group:
    """A group with one right that the manager lacks."""
    group = make_group("Chiefs", "access_admin")
    request.param(group)
    return group


def user_form(username: str, *groups: Group) -> dict[str, Any]:
    names = {"username": username, "first_name": "Ada", "last_name": "Byron", "email": "ada@example.org"}
    passwords = {"password1": NEW, "password2": NEW}
    return names | passwords | {"is_active": "on", "groups": [str(group.pk) for group in groups]}


def groups_of(user: User) -> list[str]:
    return list(user.groups.order_by("name").values_list("name", flat=True))


def group_form(browser: Client, url: str, **fields: Any) -> dict[str, Any]:
    """Return what the form of a group holds, with other values."""
    context = browser.get(url).context
    form = context["form"]
    held = [str(one.pk) for one in form.instance.permissions.all()] if form.instance.pk else []
    data: dict[str, Any] = {"name": form.instance.name, "permissions": held}
    for panel in context["permission_panels"]:
        if hasattr(panel, "management_form"):
            data |= {f"{panel.prefix}-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")}
    return data | fields


def test_a_colleague_is_put_into_a_group_within_the_managers_rights_alone(
    manager: Client, readers: Group, stronger: Group
) -> None:
    colleague = make_user()
    url = f"/admin/users/edit/{colleague.pk}/"

    refused = manager.post(url, user_form(colleague.username, readers, stronger))
    assert refused.status_code == 200
    assert f"{MAY_NOT}, because the groups give permissions that you do not have: Chiefs." in refused.content.decode()
    assert groups_of(colleague) == []
    assert manager.post(url, user_form(colleague.username, readers)).status_code == 302
    assert groups_of(colleague) == ["Readers"]


def test_nobody_is_taken_out_of_a_stronger_group(manager: Client, readers: Group, stronger: Group) -> None:
    chief = make_user("Chiefs", "Readers")
    url = f"/admin/users/edit/{chief.pk}/"

    assert MAY_NOT in manager.post(url, user_form(chief.username)).content.decode()
    assert groups_of(chief) == ["Chiefs", "Readers"]
    assert manager.post(url, user_form(chief.username, stronger)).status_code == 302
    assert groups_of(chief) == ["Chiefs"]


def test_the_credentials_of_a_stronger_colleague_stay(manager: Client, stronger: Group) -> None:
    chief = make_user("Chiefs")
    before = chief.username, chief.email, chief.password
    url = f"/admin/users/edit/{chief.pk}/"

    form = manager.get(url).context["form"]
    assert {name for name, field in form.fields.items() if field.disabled} == CREDENTIALS_AND_RANK
    assert form.fields["password1"].help_text == "This user has permissions that you do not have."
    assert manager.post(url, user_form("mine", stronger)).status_code == 302
    chief.refresh_from_db()
    assert (chief.username, chief.email, chief.password) == before
    assert chief.first_name == "Ada"


def test_those_of_a_colleague_within_the_managers_rights_are_set(manager: Client, readers: Group) -> None:
    reader = make_user("Readers")

    assert manager.post(f"/admin/users/edit/{reader.pk}/", user_form("reader", readers)).status_code == 302
    reader.refresh_from_db()
    assert (reader.username, reader.email) == ("reader", "ada@example.org")
    assert reader.check_password(NEW)


def test_a_manager_joins_no_stronger_group(manager: Client, user: User, managers: Group, stronger: Group) -> None:
    url = f"/admin/users/edit/{user.pk}/"

    assert MAY_NOT in manager.post(url, user_form(user.username, managers, stronger)).content.decode()
    assert groups_of(user) == ["Desk managers"]


def test_a_new_account_is_in_no_stronger_group(manager: Client, readers: Group, stronger: Group) -> None:
    assert MAY_NOT in manager.post("/admin/users/new/", user_form("grace", stronger)).content.decode()
    assert not User.objects.filter(username="grace").exists()
    assert manager.post("/admin/users/new/", user_form("grace", readers)).status_code == 302
    assert groups_of(User.objects.get(username="grace")) == ["Readers"]


def test_many_are_put_into_no_stronger_group(manager: Client, readers: Group, stronger: Group) -> None:
    colleague = make_user()
    url = f"/admin/bulk/accounts/user/assign_role/?id={colleague.pk}"

    assert MAY_NOT in manager.post(url, {"role": str(stronger.pk)}).content.decode()
    assert groups_of(colleague) == []
    assert manager.post(url, {"role": str(readers.pk)}).status_code == 302
    assert groups_of(colleague) == ["Readers"]


@pytest.mark.parametrize("view", ["edit", "delete"])
def test_a_stronger_group_is_not_opened(manager: Client, readers: Group, stronger: Group, view: str) -> None:
    before = rights_of_groups([stronger.pk])
    data = group_form(manager, f"/admin/groups/edit/{readers.pk}/", name="Ours")
    url = f"/admin/groups/{view}/{stronger.pk}/"

    assert manager.get(url)["Location"] == "/admin/"
    assert manager.post(url, data)["Location"] == "/admin/"
    assert Group.objects.get(pk=stronger.pk).name == "Chiefs"
    assert rights_of_groups([stronger.pk]) == before
    listing = manager.get("/admin/groups/").content.decode()
    assert f"/admin/groups/edit/{readers.pk}/" in listing
    assert url not in listing


def page_panel(_codename: str) -> dict[str, Any]:
    root = Page.get_first_root_node()
    return panel("page_permissions", page=str(root.pk), permissions=["publish_page"])


def collection_panel(_codename: str) -> dict[str, Any]:
    root = Collection.get_first_root_node()
    add = Permission.objects.get(codename="add_document", content_type__app_label="wagtaildocs")
    return panel("document_permissions", collection=str(root.pk), permissions=[str(add.pk)])


def site_panel(_codename: str) -> dict[str, Any]:
    return {"news_sitesettings_site_permissions-sites": [str(Site.objects.get().pk)]}


def model_permissions(codename: str) -> dict[str, Any]:
    return {"permissions": [str(permission(codename).pk)]}


def panel(prefix: str, **fields: Any) -> dict[str, Any]:
    return {f"{prefix}-TOTAL_FORMS": "1", **{f"{prefix}-0-{name}": value for name, value in fields.items()}}


@pytest.mark.parametrize("given", [page_panel, collection_panel, site_panel, model_permissions])
def test_a_group_gets_no_permissions_that_the_manager_lacks(
    manager: Client, readers: Group, given: Callable[[str], dict[str, Any]]
) -> None:
    before = rights_of_groups([readers.pk])
    url = f"/admin/groups/edit/{readers.pk}/"

    for address in (url, "/admin/groups/new/"):
        data = group_form(manager, address, name="Ours") | given("delete_user")
        assert CANNOT_GIVE in manager.post(address, data).content.decode()
    assert not Group.objects.filter(name="Ours").exists()
    assert rights_of_groups([readers.pk]) == before
    root = make_user(is_superuser=True)
    browser = log_in(root)
    assert browser.post(url, group_form(browser, url, name="Ours") | given("delete_user")).status_code == 302
    assert rights_of_groups([readers.pk]) != before


def test_a_group_gets_the_permissions_that_the_manager_has(manager: Client, readers: Group) -> None:
    url = f"/admin/groups/edit/{readers.pk}/"
    assert manager.post(url, group_form(manager, url) | model_permissions("change_user")).status_code == 302
    assert list(readers.permissions.values_list("codename", flat=True)) == ["change_user"]


def test_a_permission_holds_for_all_below_its_page(
    manager: Client, managers: Group, readers: Group, index: NewsIndexPage
) -> None:
    colleague = make_user()
    publish = {"permission_type": "publish"}
    GroupPagePermission.objects.create(group=managers, page=index.get_parent(), **publish)
    below = GroupPagePermission.objects.create(group=readers, page=index, **publish)
    url = f"/admin/users/edit/{colleague.pk}/"

    assert manager.post(url, user_form(colleague.username, readers)).status_code == 302
    below.page = Page.get_first_root_node()
    below.save()
    assert MAY_NOT in manager.post(url, user_form(colleague.username)).content.decode()
    assert groups_of(colleague) == ["Readers"]


def test_a_superuser_puts_users_into_any_group(stronger: Group) -> None:
    browser, colleague = log_in(make_user(is_superuser=True)), make_user()
    browser.post(f"/admin/users/edit/{colleague.pk}/", user_form(colleague.username, stronger))
    assert groups_of(colleague) == ["Chiefs"]
    browser.post(f"/admin/users/edit/{colleague.pk}/", user_form(colleague.username))
    browser.post(f"/admin/bulk/accounts/user/assign_role/?id={colleague.pk}", {"role": str(stronger.pk)})
    assert groups_of(colleague) == ["Chiefs"]
    browser.post(f"/admin/groups/delete/{stronger.pk}/")
    assert not Group.objects.filter(name="Chiefs").exists()
