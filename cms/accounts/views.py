"""Views of accounts that Wagtail's admin lacks."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def password_reset_unavailable(request: HttpRequest) -> HttpResponse:
    """Say that no mail can be sent, in place of the form that asks for an address to send it to."""
    template = "accounts/password_reset_unavailable.html"
    return render(request, template, status=HTTPStatus.SERVICE_UNAVAILABLE)
