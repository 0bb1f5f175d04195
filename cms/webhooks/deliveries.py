"""Queueing of deliveries: of a commit, of a test, and of replays."""

from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cms.webhooks.messages import RecordedCommit, commit_messages, probe_message
from cms.webhooks.models import MAX_DELIVERY_AGE, WebhookDelivery, WebhookEndpoint, WebhookQueue, enabled_endpoints
from cms.webhooks.sending import enqueue_sending

DELIVERIES_PER_INSERT = 100
"""Messages that are held in memory at once, of at most 60 kB each."""


def record_commit(commit: RecordedCommit) -> int:
    """Write the messages of a commit to each endpoint's queue, in the present transaction; return their number.

    They are delivered after the transaction, in the order of the commits.
    """
    now = timezone.now()
    deliveries = (
        WebhookDelivery(endpoint=endpoint, body=body, created_at=now, expires_at=now + MAX_DELIVERY_AGE)
        for endpoint in enabled_endpoints()
        for body in commit_messages(commit, endpoint.events)
    )
    count = 0
    while batch := list(islice(deliveries, DELIVERIES_PER_INSERT)):
        count += len(WebhookDelivery.objects.bulk_create(batch))
    if count:
        enqueue_sending()
    return count


def send_test(endpoint: WebhookEndpoint) -> WebhookDelivery:
    """Queue a message without content. It is delivered after earlier messages, but ends a pause between attempts."""
    now = timezone.now()
    with transaction.atomic():
        delivery = WebhookDelivery.objects.create(
            endpoint=endpoint, body=probe_message(now), created_at=now, expires_at=now + MAX_DELIVERY_AGE
        )
        _end_pause(endpoint.pk)
    return delivery


def replay(delivery: WebhookDelivery) -> bool:
    """Queue a delivered or failed message again, with the same id, for another day.

    It is sent before newer messages that are pending.

    Returns:
        Whether it was queued: a pending one is already.
    """
    with transaction.atomic():
        ended = WebhookDelivery.objects.filter(pk=delivery.pk).exclude(status=WebhookDelivery.Status.PENDING)
        is_replayed = bool(_queue_again(ended))
        _end_pause(delivery.endpoint_id)
    return is_replayed


def replay_failed(endpoint: WebhookEndpoint) -> int:
    """Queue all failed messages of an endpoint again, in their order; return how many."""
    with transaction.atomic():
        failed = endpoint.deliveries.filter(status=WebhookDelivery.Status.FAILED)
        count = _queue_again(failed)
        _end_pause(endpoint.pk)
    return count


def _queue_again(ended: QuerySet[WebhookDelivery]) -> int:
    return ended.update(status=WebhookDelivery.Status.PENDING, expires_at=timezone.now() + MAX_DELIVERY_AGE)


def _end_pause(endpoint_pk: int) -> None:
    """Make the next attempt due now; while an attempt is under way, its task goes on with the queue."""
    WebhookQueue.objects.end_pause(endpoint_pk)
    enqueue_sending()
