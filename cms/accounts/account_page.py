"""The account page, where a wrong current password counts as one at the login does."""

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.account import NameEmailForm
from wagtail.admin.forms.auth import PasswordChangeForm
from wagtail.admin.views import account

from cms.accounts.guards.notices import FormerAddressMixin
from cms.accounts.models import User


def is_password(request: HttpRequest, user: Any, password: str) -> bool:
    """Compare the current password as a login does, so that wrong ones lead to a lock."""
    return bool(password) and authenticate(request, username=user.get_username(), password=password) == user


class CurrentPasswordForm(PasswordChangeForm):
    """Asks for the current password and a new one: a stolen session must not serve to guess the password."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_old_password(self) -> str:
        """Check the current password."""
        password: str = self.cleaned_data["old_password"]
        if not is_password(self.request, self.user, password):
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return password


class ConfirmedEmailForm(FormerAddressMixin, NameEmailForm):
    """Asks for the current password where the address changes, which gets the links to set a new password.

    Accounts without a password are not asked for it; they get no such link.
    """

    current_password = forms.CharField(
        label=_("Your password"),
        help_text=_("Only needed for another e-mail address."),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    instance: User

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)
        if not self.instance.has_usable_password():
            del self.fields["current_password"]

    def clean_current_password(self) -> str:
        """Check the current password if it is needed."""
        password: str = self.cleaned_data["current_password"]
        if "email" in self.changed_data and not is_password(self.request, self.instance, password):
            raise ValidationError(_("This is not your password."), code="wrong_password")
        return password


class ComparingPanel(account.BaseSettingsPanel):
    """A panel whose form compares a password: once, though the page asks for the form several times."""

    comparing_form: ClassVar[type[forms.BaseForm]]

    def form_class(self, *args: Any, **kwargs: Any) -> forms.BaseForm:
        """Return the form, which has to know the request."""
        return self.comparing_form(self.request, *args, **kwargs)

    @cached_property
    def form(self) -> forms.BaseForm:
        """The form of this request."""
        form: forms.BaseForm = super().get_form()
        return form

    def get_form(self) -> forms.BaseForm:
        """Return the same form each time."""
        return self.form


class CurrentPasswordPanel(ComparingPanel, account.ChangePasswordPanel):
    """The panel of the password."""

    comparing_form = CurrentPasswordForm


class ConfirmedEmailPanel(ComparingPanel, account.NameEmailSettingsPanel):
    """The panel of the name and address."""

    comparing_form = ConfirmedEmailForm


REPLACEMENTS = {
    account.ChangePasswordPanel: CurrentPasswordPanel,
    account.NameEmailSettingsPanel: ConfirmedEmailPanel,
}


class AccountView(account.AccountView):
    """Wagtail's account page with those panels."""

    @cached_property
    def panels(self) -> list[account.BaseSettingsPanel]:
        """The panels of this request."""
        return [
            REPLACEMENTS[type(panel)](panel.request, panel.user, panel.profile)
            if type(panel) in REPLACEMENTS
            else panel
            for panel in super().get_panels()
        ]

    def get_panels(self) -> list[account.BaseSettingsPanel]:
        """Return the same panels each time."""
        return self.panels
