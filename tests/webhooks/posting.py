"""Writes messages and delivers them, at moments that the tests choose."""

from django.utils import timezone

from cms.webhooks.deliveries import record_commit
from cms.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookQueue
from cms.webhooks.sending import send_pending_webhooks
from tests.webhooks.commits import commit
from tests.webhooks.receiver import Reply

BUSY: Reply = (503, {}, b"busy")


def write(*sequences: int) -> None:
    """Record commits."""
    for sequence in sequences:
        record_commit(commit(sequence))


def end_pause() -> None:
    """The next attempt of every endpoint is due."""
    WebhookQueue.objects.update(due_at=timezone.now())


def send() -> int:
    delivered: int = send_pending_webhooks.call()
    return delivered


def pause_of(endpoint: WebhookEndpoint) -> float:
    endpoint.queue.refresh_from_db()
    return (endpoint.queue.due_at - timezone.now()).total_seconds()


def statuses() -> list[str]:
    return list(WebhookDelivery.objects.order_by("pk").values_list("status", flat=True))
