"""Delivers the webhooks that are due, and deletes the old part of their log."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.webhooks.models import WebhookDelivery
from cms.webhooks.retention import prune_deliveries
from cms.webhooks.sending import give_up_expired, send_pending_webhooks


class Command(BaseCommand):
    """For cron: it delivers what a crash left behind, and retries where no worker runs."""

    help = "Deliver the webhooks that are due, and delete what the log has kept for WEBHOOK_LOG_DAYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Deliver, give up, prune."""
        delivered: int = send_pending_webhooks.call()
        given_up, pruned = give_up_expired(), prune_deliveries()
        waiting = WebhookDelivery.objects.filter(status=WebhookDelivery.Status.PENDING).count()
        if options["verbosity"] > 1 or delivered or given_up or pruned:
            self.stdout.write(
                f"{delivered:,} delivered, {waiting:,} waiting, {given_up:,} given up, {pruned:,} pruned."
            )
