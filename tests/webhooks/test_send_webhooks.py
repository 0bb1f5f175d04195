"""The command for cron: delivers, gives up and prunes."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from cms.webhooks import retention
from cms.webhooks.models import WebhookDelivery
from tests.webhooks.posting import write
from tests.webhooks.receiver import Receiver

pytestmark = pytest.mark.django_db


def command(**options: int) -> str:
    out = io.StringIO()
    call_command("send_webhooks", stdout=out, **options)
    return out.getvalue()


def test_it_says_what_it_did_and_nothing_where_there_was_nothing(receiver: Receiver) -> None:
    receiver.endpoint()
    assert command() == ""
    assert command(verbosity=2) == "0 delivered, 0 waiting, 0 given up, 0 pruned.\n"
    write(1, 2)

    assert command() == "2 delivered, 0 waiting, 0 given up, 0 pruned.\n"


def test_the_log_is_pruned_but_not_what_waits(
    receiver: Receiver, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "PRUNING_BATCH_SIZE", 2)
    settings.WEBHOOK_LOG_DAYS = 7
    endpoint = receiver.endpoint()
    write(*range(1, 8))
    rows = list(WebhookDelivery.objects.order_by("pk"))
    WebhookDelivery.objects.filter(pk__in=[row.pk for row in rows[:6]]).update(status="delivered")
    old = timezone.now() - dt.timedelta(days=7, seconds=1)
    WebhookDelivery.objects.exclude(pk=rows[5].pk).update(created_at=old)
    endpoint.is_enabled = False
    endpoint.save()

    assert command() == "0 delivered, 1 waiting, 0 given up, 5 pruned.\n"
    assert list(WebhookDelivery.objects.order_by("pk")) == rows[5:]
