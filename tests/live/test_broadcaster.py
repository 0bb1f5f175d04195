"""Who is told of a change, and what those are told who come back."""

from typing import Any

import pytest

from cms.live import broadcaster as broadcaster_module
from cms.live.broadcaster import Broadcaster
from cms.live.change_feed import LiveChange, Position
from cms.live.subscription import Subscription

A, B, C = "a" * 12, "b" * 12, "c" * 12


def change(number: int, *keys: str) -> LiveChange:
    return LiveChange(number, frozenset(keys))


def follow(hub: Broadcaster, *tags: str, last: int | None = None) -> Any:
    return hub.subscribe(Subscription(frozenset(tags), last))


@pytest.fixture
def hub() -> Broadcaster:
    """One that knows the changes 11 to 13."""
    hub = Broadcaster()
    hub.begin(Position(10, 13))
    hub.publish([change(11, A), change(12, B), change(13, A, C)])
    return hub


def test_only_those_are_told_who_follow_the_tag_and_of_their_tags_alone(hub: Broadcaster) -> None:
    one, both, other = follow(hub, A), follow(hub, A, B), follow(hub, "d" * 12)
    hub.publish([change(14, A, B, C)])

    assert one.take() == b'id: 14\nevent: changed\ndata: {"tags":["aaaaaaaaaaaa"]}\n\n'
    assert both.take() == b'id: 14\nevent: changed\ndata: {"tags":["aaaaaaaaaaaa","bbbbbbbbbbbb"]}\n\n'
    assert (other.take(), other.woken.is_set(), other.event_id) == (b"", False, 14)


def test_everything_is_all_tags_of_everybody(hub: Broadcaster) -> None:
    one, other = follow(hub, A), follow(hub, B, C)
    hub.publish([change(14, "everything")])

    assert one.take() == b'id: 14\nevent: changed\ndata: {"tags":["aaaaaaaaaaaa"]}\n\n'
    assert other.take() == b'id: 14\nevent: changed\ndata: {"tags":["bbbbbbbbbbbb","cccccccccccc"]}\n\n'


def test_a_slow_client_is_told_once(hub: Broadcaster) -> None:
    slow = follow(hub, A, B)
    hub.publish([change(number, A if number % 2 else B) for number in range(14, 1_000)])

    assert slow.take() == b'id: 999\nevent: changed\ndata: {"tags":["aaaaaaaaaaaa","bbbbbbbbbbbb"]}\n\n'
    assert slow.take() == b""


@pytest.mark.parametrize(
    ("last", "told"),
    [
        (13, b""),
        (12, b'id: 13\nevent: changed\ndata: {"tags":["aaaaaaaaaaaa"]}\n\n'),
        (10, b'id: 13\nevent: changed\ndata: {"tags":["aaaaaaaaaaaa","bbbbbbbbbbbb"]}\n\n'),
        (9, b"id: 13\nevent: reset\ndata: {}\n\n"),
        (14, b"id: 13\nevent: reset\ndata: {}\n\n"),
        (None, b""),
    ],
)
def test_what_was_missed_is_told_or_else_to_start_over(hub: Broadcaster, last: int | None, told: bytes) -> None:
    assert follow(hub, A, B, last=last).take() == told


def test_what_is_too_old_or_too_much_is_not_replayed(hub: Broadcaster, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.drop_before(11)
    assert follow(hub, A, last=10).is_reset
    assert follow(hub, A, last=11).take() == b'id: 13\nevent: changed\ndata: {"tags":["aaaaaaaaaaaa"]}\n\n'
    monkeypatch.setattr(broadcaster_module, "MAX_REPLAYED_CHANGES", 2)
    hub.publish([change(14, B)])
    assert not follow(hub, A, last=12).is_reset
    hub.publish([change(15, B)])
    assert follow(hub, A, last=12).is_reset
    assert not follow(hub, A, last=13).is_reset


def test_those_who_left_are_forgotten(hub: Broadcaster) -> None:
    one, other = follow(hub, A, B), follow(hub, A)
    hub.unsubscribe(one)
    hub.publish([change(14, A, B)])

    assert (one.pending, other.pending, len(hub)) == (set(), {A}, 1)
    hub.unsubscribe(other)
    assert not hub._by_tag


def test_closing_wakes_all(hub: Broadcaster) -> None:
    one = follow(hub, A)
    hub.close()

    assert one.woken.is_set()
    assert hub.is_closing
