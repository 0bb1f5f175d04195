"""Menu items of the admin that are shown to those who may open what they lead to."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.permission_policies.base import BasePermissionPolicy


class PermissionMenuItem(MenuItem):
    """A menu item for users with a permission.

    Args:
        label: its text.
        url: where it leads.
        policy: decides who has the permission.
        action: the permission's, such as "view".
        **options: those of `MenuItem`.
    """

    def __init__(self, label: Any, url: str, policy: BasePermissionPolicy, action: str, **options: Any) -> None:
        super().__init__(label, url, **options)
        self._policy = policy
        self._action = action

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this user has the permission."""
        return bool(self._policy.user_has_permission(request.user, self._action))
