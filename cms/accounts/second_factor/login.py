"""Logging in: first the password, then the code. No session is logged in until both are right."""

import time
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import load_backend, login
from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from django_otp import login as verify_session
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from wagtail.admin.views import account

from cms.accounts.models import User
from cms.accounts.second_factor.devices import authenticator_of, count_recovery_codes, is_required, needs_code
from cms.accounts.second_factor.forms import CodeForm, NewCodeForm
from cms.accounts.second_factor.set_up import SetUpMixin

PENDING_LOGIN = "pending_login"
PENDING_LOGIN_SECONDS = 15 * 60


@dataclass(frozen=True)
class PendingLogin:
    """A login whose password was right and whose code is awaited, as the session keeps it."""

    user_pk: str
    backend: str
    auth_hash: str
    next_url: str
    remember: bool | None
    began_at: float

    def save(self, request: HttpRequest) -> None:
        """Keep this in the session, under a new key."""
        request.session.cycle_key()
        request.session[PENDING_LOGIN] = asdict(self)

    @classmethod
    def load(cls, request: HttpRequest) -> "PendingLogin | None":
        """Return the session's pending login, unless it is too old."""
        stored = request.session.get(PENDING_LOGIN)
        if not stored or not 0 <= time.time() - stored["began_at"] <= PENDING_LOGIN_SECONDS:
            return None
        return cls(**stored)

    def user(self) -> User | None:
        """Return the account, unless it was deactivated or its password changed since."""
        user: User | None = load_backend(self.backend).get_user(self.user_pk)
        is_same = user is not None and constant_time_compare(user.get_session_auth_hash(), self.auth_hash)
        return user if is_same else None

    def complete(self, request: HttpRequest, user: User, device: Device) -> None:
        """Log in. The session gets a new key even where it was this account's before."""
        del request.session[PENDING_LOGIN]
        login(request, user, self.backend)
        request.session.cycle_key()
        verify_session(request, device)
        if self.remember is not None:
            request.session.set_expiry(settings.SESSION_COOKIE_AGE if self.remember else 0)


def next_step(user: User) -> str:
    """Return the page that follows the password of an account: an account with an app owes a code of it."""
    if authenticator_of(user):
        return "login_code"
    return "login_set_up" if is_required() else "wagtailadmin_login"


class PasswordFirstMixin:
    """A login view that logs in by the password alone only where the account needs no code."""

    request: HttpRequest
    get_success_url: Any

    def form_valid(self, form: Any) -> HttpResponse:
        """Log in, or lead to the page that asks for the code."""
        user = form.get_user()
        if not needs_code(user):
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # a mixin of Django's LoginView
            return response
        PendingLogin(
            user_pk=str(user.pk),
            backend=user.backend,
            auth_hash=user.get_session_auth_hash(),
            next_url=self.get_success_url(),
            remember=form.cleaned_data.get("remember"),
            began_at=time.time(),
        ).save(self.request)
        return redirect(next_step(user))


class AdminLoginView(PasswordFirstMixin, account.LoginView):
    """The login page of the admin."""


class PrivateFileLoginView(PasswordFirstMixin, auth_views.LoginView):
    """The login page to which Wagtail sends visitors of private documents."""

    template_name = "wagtailcore/login.html"


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class PendingLoginView(FormView[Any]):
    """A page between the password and the session."""

    step: str
    heading: Any
    pending: PendingLogin
    user: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find whose login this is; without one, lead back to the password."""
        pending = PendingLogin.load(request)
        user = pending.user() if pending else None
        if pending is None or user is None:
            messages.error(request, _("Sign in with your password first. You then have 15 minutes for the code."))
            return redirect("wagtailadmin_login")
        if next_step(user) != self.step:
            return redirect(next_step(user))
        self.pending, self.user = pending, user
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the account."""
        return super().get_form_kwargs() | {"request": self.request, "user": self.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the heading."""
        return super().get_context_data(**kwargs) | {"heading": self.heading}


class LoginCodeView(PendingLoginView):
    """Asks for the code."""

    step = "login_code"
    heading = gettext_lazy("Type a code")
    form_class = CodeForm
    template_name = "accounts/second_factor/login_code.html"

    def form_valid(self, form: CodeForm) -> HttpResponse:
        """Log in and go where the visitor wanted to."""
        self.pending.complete(self.request, self.user, form.device)
        if isinstance(form.device, StaticDevice):
            left = count_recovery_codes(self.user)
            messages.warning(
                self.request,
                _("You used a recovery code; %(count)d are left. Make new ones under Account.") % {"count": left},
            )
        return redirect(self.pending.next_url)


class LoginSetUpView(SetUpMixin, PendingLoginView):
    """Sets up a second factor where every account needs one and this one has none."""

    step = "login_set_up"
    heading = gettext_lazy("Set up a second factor")
    form_class = NewCodeForm
    template_name = "accounts/second_factor/login_set_up.html"

    def form_valid(self, form: NewCodeForm) -> HttpResponse:
        """Store the second factor, log in, and show the recovery codes this once."""
        codes = self.save_authenticator(form)
        self.pending.complete(self.request, self.user, form.authenticator)
        context = {"heading": _("Recovery codes"), "codes": codes, "next_url": self.pending.next_url}
        return render(self.request, "accounts/second_factor/login_recovery_codes.html", context)
