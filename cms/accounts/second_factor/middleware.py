"""The rule that a session counts as its account's only once the second factor was checked."""

from collections.abc import Callable
from functools import partial
from typing import cast

from django.contrib.auth import get_user
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device

from cms.accounts.models import User
from cms.accounts.second_factor.devices import needs_code


class SecondFactorMiddleware:
    """Makes `request.user` anonymous where the account needs a code and the session has not had one.

    The login pages ask for the code before they begin a session. This covers sessions that began otherwise: before the
    second factor was set up or required, or by another login view. Nothing is read until a view asks for the user.

    It stands after Django's middleware and in place of django-otp's, whose lazy user would hold another lazy user:
    Wagtail's log looks into one of them only, and would not find the account.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Replace the user by one that is found when it is first asked for."""
        request.user = cast("User", SimpleLazyObject(partial(_verified_user, request)))
        return self.get_response(request)


def _verified_user(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    user = get_user(request)
    if user.is_authenticated and not _is_verified(request, user) and needs_code(user):
        return AnonymousUser()
    return user


def _is_verified(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Tell whether a device of this account, which still exists, confirmed the session."""
    device = Device.from_persistent_id(request.session.get(DEVICE_ID_SESSION_KEY, ""))
    return device is not None and device.user_id == user.pk and device.confirmed
