"""Limits of how often one client may ask for what is not GraphQL: logins, clicks, reads, previews, files and feeds."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.http.rate_limit import RateLimiter, Usage
from cms.http.security_headers import PAGE_HEADERS, add_headers

RATE_OF_VIEW = {
    "wagtailadmin_login": "login",
    "wagtailcore_login": "login",
    "login_code": "login",
    "login_set_up": "login",
    "wagtaildocs_authenticate_with_password": "login",
    "wagtailadmin_password_reset": "password_reset",
    "register_documents": "registration",
    "search_click": "clicks",
    "read_beacon": "reads",
    "preview": "preview",
    "wagtaildocs_serve": "documents",
    "picture": "media",
    "article_feed": "feeds",
    "sitemap_index": "feeds",
    "sitemap": "feeds",
    "news_sitemap": "feeds",
    "site_robots": "feeds",
}
"""The rate that limits each view, by the view's name among the addresses; views of one rate are counted together."""

RATES = {*RATE_OF_VIEW.values(), "explorer"}
"""All rates; that of the explorer limits a page of the API's view, which counts its queries in points."""

FORM_RATES = {"login", "password_reset"}
"""Rates of forms, which may be opened as often as one likes: only what is sent is counted."""


class RateLimitMiddleware:
    """Answers 429 to a client that asks too often.

    A client is an address. Its exhausted budget is no obstacle to a logged-in user, who then has a budget of
    their own: a newsroom behind one address has many editors. Only then is a session looked up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on; `process_view` knows which view it is for."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Count a request, before its body is read, and refuse it where there were too many."""
        assert request.resolver_match is not None, "Django resolves the address before it asks for views"
        name = RATE_OF_VIEW.get(request.resolver_match.view_name)
        if name is None or (name in FORM_RATES and request.method != "POST"):
            return None
        return throttle(request, name)


def throttle(request: HttpRequest, name: str) -> HttpResponse | None:
    """Count a request for a rate, and return the refusal where there were too many, else None."""
    rate = settings.RATE_LIMITS[name]
    usage = RateLimiter.for_address(request.META, rate, name).consume()
    if usage and usage.is_exceeded and name not in FORM_RATES and request.user.is_authenticated:
        usage = RateLimiter(f"{name}:user:{request.user.pk}", rate).consume()
    return too_many_requests(request, usage) if usage and usage.is_exceeded else None


def too_many_requests(request: HttpRequest, usage: Usage) -> HttpResponse:
    """Return the answer to a client that asked too often: a page for browsers, a problem (RFC 9457) for programs."""
    seconds = usage.reset_seconds
    message = ngettext(
        "Too many requests came from your network. Try again in %(seconds)d second.",
        "Too many requests came from your network. Try again in %(seconds)d seconds.",
        seconds,
    ) % {"seconds": seconds}
    headers = usage.headers | {"Cache-Control": "no-store"}
    if "text/html" in request.headers.get("Accept", ""):
        context = {"heading": _("Too many requests"), "message": message}
        page = render(request, "editing/too_many_requests.html", context, status=429)
        # It has a style, which the policies of the API and of files forbid.
        add_headers(page, headers | PAGE_HEADERS)
        return page
    problem = {"title": "Too Many Requests", "status": 429, "detail": message, "limit": usage.limit}
    return JsonResponse(
        problem | {"retryAfter": seconds}, status=429, headers=headers, content_type="application/problem+json"
    )
