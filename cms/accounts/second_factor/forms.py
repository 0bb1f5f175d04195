"""Forms that ask for a code, for the account's password, or for both."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.accounts.models import User
from cms.accounts.second_factor.devices import CODE_DIGITS, RECOVERY_CODE_DIGITS, accept_first_code, verify_code


class CodeField(forms.CharField):
    """Digits of one of some lengths; spaces and hyphens between them count for nothing."""

    def __init__(self, *, lengths: tuple[int, ...], length_error: Any, **kwargs: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric"}
        kwargs["widget"] = forms.TextInput(attrs=attributes)
        super().__init__(max_length=32, **kwargs)
        self.lengths, self.length_error = lengths, length_error

    def clean(self, value: Any) -> str:
        """Return the digits alone."""
        digits: str = super().clean(value).replace(" ", "").replace("-", "")
        if not (digits.isascii() and digits.isdecimal() and len(digits) in self.lengths):
            raise ValidationError(self.length_error, code="length")
        return digits


class AccountForm(forms.Form):
    """A form about the second factor of one account. Accounts without a password are not asked for it."""

    field_order = ["password", "code", "new_code"]

    def __init__(self, *args: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user
        if not user.has_usable_password():
            self.fields.pop("password", None)
        for name, field in self.fields.items():
            field.widget.attrs["aria-describedby"] = f"{self[name].auto_id}-errors {self[name].auto_id}-helptext"
        if "new_code" not in self.fields:
            next(iter(self.fields.values())).widget.attrs["autofocus"] = True


class PasswordForm(AccountForm):
    """Asks for the password, so that an open session alone changes nothing."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_password(self) -> str:
        """Check the password as a login does, so that wrong ones count and lead to a lock."""
        password: str = self.cleaned_data["password"]
        if authenticate(self.request, username=self.user.get_username(), password=password) != self.user:
            raise ValidationError(_("This is not your password."), code="wrong_password")
        return password


class CodeForm(AccountForm):
    """Asks for a code of the account's app, or for a recovery code. `device` is what accepted it."""

    code = CodeField(
        label=_("Code"),
        help_text=_("The six digits that your authenticator app shows, or one of your recovery codes."),
        lengths=(CODE_DIGITS, RECOVERY_CODE_DIGITS),
        length_error=_("A code of the app has six digits, a recovery code ten."),
    )
    device: Device

    def clean(self) -> dict[str, Any]:
        """Use the code up, once everything else in the form is right."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.device = verify_code(self.user, cleaned["code"])
            except ValidationError as error:
                self.add_error("code", error)
        return cleaned


class NewCodeForm(AccountForm):
    """Asks for the first code of an app that is being set up."""

    new_code = CodeField(
        label=_("Code of the app"),
        help_text=_("The six digits that the app shows now that it knows the key."),
        lengths=(CODE_DIGITS,),
        length_error=_("A code of the app has six digits."),
    )

    def __init__(self, *args: Any, authenticator: TOTPDevice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authenticator = authenticator

    def clean_new_code(self) -> str:
        """Compare the code with the key on the page."""
        code: str = self.cleaned_data["new_code"]
        if not accept_first_code(self.authenticator, code):
            raise ValidationError(
                _("The app should show another code. Does it have this key, and is your phone’s clock right?"),
                code="wrong_code",
            )
        return code


class SetUpForm(PasswordForm, NewCodeForm):
    """Sets up the first app of an account."""


class ConfirmForm(PasswordForm, CodeForm):
    """Confirms a change of a second factor that is set up."""


class MoveForm(ConfirmForm, NewCodeForm):
    """Sets up an app in place of the present one."""
