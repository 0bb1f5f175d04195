"""The task that delivers messages: those of one endpoint in order, those of several endpoints concurrently.

Only the task's own thread uses the database; the threads of the pool send requests. When a process dies, its queues
become due again at the end of their leases, and the message that it was sending is sent again.
"""

import logging
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from cms.webhooks.alarms import announce_failing_endpoint
from cms.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookQueue, WebhookSecret
from cms.webhooks.signatures import signed_headers, valid_secrets
from cms.webhooks.transport import HTTP_GONE, DeliveryOutcome, deliver

logger = logging.getLogger("cms.webhooks")

MAX_CONCURRENT_ENDPOINTS = 16
"""Endpoints to which one task delivers concurrently."""

MAX_RUN_SECONDS = 60
"""Time after which a task leases no more queues and enqueues its successor, so that its worker can do other work."""

ENDPOINT_POLL_SECONDS = 0.5
"""How often a task looks for other due queues while it waits for slow receivers."""

REFUSAL_STATUSES = frozenset([400, 413, 415, 422])
"""Statuses by which a receiver refuses one message. All other errors are taken for faults of the receiver."""

MAX_REFUSALS = 5
"""Attempts after which a refused message is given up, so that it does not block those after it for a day."""

ALARM_AFTER = timedelta(hours=1)
"""Time of failure after which administrators get a mail about an endpoint."""


@dataclass(frozen=True)
class Attempt:
    """A delivery that is being sent.

    Attributes:
        delivery: with its endpoint.
        queue: the endpoint's, as leased.
    """

    delivery: WebhookDelivery
    queue: WebhookQueue


@task()
def send_pending_webhooks() -> int:
    """Deliver the messages of due queues; return how many were delivered.

    The task may run twice at once: each endpoint's queue is leased by one of them.
    """
    ends_at = time.monotonic() + MAX_RUN_SECONDS
    delivered = 0
    running: dict[Future[DeliveryOutcome], Attempt] = {}
    with ThreadPoolExecutor(MAX_CONCURRENT_ENDPOINTS, thread_name_prefix="webhook") as pool:
        while True:
            is_over = time.monotonic() >= ends_at
            if not is_over:
                for attempt in _lease(MAX_CONCURRENT_ENDPOINTS - len(running)):
                    running[_submit(pool, attempt)] = attempt
            if not running:
                break
            done, _waiting = wait(running, timeout=ENDPOINT_POLL_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                attempt, outcome = running.pop(future), _outcome_of(future)
                delivered += outcome.is_delivered
                if _record(attempt, outcome):
                    following = None if is_over else _next_attempt(attempt.queue)
                    if following is not None:
                        running[_submit(pool, following)] = following
                    else:
                        WebhookQueue.objects.release(attempt.queue)
    if is_over and WebhookQueue.objects.due().exists() and send_pending_webhooks.get_backend().supports_defer:
        send_pending_webhooks.enqueue()
    WebhookQueue.objects.schedule_next(send_pending_webhooks)
    return delivered


def _outcome_of(future: Future[DeliveryOutcome]) -> DeliveryOutcome:
    """Return the outcome of an attempt; an exception is one too, so that no receiver ends the task of all others."""
    try:
        return future.result()
    except Exception:
        logger.exception("A webhook's answer could not be read.")
        return DeliveryOutcome(None, _("The answer could not be read."), "", 0.0, timezone.now(), 0)


def enqueue_sending() -> None:
    """Enqueue the task after the present transaction; the command `send_webhooks` makes up for a crash in between."""
    transaction.on_commit(send_pending_webhooks.enqueue, robust=True)


def _lease(limit: int) -> Iterator[Attempt]:
    """Lease due queues, and yield the first pending delivery of each."""
    if limit > 0:
        for queue in WebhookQueue.objects.lease(limit):
            attempt = _next_attempt(queue)
            if attempt is not None:
                yield attempt
            else:
                WebhookQueue.objects.release(queue)


def _next_attempt(queue: WebhookQueue) -> Attempt | None:
    """Return the first pending delivery of a queue, and renew the lease; None for an empty queue and a lost lease."""
    waiting = WebhookDelivery.objects.filter(endpoint=queue.endpoint_id, status=WebhookDelivery.Status.PENDING)
    delivery = waiting.filter(endpoint__is_enabled=True).select_related("endpoint").order_by("pk").first()
    if delivery is None or not WebhookQueue.objects.renew(queue):
        return None
    return Attempt(delivery, queue)


def _submit(pool: ThreadPoolExecutor, attempt: Attempt) -> Future[DeliveryOutcome]:
    now = timezone.now()
    delivery = attempt.delivery
    body = delivery.body.encode()
    secrets = valid_secrets(WebhookSecret.objects.filter(endpoint=delivery.endpoint), now)
    headers = signed_headers(delivery.message_id, body, secrets, now)
    return pool.submit(deliver, delivery.endpoint.url, body, headers, now)


def _record(attempt: Attempt, outcome: DeliveryOutcome) -> bool:
    """Store the outcome of an attempt; return whether the next delivery of the endpoint may follow at once."""
    delivery, queue = attempt.delivery, attempt.queue
    is_refused = outcome.status in REFUSAL_STATUSES and delivery.attempts + 1 >= MAX_REFUSALS
    status = WebhookDelivery.Status.PENDING
    if outcome.is_delivered:
        status = WebhookDelivery.Status.DELIVERED
    elif is_refused or outcome.status == HTTP_GONE or outcome.attempted_at >= delivery.expires_at:
        status = WebhookDelivery.Status.FAILED
    rows = WebhookDelivery.objects.filter(pk=delivery.pk)
    with transaction.atomic():
        # After a lost lease, another task may have delivered the message that this one could not.
        (rows if outcome.is_delivered else rows.filter(status=WebhookDelivery.Status.PENDING)).update(
            status=status,
            attempts=F("attempts") + 1,
            attempted_at=outcome.attempted_at,
            response_status=outcome.status,
            duration_ms=outcome.duration_ms,
            response_excerpt=outcome.excerpt,
            fault=outcome.fault,
        )
        if outcome.is_delivered:
            WebhookQueue.objects.filter(pk=queue.pk).update(attempts=0, failing_since=None, alarmed_at=None)
            queue.attempts, queue.failing_since = 0, None
            return True
        logger.warning("Webhook %s: %s was not delivered. %s", delivery.endpoint_id, delivery, outcome.fault)
        if outcome.status == HTTP_GONE:
            _switch_off(delivery.endpoint)
            return False
        give_up_expired(delivery.endpoint_id)
        _note_failure(queue, outcome)
        if not is_refused and WebhookQueue.objects.release(queue):
            WebhookQueue.objects.postpone([queue], outcome.retry_after)
    return is_refused


def _note_failure(queue: WebhookQueue, outcome: DeliveryOutcome) -> None:
    """Store since when an endpoint fails, and enqueue one mail about it after ALARM_AFTER."""
    rows = WebhookQueue.objects.filter(pk=queue.pk)
    rows.filter(failing_since=None).update(failing_since=outcome.attempted_at)
    late = rows.filter(failing_since__lte=outcome.attempted_at - ALARM_AFTER, alarmed_at=None)
    if late.update(alarmed_at=outcome.attempted_at):
        transaction.on_commit(lambda: announce_failing_endpoint.enqueue(queue.endpoint_id), robust=True)


def _switch_off(endpoint: WebhookEndpoint) -> None:
    """Switch off an endpoint that answered 410 (Gone), and give up its pending deliveries.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-15.5.11
    """
    logger.error("Webhook %s (%s) answered 410: it is switched off.", endpoint.pk, endpoint)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(is_enabled=False, is_gone=True)
    WebhookDelivery.objects.filter(endpoint=endpoint, status=WebhookDelivery.Status.PENDING).update(
        status=WebhookDelivery.Status.FAILED
    )
    transaction.on_commit(lambda: announce_failing_endpoint.enqueue(endpoint.pk), robust=True)


def give_up_expired(endpoint_pk: int | None = None) -> int:
    """Give up the deliveries that were not made within a day; return how many.

    Args:
        endpoint_pk: the endpoint; None for all that are switched off, since no attempt gives theirs up.
    """
    now = timezone.now()
    rows = WebhookDelivery.objects.filter(status=WebhookDelivery.Status.PENDING, expires_at__lte=now)
    rows = rows.filter(endpoint__is_enabled=False) if endpoint_pk is None else rows.filter(endpoint=endpoint_pk)
    return rows.update(status=WebhookDelivery.Status.FAILED)
