"""The warning on the dashboard about endpoints that fail."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.webhooks.admin.secrets import WEBHOOK_PERMISSION_POLICY
from cms.webhooks.models import WebhookEndpoint
from cms.webhooks.sending import ALARM_AFTER

MAX_NAMED_ENDPOINTS = 5
"""Endpoints that the warning lists."""


class FailingEndpoints(Component):
    """Warns administrators of endpoints that have failed for an hour or are gone; shows nothing while all work."""

    name = "failing-webhooks"
    template_name = "webhooks/failing_endpoints.html"
    order = 16

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return the endpoints."""
        if not WEBHOOK_PERMISSION_POLICY.user_has_permission(parent_context["request"].user, "change"):
            return {"endpoints": []}
        is_late = Q(is_enabled=True, queue__failing_since__lte=timezone.now() - ALARM_AFTER)
        return {"endpoints": list(WebhookEndpoint.objects.filter(is_late | Q(is_gone=True))[:MAX_NAMED_ENDPOINTS])}
