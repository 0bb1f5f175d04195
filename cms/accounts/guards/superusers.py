"""Guards against more rights by way of another account.

Only a superuser makes, changes or removes one, and only those who hold all rights of a user set what they log in with.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.users.views.bulk_actions import AssignRoleBulkAction, SetActiveStateBulkAction

from cms.accounts.guards.memberships import GuardedRoleForm
from cms.accounts.guards.rights import holds_all, rights_of_user
from cms.accounts.models import User

CREDENTIALS = (User.USERNAME_FIELD, "email", "password1", "password2")
"""What a user logs in with, and the address that gets the links to a new password."""


def outranks(administrator: User | AnonymousUser, user: User) -> bool:
    """Tell whether an account may do to another what its permissions allow."""
    return administrator.is_superuser or not user.is_superuser


def may_set_credentials(administrator: User | AnonymousUser, user: User) -> bool:
    """Tell whether an account may set what another logs in with: it could do then whatever the other can."""
    return holds_all(administrator, rights_of_user(user))


class RankedFormMixin:
    """A form of a user, in which only superusers can make another, and which knows who sends it.

    What the user logs in with is for those who hold all rights of the user.
    """

    request: HttpRequest

    def get_form(self, *args: Any) -> BaseForm:
        """Switch fields off for all others: nothing posted in them is heeded. Wagtail's template counts on them."""
        form: BaseForm = super().get_form(*args)  # type: ignore[misc]  # Django's
        if "is_superuser" in form.fields:
            form.fields["is_superuser"].disabled = not self.request.user.is_superuser
        user = getattr(form, "instance", None)
        if user and user.pk and not may_set_credentials(self.request.user, user):
            for name in form.fields.keys() & CREDENTIALS:
                field = form.fields[name]
                field.disabled, field.required = True, False
                field.help_text = _("This user has permissions that you do not have.")
        form.administrator = self.request.user  # type: ignore[attr-defined]  # of GuardedGroupsMixin
        return form


class RankedObjectMixin:
    """A view of one user, which opens superusers to superusers alone."""

    request: HttpRequest

    def get_object(self, *args: Any) -> User:
        """Return the user.

        Raises:
            PermissionDenied: for a superuser, to all others.
        """
        user: User = super().get_object(*args)  # type: ignore[misc]  # Wagtail's
        if not outranks(self.request.user, user):
            raise PermissionDenied
        return user


class RankedAssignRoleBulkAction(AssignRoleBulkAction):
    """Puts users into a group within the rights of the account; only superusers do so with superusers."""

    form_class = GuardedRoleForm

    def get_form(self, *args: Any) -> GuardedRoleForm:
        """Return the form, which has to know who sends it."""
        form: GuardedRoleForm = super().get_form(*args)
        form.administrator = self.request.user
        return form

    def check_perm(self, obj: User) -> bool:
        """Tell whether the user may be put there."""
        return bool(super().check_perm(obj)) and outranks(self.request.user, obj)


class RankedSetActiveStateBulkAction(SetActiveStateBulkAction):
    """Switches users on and off; only superusers do so with superusers. Wagtail's deletion heeds that by itself."""

    def check_perm(self, obj: User) -> bool:
        """Tell whether the user may be switched."""
        return bool(super().check_perm(obj)) and outranks(self.request.user, obj)
