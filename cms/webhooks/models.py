"""Webhook endpoints, the salts of their secrets, and their queues and deliveries."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.backoff import Backoff
from cms.http.outbound import OutboundRefused, check_public_url
from cms.outbox import LEASE_DURATION, OutboxManager, OutboxRow
from cms.webhooks.events import WebhookEvent, default_events

MAX_DELIVERY_AGE = timedelta(days=1)
"""Time after which a delivery is given up."""

RESPONSE_EXCERPT_CHARACTERS = 500
"""Length of the part of a response that the log holds."""


class WebhookEndpoint(models.Model):
    """An address to which messages about changes are sent.

    Attributes:
        events: which ones, as values of `WebhookEvent`.
        is_gone: it answered 410, so that it was switched off.
    """

    name = models.CharField(_("name"), max_length=100, help_text=_("The receiver, for example “Website, production”."))
    url = models.URLField(
        _("address"),
        max_length=2_000,
        help_text=_("Begins with https://. Each message is a POST with JSON, signed as Standard Webhooks has it."),
    )
    events = models.JSONField(_("events"), default=default_events)
    is_enabled = models.BooleanField(
        _("enabled"),
        default=True,
        help_text=_("While it is switched off, no messages are written for it: it misses what changes."),
    )
    is_gone = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the endpoint. A new one gets its queue and a secret; switching it on clears `is_gone`."""
        self.is_gone = self.is_gone and not self.is_enabled
        with transaction.atomic():
            super().save(*args, **kwargs)
            _queue, is_new = WebhookQueue.objects.get_or_create(endpoint=self)
            if is_new:
                WebhookSecret.objects.create(endpoint=self)

    def clean(self) -> None:
        """Validate the address and the events.

        Raises:
            ValidationError: on `url` or `events`.
        """
        super().clean()
        try:
            check_webhook_url(self.url)
        except OutboundRefused as error:
            raise ValidationError({"url": str(error)}) from None
        unknown = [event for event in self.events if event not in WebhookEvent.values]
        if unknown or not self.events:
            raise ValidationError({"events": _("Choose one event or more.")})


class WebhookSecret(models.Model):
    """A secret of an endpoint. Only its salt is stored, which is of no use without SECRET_KEY.

    Attributes:
        salt: the secret is derived from it and SECRET_KEY; see `cms.webhooks.signatures`.
        expires_at: the end of the overlap with its successor; None for the current secret.
    """

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="secrets")
    salt = models.CharField(max_length=43, default=secrets.token_urlsafe)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.endpoint_id}: {self.created_at}"


class WebhookQueueManager(OutboxManager["WebhookQueue"]):
    """Finds the queues with pending deliveries."""

    def due(self) -> models.QuerySet["WebhookQueue"]:
        """Return the due queues of enabled endpoints that have pending deliveries, the longest due first.

        The conditions are subqueries, so that a lease locks rows of queues alone.
        """
        of_queue = {"endpoint": OuterRef("endpoint")}
        return (
            super()
            .due()
            .filter(
                Exists(WebhookEndpoint.objects.filter(pk=OuterRef("endpoint"), is_enabled=True)),
                Exists(WebhookDelivery.objects.filter(status=WebhookDelivery.Status.PENDING, **of_queue)),
            )
            .order_by("due_at", "pk")
        )

    def lease(self, limit: int) -> list["WebhookQueue"]:
        """Lease due queues, and note the lease, which identifies its holder."""
        with transaction.atomic(using=self.db):
            queues = super().lease(limit)
            leased_until = timezone.now() + LEASE_DURATION
            self.filter(pk__in=[queue.pk for queue in queues]).update(due_at=leased_until, leased_until=leased_until)
        for queue in queues:
            queue.leased_until = leased_until
        return queues

    def renew(self, queue: "WebhookQueue") -> bool:
        """Extend the lease of a queue; return whether it was still held."""
        leased_until = timezone.now() + LEASE_DURATION
        is_held = bool(self._held(queue).update(due_at=leased_until, leased_until=leased_until))
        if is_held:
            queue.leased_until = leased_until
        return is_held

    def release(self, queue: "WebhookQueue") -> bool:
        """End the lease of a queue, which is due then; return whether it was still held."""
        return bool(self._held(queue).update(due_at=timezone.now(), leased_until=None))

    def end_pause(self, endpoint_pk: int) -> bool:
        """Make a postponed queue due; return whether it was. A leased queue is left to the task that has it."""
        is_leased = Q(leased_until__gt=timezone.now())
        postponed = self.filter(~is_leased, endpoint=endpoint_pk, attempts__gt=0)
        return bool(postponed.update(due_at=timezone.now()))

    def _held(self, queue: "WebhookQueue") -> models.QuerySet["WebhookQueue"]:
        """Match the queue as long as it has the lease that was read: compare-and-set, in one statement."""
        return self.filter(pk=queue.pk, leased_until=queue.leased_until)


class WebhookQueue(OutboxRow):
    """The queue of an endpoint: its deliveries are leased and postponed together, which keeps them in order.

    Attributes:
        attempts: failed attempts since the last success.
        failing_since: when the first of them failed.
        alarmed_at: when administrators were sent a mail about them.
        leased_until: the end of the lease, which identifies it; None while no task has leased the queue.
    """

    endpoint = models.OneToOneField(WebhookEndpoint, on_delete=models.CASCADE, related_name="queue")
    failing_since = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)

    backoff = Backoff(initial_delay=timedelta(seconds=5), max_delay=timedelta(hours=1), factor=3, jitter=0.2)

    objects: ClassVar[WebhookQueueManager] = WebhookQueueManager()

    def __str__(self) -> str:
        return str(self.endpoint_id)


def new_message_id() -> str:
    """Return a new message id, which each attempt and replay sends again."""
    return f"msg_{secrets.token_urlsafe(18)}"


class WebhookDelivery(models.Model):
    """A message to one endpoint: written in the transaction of the change, and kept as a log entry after delivery.

    Attributes:
        message_id: the idempotency key for receivers, which may get a message twice.
        body: the text that is signed and sent.
        expires_at: when it is given up.
        attempts: the number of attempts, including those of replays.
        response_status: the last HTTP status; None without a response.
        duration_ms: of the last attempt.
        response_excerpt: the beginning of the last response.
        fault: the last failure, as a sentence.
    """

    class Status(models.TextChoices):
        """The state of a delivery."""

        PENDING = "pending", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")

    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("webhook"), db_index=False
    )
    message_id = models.CharField(max_length=40, unique=True, default=new_message_id)
    body = models.TextField()
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PENDING)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    expires_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    attempted_at = models.DateTimeField(_("last attempt"), null=True)
    response_status = models.PositiveSmallIntegerField(null=True)
    duration_ms = models.PositiveIntegerField(null=True)
    response_excerpt = models.CharField(max_length=RESPONSE_EXCERPT_CHARACTERS, blank=True, default="")
    fault = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        indexes = [
            # The pending deliveries of an endpoint, in order.
            models.Index(fields=["endpoint", "status", "id"], name="webhook_delivery_queue"),
            # The old deliveries, which pruning deletes.
            models.Index(fields=["created_at"], name="webhook_delivery_age", condition=~Q(status="pending")),
        ]

    def __str__(self) -> str:
        return self.message_id


def enabled_endpoints() -> Iterable[WebhookEndpoint]:
    """Return the endpoints that are switched on, in a fixed order."""
    return WebhookEndpoint.objects.filter(is_enabled=True).order_by("pk")


def check_webhook_url(url: str) -> None:
    """Refuse an address to which no message may be sent, by its scheme, host and port: no request is made.

    Raises:
        OutboundRefused: it is malformed, or not https where WEBHOOKS_OVER_HTTP does not allow it.
    """
    if check_public_url(url).scheme != "https" and not settings.WEBHOOKS_OVER_HTTP:
        raise OutboundRefused(str(_("The address must begin with https://, so that the messages are encrypted.")))
