"""Deliveries to a real receiver: order, replays, and endpoints that do not hold up one another."""

import datetime as dt
import threading

import pytest
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks

from cms.outbox import LEASE_DURATION
from cms.webhooks import sending
from cms.webhooks.deliveries import record_commit, replay, send_test
from cms.webhooks.models import WebhookDelivery, WebhookQueue
from cms.webhooks.signatures import rotate_secret
from tests.webhooks.commits import change, commit
from tests.webhooks.posting import BUSY, end_pause, pause_of, send, write
from tests.webhooks.receiver import DIES, TAKEN, Receiver, secret_of, verify

pytestmark = pytest.mark.django_db


def test_a_message_arrives_signed_and_is_logged(receiver: Receiver) -> None:
    receiver.replies = [(200, {"Content-Type": "text/plain"}, b"thank you " * 100)]
    endpoint = receiver.endpoint()
    write(1)

    assert send() == 1

    (message,) = receiver.taken
    assert verify(message, secret_of(endpoint))["data"]["changes"] == [change()]
    assert message.headers["content-type"] == "application/json"
    assert message.headers["user-agent"] == "Dateline-Webhooks"
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.attempts, delivery.response_status, delivery.fault) == ("delivered", 1, 200, "")
    assert delivery.message_id == message.id
    assert delivery.response_excerpt == ("thank you " * 100)[:500]
    assert send() == 0


def test_a_commit_queues_one_task_after_it(
    receiver: Receiver, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    receiver.endpoint(events=["deleted"])
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        write(1)
    assert (len(callbacks), DBTaskResult.objects.count()) == (0, 0)

    receiver.endpoint()
    receiver.endpoint(is_enabled=False)
    with django_capture_on_commit_callbacks(execute=True):
        write(2)
    task = DBTaskResult.objects.get()
    assert task.task_path == "cms.webhooks.sending.send_pending_webhooks"
    assert WebhookDelivery.objects.count() == 1


@pytest.mark.parametrize("endpoints", [3, 30])
def test_a_commit_takes_two_statements_however_many_endpoints(
    receiver: Receiver, endpoints: int, django_assert_num_queries: object
) -> None:
    for number in range(endpoints):
        receiver.endpoint(name=str(number))
    changed = commit(changes=[change(number=number) for number in range(30)])
    with django_assert_num_queries(2):  # type: ignore[operator]  # a fixture that is a function
        assert record_commit(changed) == endpoints


def test_a_slow_endpoint_does_not_hold_up_another(receiver: Receiver, other_receiver: Receiver) -> None:
    fast_is_done = threading.Event()
    outcomes: list[bool] = []
    receiver.before = lambda message: outcomes.append(fast_is_done.wait(10))
    other_receiver.before = lambda message: fast_is_done.set() if message.sequence == 20 else None
    slow, fast = receiver.endpoint("Slow", events=["deleted"]), other_receiver.endpoint("Fast", events=["published"])
    record_commit(commit(0, changes=[change("deleted")]))
    write(*range(1, 21))

    assert send() == 21

    assert outcomes == [True]
    assert [message.sequence for message in other_receiver.taken] == list(range(1, 21))
    for endpoint in (slow, fast):
        assert set(endpoint.deliveries.values_list("status", "attempts")) == {("delivered", 1)}


def test_an_endpoint_is_found_while_a_slow_one_is_waited_for(
    receiver: Receiver, other_receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived, written = threading.Event(), threading.Event()
    monkeypatch.setattr(sending, "ENDPOINT_POLL_SECONDS", 0.01)
    receiver.before = lambda message: written.wait(10)
    other_receiver.before = lambda message: arrived.set()
    receiver.endpoint("Slow", events=["deleted"])
    other_receiver.endpoint("Fast", events=["published"])
    record_commit(commit(0, changes=[change("deleted")]))
    lease = WebhookQueue.objects.lease
    leases: list[int] = []

    def counting_lease(limit: int) -> list[WebhookQueue]:
        """Write for the fast endpoint once the slow one is under way."""
        leases.append(limit)
        if len(leases) == 2:
            write(1)
        if arrived.is_set():
            written.set()
        return lease(limit)

    monkeypatch.setattr(WebhookQueue.objects, "lease", counting_lease)

    assert send() == 2
    assert leases[:2] == [16, 15]


def test_a_process_that_dies_sends_the_message_again_when_its_lease_ends(receiver: Receiver) -> None:
    endpoint = receiver.endpoint()
    write(1)
    assert [queue.endpoint_id for queue in WebhookQueue.objects.lease(9)] == [endpoint.pk]

    assert send() == 0
    assert pause_of(endpoint) > LEASE_DURATION.total_seconds() - 5
    end_pause()
    assert send() == 1


def test_a_task_whose_time_is_over_queues_another(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MAX_RUN_SECONDS", -1)
    receiver.endpoint()
    write(1)

    assert send() == 0
    assert DBTaskResult.objects.count() == 1


def test_a_receiver_that_dies_and_comes_back_loses_nothing_and_keeps_the_order(receiver: Receiver) -> None:
    """Edits of three articles go on while the receiver is killed twice, once after it has taken a message."""
    endpoint = receiver.endpoint()
    sent = 0

    def edit(count: int) -> None:
        nonlocal sent
        for _edit in range(count):
            sent += 1
            record_commit(commit(sent, changes=[change("updated", number=sent % 3)]))
            end_pause()
            send()

    edit(10)
    receiver.stop()
    edit(10)
    assert len(receiver.taken) == 10
    receiver.start()
    edit(10)
    receiver.replies = [TAKEN, DIES]
    edit(10)
    end_pause()
    send()

    assert sent == 40
    got = [message.sequence for message in receiver.taken]
    assert sorted(set(got)) == list(range(1, 41)), "lost"
    assert len(got) - len({message.id for message in receiver.taken}) == 1, "duplicates, each under its first id"
    by_article: dict[str, list[int]] = {}
    for message in receiver.taken:
        by_article.setdefault(message.json["data"]["changes"][0]["id"], []).append(message.sequence)
    assert all(sequences == sorted(sequences) for sequences in by_article.values())
    assert set(endpoint.deliveries.values_list("status", flat=True)) == {"delivered"}


def test_secrets_rotate_without_a_lost_message(receiver: Receiver) -> None:
    endpoint = receiver.endpoint()
    old = secret_of(endpoint)
    write(1)
    rotate_secret(endpoint, dt.timedelta(hours=24))
    new = secret_of(endpoint)
    write(2)

    assert send() == 2
    for message in receiver.taken:
        assert verify(message, old) == verify(message, new)


def test_a_test_goes_out_at_once_even_during_a_pause(receiver: Receiver) -> None:
    receiver.replies = [BUSY]
    endpoint = receiver.endpoint()
    write(1)
    send()

    send_test(endpoint)

    assert send() == 2
    assert [message.json["type"] for message in receiver.taken] == ["content.changed"] * 2 + ["webhook.test"]


def test_a_replay_keeps_the_id_of_the_message(receiver: Receiver) -> None:
    receiver.endpoint()
    write(1)
    assert not replay(WebhookDelivery.objects.get())
    send()

    assert replay(WebhookDelivery.objects.get())

    assert send() == 1
    first, second = receiver.taken
    assert (first.id, first.raw) == (second.id, second.raw)
    assert WebhookDelivery.objects.get().attempts == 2
