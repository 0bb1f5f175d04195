"""Accounts with every reach that the admin knows, from a visitor without one to a superuser."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from cms.accounts.models import User

ACCOUNTS = ("visitor", "reader", "outsider", "editor", "moderator", "chief", "superuser")
"""Without account; without access to the admin; with access and no permission besides; with those of an editor or
moderator in one section; with those of Wagtail's group Editors for the whole site; with all."""

LIMITED = ("outsider", "editor", "moderator")
"""Those who may open the admin, and for whom the other section is another's."""

EDITOR: dict[str, tuple[str, ...]] = {
    "page": ("add", "change"),
    "image": ("add", "choose"),
    "document": ("add", "choose"),
}
MODERATOR: dict[str, tuple[str, ...]] = {
    "page": ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
    "image": ("add", "change", "choose"),
    "document": ("add", "change", "choose"),
    "collection": ("add", "change", "delete"),
}


def make_accounts(listing: Page, collection: Collection, moderators: Group) -> dict[str, User]:
    """Return the accounts by name.

    Args:
        listing: the page below which one section writes.
        collection: where that section keeps its files.
        moderators: the group of that section's moderators, to be given its permissions.
    """
    outsiders = Group.objects.create(name="Outsiders")
    outsiders.permissions.add(Permission.objects.get(codename="access_admin"))
    editors = Group.objects.create(name="Section editors")
    for group, grants, like in ((editors, EDITOR, "Editors"), (moderators, MODERATOR, "Moderators")):
        group.permissions.set(Permission.objects.filter(group__name=like))
        _grant(group, grants, listing, collection)
    groups: dict[str, Iterable[Group]] = {
        "reader": (),
        "outsider": [outsiders],
        "editor": [editors],
        "moderator": [moderators],
        "chief": Group.objects.filter(name="Editors"),
        "superuser": (),
    }
    accounts = {}
    for name in ACCOUNTS[1:]:
        accounts[name] = User.objects.create(username=name, is_superuser=name == "superuser")
        accounts[name].groups.set(groups[name])
    return accounts


def _grant(group: Group, grants: dict[str, tuple[str, ...]], listing: Page, collection: Collection) -> None:
    for model, actions in grants.items():
        codenames = [f"{action}_{model}" for action in actions]
        for permission in Permission.objects.filter(
            codename__in=codenames, content_type__app_label__startswith="wagtail"
        ):
            if model == "page":
                GroupPagePermission.objects.create(group=group, page=listing, permission=permission)
            else:
                GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)
