"""Wagtail's pages about users, with the second factor of each."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's app of users, with the pages of this project."""

    group_viewset = "cms.accounts.guards.groups.GuardedGroupViewSet"
    user_viewset = "cms.accounts.second_factor.users.SecondFactorUserViewSet"
