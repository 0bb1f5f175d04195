"""Leases of queues: one task at a time sends the messages of an endpoint, whatever is clicked meanwhile."""

from collections.abc import Callable
from concurrent import futures
from typing import Any

import pytest

from cms.webhooks import sending
from cms.webhooks.deliveries import replay_failed, send_test
from cms.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookQueue
from tests.webhooks.posting import BUSY, end_pause, pause_of, send, statuses, write
from tests.webhooks.receiver import Receiver

pytestmark = pytest.mark.django_db


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Do something once, between the end of the next attempt and the moment when its task records the outcome."""

    def wait(running: Any, **arguments: Any) -> Any:
        monkeypatch.setattr(sending, "wait", futures.wait)
        futures.wait(running)
        act()
        return futures.wait(running, **arguments)

    monkeypatch.setattr(sending, "wait", wait)


def sequences(receiver: Receiver) -> list[int]:
    return [message.sequence for message in receiver.taken]


def click_and_send(endpoint: WebhookEndpoint) -> None:
    """Click on both buttons, whose task another worker runs at once."""
    send_test(endpoint)
    WebhookDelivery.objects.latest("pk").delete()
    replay_failed(endpoint)
    assert send() == 0


def test_clicks_during_an_attempt_send_nothing_twice(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    receiver.replies = [BUSY]
    endpoint = receiver.endpoint()
    write(1, 2, 3)
    send()
    replay_failed(endpoint)
    meanwhile(monkeypatch, lambda: click_and_send(endpoint))

    assert send() == 3

    assert sequences(receiver) == [1, 1, 2, 3]
    assert set(endpoint.deliveries.values_list("status", flat=True)) == {"delivered"}


def test_a_click_during_an_attempt_that_fails_leaves_the_pause(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.replies = [BUSY, BUSY]
    endpoint = receiver.endpoint()
    write(1)
    send()
    end_pause()
    meanwhile(monkeypatch, lambda: click_and_send(endpoint))

    assert send() == 0

    assert 14 < pause_of(endpoint) <= 18
    replay_failed(endpoint)
    assert pause_of(endpoint) <= 0
    assert send() == 1


def test_a_task_that_lost_its_lease_sends_no_more(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = receiver.endpoint()
    write(1, 2, 3)

    def take_over() -> None:
        end_pause()
        assert len(WebhookQueue.objects.lease(1)) == 1

    meanwhile(monkeypatch, take_over)

    assert send() == 1

    assert sequences(receiver) == [1]
    assert statuses() == ["delivered", "pending", "pending"]
    assert pause_of(endpoint) > 50


def test_a_failure_after_a_lost_lease_undoes_nothing(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    receiver.replies = [BUSY]
    endpoint = receiver.endpoint()
    write(1, 2)

    def take_over() -> None:
        end_pause()
        assert send() == 2

    meanwhile(monkeypatch, take_over)

    assert send() == 0

    assert sequences(receiver) == [1, 1, 2]
    assert statuses() == ["delivered", "delivered"]
    assert pause_of(endpoint) <= 0
    assert endpoint.queue.attempts == 0


def test_a_queue_found_empty_is_due_at_once(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = receiver.endpoint()
    write(1)
    lease = WebhookQueue.objects.lease

    def lease_and_empty(limit: int) -> list[WebhookQueue]:
        queues = lease(limit)
        WebhookDelivery.objects.all().delete()
        return queues

    monkeypatch.setattr(WebhookQueue.objects, "lease", lease_and_empty)

    assert send() == 0

    assert pause_of(endpoint) <= 0
    assert endpoint.queue.leased_until is None
