"""The response to an editor whose session has ended in the middle of their work."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

EXPIRED_SESSION_ERROR = "session_expired"


def expired_session_response(status: int) -> JsonResponse:
    """Return the answer to an autosave without a valid session; `draft_backup.js` shows its sentence."""
    message = _("You were logged out. Log in again in another tab; your words are kept on this computer.")
    return JsonResponse(
        {"success": False, "error_code": EXPIRED_SESSION_ERROR, "error_message": message},
        status=status,
        headers={"Cache-Control": "private, no-store"},
    )


class ExpiredSessionMiddleware:
    """Answers an autosave without a session with status 401 and JSON, where Wagtail redirects to the login page.

    A script follows a redirect unseen, and finds a page where it expects JSON.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Replace the redirect."""
        response = self.get_response(request)
        if response.status_code != 302 or not _expects_json(request) or request.user.is_authenticated:
            return response
        is_login = urlsplit(response["Location"]).path == reverse("wagtailadmin_login")
        return expired_session_response(401) if is_login else response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a request whose CSRF token is missing or stale, mostly because the session's cookies are gone."""
    if _expects_json(request):
        return expired_session_response(403)
    is_admin = request.path.startswith(reverse("wagtailadmin_home"))
    login = reverse("wagtailadmin_login")
    back = request.path if is_admin and request.path != login else reverse("wagtailadmin_home")
    context = {
        "heading": _("You were logged out"),
        "login_url": f"{login}?{urlencode({'next': back})}",
        "is_admin": is_admin,
    }
    return render(request, "editing/csrf_failure.html", context, status=403)


def _expects_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"
