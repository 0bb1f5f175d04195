"""The views and menu items of accounts in Wagtail's admin that Wagtail's own user views lack."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from cms.accounts.guards.superusers import RankedAssignRoleBulkAction, RankedSetActiveStateBulkAction
from cms.accounts.login_lock_views import LIFTED, login_lock_menu_item, login_lock_urls
from cms.accounts.second_factor.account_panel import SecondFactorPanel
from cms.accounts.second_factor.events import register_actions
from cms.accounts.second_factor.users import reset_urls
from cms.accounts.second_factor.views import account_urls

for _action in (RankedAssignRoleBulkAction, RankedSetActiveStateBulkAction):
    hooks.register("register_bulk_action", _action, order=1)  # after Wagtail's own, which it replaces
hooks.register("register_admin_urls", login_lock_urls)
hooks.register("register_settings_menu_item", login_lock_menu_item)
hooks.register("register_account_settings_panel", SecondFactorPanel)
hooks.register("register_admin_urls", account_urls)
hooks.register("register_admin_urls", reset_urls)
hooks.register("register_log_actions", register_actions)


@hooks.register("register_log_actions")
def register_login_lock_actions(actions: LogActionRegistry) -> None:
    """Name what the log says when a lock is lifted."""
    actions.register_action(LIFTED, _("Lift login lock"), _("Login lock lifted"))
