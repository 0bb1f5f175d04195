"""Passwords that the readers of a private collection share, guarded against guessing as those of accounts are."""

from axes.handlers.proxy import AxesProxyHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.documents.views.serve import authenticate_with_password

from cms.accounts.lockout import locked_response
from cms.accounts.login_locks import IS_SHARED


def check_shared_password(request: HttpRequest, restriction_id: int) -> HttpResponse:
    """Answer Wagtail's form for a collection's password, until too many wrong ones came from an address."""
    # No account has a name with spaces.
    credentials = {"username": f"private collection {restriction_id}", IS_SHARED: True}
    is_sent = request.method == "POST"
    if is_sent and not AxesProxyHandler.is_allowed(request, credentials):
        return locked_response(request, redirect(request.get_full_path()), credentials)
    response: HttpResponse = authenticate_with_password(request, restriction_id)
    is_wrong = is_sent and response.status_code == 200
    if is_wrong:
        AxesProxyHandler.user_login_failed(__name__, credentials, request)
    return response
