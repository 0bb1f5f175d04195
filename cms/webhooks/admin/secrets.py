"""Rotation of secrets: the new one is shown once, and both sign messages for a chosen time."""

from datetime import timedelta

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.log_actions import LogActionRegistry, log
from wagtail.permission_policies import ModelPermissionPolicy

from cms.webhooks.models import WebhookEndpoint, WebhookSecret
from cms.webhooks.signatures import rotate_secret, secret_text

WEBHOOK_PERMISSION_POLICY = ModelPermissionPolicy(WebhookEndpoint)
SECRET_ROTATED = "webhooks.secret.rotated"  # noqa: S105  # the name of an entry in the log

OVERLAPS = {"0": timedelta(0), "24": timedelta(hours=24), "168": timedelta(days=7)}
"""How long messages are signed with the old secret as well, by the hours in the form."""


class RotationForm(forms.Form):
    """Asks how long the old secret stays valid."""

    overlap = forms.ChoiceField(
        label=gettext_lazy("The present secret"),
        choices=[
            ("24", gettext_lazy("goes on for 24 hours beside the new one")),
            ("168", gettext_lazy("goes on for 7 days beside the new one")),
            ("0", gettext_lazy("ends at once, because others may know it")),
        ],
    )


def secret_response(
    request: HttpRequest, endpoint: WebhookEndpoint, secret: WebhookSecret, overlap: timedelta | None = None
) -> HttpResponse:
    """Return the page that shows a new secret.

    Args:
        request: the request that made it.
        endpoint: the endpoint.
        secret: its new secret.
        overlap: how long the old secret still signs; None for the first secret of an endpoint.
    """
    context = {
        "title": _("Secret of the webhook"),
        "subtitle": endpoint.name,
        "label": _("Secret"),
        "secret": secret_text(secret),
        "overlap": overlap,
        "next_url": reverse("webhooks:inspect", args=[endpoint.pk]),
    }
    return TemplateResponse(request, "webhooks/secret.html", context)


@require_POST
def rotate_webhook_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an endpoint a new secret and show it, this once."""
    if not WEBHOOK_PERMISSION_POLICY.user_has_permission(request.user, "change"):
        raise PermissionDenied
    endpoint = get_object_or_404(WebhookEndpoint, pk=pk)
    form = RotationForm(request.POST)
    if not form.is_valid():
        return redirect("webhooks:inspect", pk)
    overlap = OVERLAPS[form.cleaned_data["overlap"]]
    secret = rotate_secret(endpoint, overlap)
    log(endpoint, SECRET_ROTATED, user=request.user)
    return secret_response(request, endpoint, secret, overlap)


def register_rotation(actions: LogActionRegistry) -> None:
    """Register the log action of a rotation; Wagtail logs all other changes itself."""
    actions.register_action(
        SECRET_ROTATED, gettext_lazy("Rotate secret of webhook"), gettext_lazy("Secret of webhook rotated")
    )
