"""What the pages that set up an authenticator app share: the key, its QR code, and what stores it."""

from typing import Any

import segno
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from cms.accounts.models import User
from cms.accounts.second_factor.devices import new_authenticator, save_authenticator, typed_key
from cms.accounts.second_factor.forms import NewCodeForm

NEW_KEY = "second_factor_key"


def qr_code(authenticator: TOTPDevice) -> SafeString:
    """Return the picture that an app scans, as an SVG element with a quiet zone of white."""
    code = segno.make_qr(authenticator.config_url)
    return mark_safe(code.svg_inline(scale=5, border=4, dark="#000", light="#fff"))  # noqa: S308  # of modules alone


class SetUpMixin:
    """A form view that shows a new key. The session keeps the key until an app has shown a code of it."""

    request: HttpRequest
    user: User

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the authenticator that is being set up."""
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]  # a mixin of FormView
        return kwargs | {"authenticator": new_authenticator(self.user, self._key())}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the key, to scan and to type."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        authenticator = context["form"].authenticator
        return context | {"qr_code": qr_code(authenticator), "typed_key": typed_key(authenticator)}

    def save_authenticator(self, form: NewCodeForm, replaced: TOTPDevice | None = None) -> list[str]:
        """Store the authenticator; return the recovery codes."""
        codes = save_authenticator(form.authenticator, replaced)
        del self.request.session[NEW_KEY]
        return codes

    def _key(self) -> str:
        """Return the session's new key, which is of this account alone."""
        owner, key = self.request.session.get(NEW_KEY, (None, ""))
        if owner != self.user.pk:
            key = random_hex()
            self.request.session[NEW_KEY] = (self.user.pk, key)
        return str(key)
