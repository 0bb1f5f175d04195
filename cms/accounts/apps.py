"""Declares the app that holds the accounts."""

from django.apps import AppConfig
from django.core.checks import register


class AccountsConfig(AppConfig):
    """Labels the app `accounts`, the name that `AUTH_USER_MODEL` and the tables carry."""

    name = "cms.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        """Connect the signal handlers, which may only import models once all of them are loaded."""
        from cms.exports import replace_exports

        from . import checks, signal_handlers

        register(checks.check_mail, deploy=True)
        signal_handlers.connect_account_signals()
        replace_exports()
