"""Forms that put users into groups, and take them out: an account hands out no group beyond its own rights."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.bulk_actions.assign_role import RoleForm

from cms.accounts.guards.notices import FormerAddressMixin
from cms.accounts.guards.rights import groups_beyond
from cms.accounts.models import User


def check_groups(administrator: User, groups: Iterable[Group]) -> None:
    """Check that an administrator may put users into groups, or take them out.

    Raises:
        ValidationError: it names the groups that give permissions which the administrator does not have.
    """
    beyond = sorted(group.name for group in groups_beyond(administrator, groups))
    if beyond:
        message = _(
            "You can neither put users into these groups nor take them out, because the groups give permissions that "
            "you do not have: %(groups)s."
        )
        raise ValidationError(message % {"groups": ", ".join(beyond)}, code="beyond_own_permissions")


class GuardedGroupsMixin:
    """A form of a user that checks which groups are changed.

    Attributes:
        administrator: who sends the form.
    """

    administrator: User
    cleaned_data: dict[str, Any]
    instance: User

    def clean_groups(self) -> Any:
        """Check the groups that are added and removed."""
        groups = self.cleaned_data["groups"]
        before = set(self.instance.groups.all()) if self.instance.pk else set()
        check_groups(self.administrator, before.symmetric_difference(groups))
        return groups


class GuardedUserCreationForm(GuardedGroupsMixin, UserCreationForm):
    """Wagtail's form of a new user."""


class GuardedUserEditForm(GuardedGroupsMixin, FormerAddressMixin, UserEditForm):
    """Wagtail's form of a user, which sends a notice to the owner's former address when it changes."""


class GuardedRoleForm(RoleForm):
    """Wagtail's form of the group into which users are put.

    Attributes:
        administrator: who sends the form.
    """

    administrator: User

    def clean_role(self) -> Group:
        """Check the group."""
        role: Group = self.cleaned_data["role"]
        check_groups(self.administrator, [role])
        return role
