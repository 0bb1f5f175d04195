"""The part of the Account page that says how the second factor stands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel

from cms.accounts.second_factor.devices import authenticator_of, count_recovery_codes, is_required

FEW_RECOVERY_CODES = 3


class SecondFactorPanel(BaseSettingsPanel):
    """Shows whether a second factor is set up, and leads to what can be done about it."""

    name = "second_factor"
    title = _("Second factor")
    order = 510
    template_name = "accounts/second_factor/account_panel.html"

    def get_form(self) -> forms.Form:
        """Return a form without fields: the page saves the forms of all panels at once."""
        return forms.Form()

    def get_context_data(self) -> dict[str, Any]:
        """Return the state."""
        codes = count_recovery_codes(self.user)
        return {
            "authenticator": authenticator_of(self.user),
            "is_required": is_required(),
            "recovery_codes": codes,
            "has_few_recovery_codes": codes < FEW_RECOVERY_CODES,
        }
