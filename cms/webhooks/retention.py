"""Retention of the log of deliveries."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from cms.webhooks.models import WebhookDelivery

PRUNING_BATCH_SIZE = 5_000
"""Rows that one statement deletes."""


def prune_deliveries() -> int:
    """Delete the deliveries that ended more than WEBHOOK_LOG_DAYS ago; return how many."""
    limit = timezone.now() - timedelta(days=settings.WEBHOOK_LOG_DAYS)
    ended = WebhookDelivery.objects.exclude(status=WebhookDelivery.Status.PENDING).filter(created_at__lt=limit)
    deleted = 0
    while keys := list(ended.order_by("created_at").values_list("pk", flat=True)[:PRUNING_BATCH_SIZE]):
        deleted += WebhookDelivery.objects.filter(pk__in=keys).delete()[0]
    return deleted
