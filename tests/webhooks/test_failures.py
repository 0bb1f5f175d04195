"""Deliveries that fail: when they are tried again, and when they are given up."""

import datetime as dt
from email.utils import format_datetime

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks

from cms.accounts.models import User
from cms.webhooks import sending, transport
from cms.webhooks.alarms import announce_failing_endpoint
from cms.webhooks.deliveries import replay_failed
from cms.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookQueue
from cms.webhooks.sending import give_up_expired
from cms.webhooks.transport import retry_after_seconds
from tests.webhooks.posting import BUSY, end_pause, pause_of, send, statuses, write
from tests.webhooks.receiver import Receiver

pytestmark = pytest.mark.django_db

FAR_TOO_LATE = f"Mon, 01 Jan {'9' * 20} 00:00:00 GMT"


def test_a_failure_holds_back_what_comes_after_and_order_is_kept(receiver: Receiver) -> None:
    receiver.replies = [BUSY, BUSY]
    endpoint = receiver.endpoint()
    write(1, 2, 3)

    assert send() == 0
    assert 4 < pause_of(endpoint) <= 6
    assert send() == 0
    end_pause()
    assert send() == 0
    assert 14 < pause_of(endpoint) <= 18
    end_pause()
    assert send() == 3

    assert [message.sequence for message in receiver.taken] == [1, 1, 1, 2, 3]
    assert len({message.id for message in receiver.taken}) == 3
    endpoint.queue.refresh_from_db()
    assert (endpoint.queue.attempts, endpoint.queue.failing_since) == (0, None)


@pytest.mark.parametrize("status", [301, 401, 404, 408, 429, 500])
def test_every_answer_but_success_is_tried_again(receiver: Receiver, status: int) -> None:
    receiver.replies = [(status, {"Location": "http://127.0.0.1:1/"}, b"")]
    receiver.endpoint()
    write(1)

    send()

    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.response_status) == ("pending", status)
    assert delivery.fault == f"The answer was {status}."


def test_retry_after_is_honoured(receiver: Receiver) -> None:
    receiver.replies = [(429, {"Retry-After": "1000"}, b"")]
    endpoint = receiver.endpoint()
    write(1)

    send()

    assert 990 < pause_of(endpoint) <= 1_200


def test_retry_after_is_seconds_or_a_date() -> None:
    now = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
    later = format_datetime(now + dt.timedelta(minutes=2), usegmt=True)
    headers = ["", "7", later, "soon", "-3", "9" * 400, FAR_TOO_LATE, f"Mon, 01 Jan 2027 00:00:00 +{'9' * 20}"]
    assert [retry_after_seconds(header, now) for header in headers] == [0, 7, 120, 0, 0, 999_999_999, 0, 0]


def test_no_answer_of_a_receiver_ends_the_task(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.replies = [(200, {"Retry-After": FAR_TOO_LATE}, b"")]
    receiver.endpoint()
    write(1)
    assert send() == 1

    def fails(*_arguments: object) -> float:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(transport, "retry_after_seconds", fails)
    write(1)
    assert send() == 0
    assert WebhookDelivery.objects.latest("pk").fault == "The answer could not be read."
    assert "a fault of ours" in caplog.text


def test_an_endpoint_that_is_gone_is_switched_off(
    receiver: Receiver, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    User.objects.create_superuser("ada", "ada@example.org")
    receiver.replies = [(410, {}, b"")]
    endpoint = receiver.endpoint()
    write(1, 2)

    with django_capture_on_commit_callbacks(execute=True):
        send()

    endpoint.refresh_from_db()
    assert (endpoint.is_enabled, endpoint.is_gone) == (False, True)
    assert statuses() == ["failed", "failed"]
    assert announce_failing_endpoint.call(endpoint.pk) == 1
    assert "answered 410" in mail.outbox[0].body
    endpoint.is_enabled = True
    endpoint.save()
    assert not endpoint.is_gone


def test_a_message_that_is_refused_again_and_again_gives_way_to_the_next(receiver: Receiver) -> None:
    receiver.replies = [(422, {}, b"unknown type")] * sending.MAX_REFUSALS
    receiver.endpoint()
    write(1, 2)

    for _attempt in range(sending.MAX_REFUSALS):
        end_pause()
        send()

    assert statuses() == ["failed", "delivered"]
    assert [message.sequence for message in receiver.taken] == [1, 1, 1, 1, 1, 2]


def test_after_a_day_messages_are_given_up(receiver: Receiver) -> None:
    receiver.replies = [BUSY]
    endpoint = receiver.endpoint()
    write(1, 2, 3)
    WebhookDelivery.objects.exclude(pk=WebhookDelivery.objects.latest("pk").pk).update(expires_at=timezone.now())

    send()

    assert statuses() == ["failed", "failed", "pending"]
    assert replay_failed(endpoint) == 2
    assert send() == 3
    assert [message.sequence for message in receiver.taken] == [1, 1, 2, 3]


def test_what_waits_for_an_endpoint_that_was_switched_off_is_given_up_too(receiver: Receiver) -> None:
    receiver.endpoint()
    write(1)
    WebhookEndpoint.objects.update(is_enabled=False)

    assert (send(), give_up_expired(), statuses()) == (0, 0, ["pending"])
    WebhookDelivery.objects.update(expires_at=timezone.now())
    assert (give_up_expired(), statuses()) == (1, ["failed"])


def test_a_task_is_queued_for_the_next_attempt(receiver: Receiver) -> None:
    receiver.replies = [BUSY]
    endpoint = receiver.endpoint()
    write(1)

    send()

    endpoint.queue.refresh_from_db()
    assert list(DBTaskResult.objects.values_list("run_after", flat=True)) == [endpoint.queue.due_at]


def test_administrators_get_mail_once_when_an_endpoint_fails_for_an_hour(
    receiver: Receiver, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    User.objects.create_superuser("ada", "ada@example.org")
    User.objects.create_user("eve", "eve@example.org")
    receiver.replies = [BUSY] * 4
    endpoint = receiver.endpoint()
    write(1)
    for hours in (0, 0.9, 1.1, 2):
        WebhookQueue.objects.exclude(failing_since=None).update(
            failing_since=timezone.now() - dt.timedelta(hours=hours)
        )
        end_pause()
        with django_capture_on_commit_callbacks(execute=True):
            send()

    queued = DBTaskResult.objects.filter(task_path="cms.webhooks.alarms.announce_failing_endpoint")
    assert queued.count() == 1
    assert announce_failing_endpoint.call(endpoint.pk) == 1
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["ada@example.org"], "Dateline: the webhook “Website” fails")
    assert "The last attempt: The answer was 503." in message.body
    assert f"http://testserver/admin/reports/webhooks/?endpoint={endpoint.pk}" in message.body
    end_pause()
    send()
    assert announce_failing_endpoint.call(endpoint.pk) == 0


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://127.0.0.1/hooks", "The address must begin with https://, so that the messages are encrypted."),
        ("https://127.0.0.1/hooks", "127.0.0.1 is 127.0.0.1, which is not an address of the public internet."),
        ("https://localhost/hooks", "localhost is 127.0.0.1, which is not an address of the public internet."),
        ("https://nowhere.invalid/hooks", "The host name nowhere.invalid cannot be resolved."),
    ],
)
def test_addresses_that_are_not_asked_fail_with_the_reason(url: str, fault: str) -> None:
    WebhookEndpoint.objects.create(name="Inside", url=url)
    write(1)

    assert send() == 0

    delivery = WebhookDelivery.objects.get()
    assert delivery.fault.replace("::1", "127.0.0.1").startswith(fault)
    assert (delivery.status, delivery.response_status) == ("pending", None)
