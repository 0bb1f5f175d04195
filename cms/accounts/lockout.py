"""Responses to browsers and scripts while a lock refuses logins."""

import math
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cms.accounts.login_locks import active_lock, login_address, login_name

LOGIN_LOCKED_ERROR = "login_locked"
TOO_MANY_REQUESTS = 429


def locked_response(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """Return the answer to a refused login: the same whether or not an account has the name.

    Args:
        request: the request that was refused.
        response: what the login form answered, which stands where the lock was lifted meanwhile.
        credentials: what django-axes knows of the login.
    """
    lock = active_lock(login_name(request, credentials), login_address(request))
    if lock is None:
        return response
    seconds = max(1, math.ceil((lock.expires_at - timezone.now()).total_seconds()))
    headers = {"Retry-After": str(seconds), "Cache-Control": "private, no-store"}
    moment = date_format(timezone.localtime(lock.expires_at), "j F Y, H:i e")
    message = _("Too many wrong passwords were tried. You can try again on %(moment)s.") % {"moment": moment}
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        data = {"success": False, "error_code": LOGIN_LOCKED_ERROR, "error_message": message}
        return JsonResponse(data, status=TOO_MANY_REQUESTS, headers=headers)
    page = render_to_string("accounts/login_locked.html", {"message": message}, request)
    return HttpResponse(page, status=TOO_MANY_REQUESTS, headers=headers)
