"""The account page, where a wrong current password counts as one at the login does."""

from functools import cached_property
from typing import Any

from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from wagtail.admin.forms.auth import PasswordChangeForm
from wagtail.admin.views import account


class CurrentPasswordForm(PasswordChangeForm):
    """Asks for the current password and a new one: a stolen session must not serve to guess the password."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_old_password(self) -> str:
        """Compare the current password as a login does, so that wrong ones lead to a lock."""
        password: str = self.cleaned_data["old_password"]
        user = self.user
        if not password or authenticate(self.request, username=user.get_username(), password=password) != user:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return password


class CurrentPasswordPanel(account.ChangePasswordPanel):
    """The panel with that form. The page asks for it several times, and a password is to be compared once."""

    def form_class(self, *args: Any, **kwargs: Any) -> CurrentPasswordForm:
        """Return the form, which has to know the request."""
        return CurrentPasswordForm(self.request, *args, **kwargs)

    @cached_property
    def form(self) -> CurrentPasswordForm:
        """The form of this request."""
        form: CurrentPasswordForm = super().get_form()
        return form

    def get_form(self) -> CurrentPasswordForm:
        """Return the same form each time."""
        return self.form


class AccountView(account.AccountView):
    """Wagtail's account page with that panel."""

    @cached_property
    def panels(self) -> list[account.BaseSettingsPanel]:
        """The panels of this request."""
        panels = super().get_panels()
        return [
            CurrentPasswordPanel(panel.request, panel.user, panel.profile)
            if isinstance(panel, account.ChangePasswordPanel)
            else panel
            for panel in panels
        ]

    def get_panels(self) -> list[account.BaseSettingsPanel]:
        """Return the same panels each time."""
        return self.panels
