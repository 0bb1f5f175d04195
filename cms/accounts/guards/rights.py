"""Rights that groups give, and whether an account holds them: who lacks one of a group's rights cannot hand it out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser, Group
from wagtail.models import (
    CollectionViewRestriction,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    PageViewRestriction,
)

from cms.accounts.models import User

SITES = "site/"
"""The scope of permissions that are tied to nothing; those for the settings of one site are within it."""


class Right(NamedTuple):
    """A right that a group gives.

    Attributes:
        scope: for what; a scope that begins with another lies within it.
        permission: the primary key of the permission; 0 for approving a task and for reading a private place.
    """

    scope: str
    permission: int


def page_scope(path: str) -> str:
    """Return the scope of a page, by treebeard path, and of all below it."""
    return f"page/{path}"


def collection_scope(path: str) -> str:
    """Return the scope of a collection, by treebeard path, and of all below it."""
    return f"collection/{path}"


def site_scope(pk: int) -> str:
    """Return the scope of the settings of a site."""
    return f"{SITES}{pk}/"


def rights_of_groups(groups: Iterable[int]) -> Mapping[int, set[Right]]:
    """Return the rights that groups give, by primary keys, in one statement for each kind."""
    keys = list(groups)
    found: dict[int, set[Right]] = defaultdict(set)
    in_groups: dict[str, Any] = {"group__in": keys}
    for group, permission in Group.permissions.through.objects.filter(**in_groups).values_list("group", "permission"):
        found[group].add(Right(SITES, permission))
    for model, place, scope in (
        (GroupPagePermission, "page__path", page_scope),
        (GroupCollectionPermission, "collection__path", collection_scope),
        (GroupSitePermission, "site", site_scope),
    ):
        rows = model.objects.filter(**in_groups).values_list("group", place, "permission")
        for group, value, permission in rows:
            found[group].add(Right(scope(value), permission))
    for model in (GroupApprovalTask, PageViewRestriction, CollectionViewRestriction):
        rows = model.objects.filter(groups__in=keys).values_list("groups", "pk")
        for group, pk in rows:
            found[group].add(Right(f"{model._meta.model_name}/{pk}/", 0))
    return found


def rights_of_user(user: User | AnonymousUser) -> set[Right]:
    """Return the rights that an account holds by its groups and by itself; a superuser's are not listed."""
    own = user.groups.values_list("pk", flat=True)
    by_itself = {Right(SITES, pk) for pk in user.user_permissions.values_list("pk", flat=True)}
    return by_itself.union(*rights_of_groups(own).values())


def holds_all(user: User | AnonymousUser, rights: Iterable[Right]) -> bool:
    """Tell whether an account holds rights, each in the same scope or a wider one."""
    return user.is_superuser or _covers(rights_of_user(user), rights)


def groups_beyond(user: User | AnonymousUser, groups: Iterable[Group]) -> list[Group]:
    """Return those of some groups that give rights which an account does not hold."""
    groups = list(groups)
    if user.is_superuser or not groups:
        return []
    held, given = rights_of_user(user), rights_of_groups(group.pk for group in groups)
    return [group for group in groups if not _covers(held, given.get(group.pk, ()))]


def _covers(held: set[Right], rights: Iterable[Right]) -> bool:
    return all(
        any(own.permission == right.permission and right.scope.startswith(own.scope) for own in held)
        for right in rights
    )
