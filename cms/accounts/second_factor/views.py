"""The pages under Account on which people set up, change and switch off their second factor."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from django_otp import login as verify_session
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.accounts.models import User
from cms.accounts.second_factor.devices import (
    authenticator_of,
    is_required,
    remove_second_factor,
    renew_recovery_codes,
)
from cms.accounts.second_factor.events import Event
from cms.accounts.second_factor.forms import AccountForm, ConfirmForm, MoveForm, NewCodeForm, SetUpForm
from cms.accounts.second_factor.set_up import SetUpMixin


@method_decorator(sensitive_post_parameters(), name="dispatch")
class SecondFactorView(WagtailAdminTemplateMixin, FormView[Any]):
    """Base of the views below Account, each with a form."""

    header_icon = "lock"
    submit_label: Any
    introduction: Any = ""
    template_name = "accounts/second_factor/form.html"
    is_serious = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Set the user and their authenticator, which is None without a second factor."""
        self.user = cast("User", request.user)
        self.authenticator = authenticator_of(self.user)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the breadcrumbs, with a link to the account."""
        account = {"url": reverse("wagtailadmin_account"), "label": _("Account")}
        return [*self.breadcrumbs_items, account, {"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Return the arguments of the form, with the request and the user."""
        return super().get_form_kwargs() | {"request": self.request, "user": self.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context, with the texts around the form."""
        return super().get_context_data(**kwargs) | {
            "introduction": self.introduction,
            "submit_label": self.submit_label,
            "is_serious": self.is_serious,
            "cancel_url": reverse("wagtailadmin_account"),
        }

    def show_recovery_codes(self, codes: list[str]) -> HttpResponse:
        """Render the codes instead of redirecting: they must not be stored, not even in a session."""
        context = {"codes": codes, "next_url": reverse("wagtailadmin_account")}
        return render(self.request, "accounts/second_factor/recovery_codes.html", context)


class SetUpView(SetUpMixin, SecondFactorView):
    """View that sets up an authenticator app, or replaces it by another one."""

    template_name = "accounts/second_factor/set_up.html"

    def get_page_title(self) -> Any:
        """Return the title: to set up an app, or to replace it."""
        return _("Move to another app") if self.authenticator else _("Set up a second factor")

    @property
    def submit_label(self) -> Any:
        """The label of the submit button."""
        return _("Move") if self.authenticator else _("Set up")

    def get_form_class(self) -> type[AccountForm]:
        """Return the form, with a field for a code of the present app where there is one."""
        return MoveForm if self.authenticator else SetUpForm

    def form_valid(self, form: NewCodeForm) -> HttpResponse:
        """Store the authenticator, verify the session by it and show the recovery codes."""
        codes = self.save_authenticator(form, replaced=self.authenticator)
        verify_session(self.request, form.authenticator)
        return self.show_recovery_codes(codes)


class ConfirmedView(SecondFactorView):
    """Base of views for accounts with a second factor, confirmed by password and code."""

    form_class = ConfirmForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Redirect users without a second factor to where they set one up."""
        if authenticator_of(cast("User", request.user)) is None:
            return redirect("second_factor_set_up")
        return super().dispatch(request, *args, **kwargs)


class RenewRecoveryCodesView(ConfirmedView):
    """View that replaces the recovery codes."""

    page_title = _("New recovery codes")
    submit_label = _("Make new codes")
    introduction = _("The codes that you have now stop working. The new ones are shown once.")

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        """Replace the recovery codes and show them."""
        return self.show_recovery_codes(renew_recovery_codes(self.user))


class SwitchOffView(ConfirmedView):
    """View that removes the second factor, unless all accounts require one."""

    page_title = _("Switch the second factor off")
    submit_label = _("Switch off")
    introduction = _("After that your password alone logs you in. The app and the recovery codes stop working.")
    is_serious = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Raise PermissionDenied where a second factor is required."""
        if is_required():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        """Remove the second factor and redirect to the account."""
        remove_second_factor(self.user, Event.SWITCHED_OFF, by=self.user)
        messages.success(self.request, _("Your second factor is switched off."))
        return redirect("wagtailadmin_account")


def account_urls() -> list[URLPattern]:
    """Return the URL patterns of these views, relative to the admin's."""
    return [
        path("account/second-factor/set-up/", SetUpView.as_view(), name="second_factor_set_up"),
        path(
            "account/second-factor/recovery-codes/",
            RenewRecoveryCodesView.as_view(),
            name="second_factor_recovery_codes",
        ),
        path("account/second-factor/switch-off/", SwitchOffView.as_view(), name="second_factor_switch_off"),
    ]
