"""Exponential backoff: delays between two bounds."""

import datetime as dt

import pytest

from cms.backoff import Backoff
from cms.outbox import MAX_ATTEMPTS

BACKOFF = Backoff(initial_delay=dt.timedelta(seconds=10), max_delay=dt.timedelta(hours=1))


def test_pauses_double_from_the_first_to_the_longest() -> None:
    assert [BACKOFF.delay(attempts).total_seconds() for attempts in range(11)] == [
        *(10, 20, 40, 80, 160, 320, 640, 1280, 2560),
        *(3600, 3600),
    ]


@pytest.mark.parametrize("attempts", [20, 64, 1_023, MAX_ATTEMPTS, 2**63])
def test_no_number_of_attempts_overflows(attempts: int) -> None:
    assert BACKOFF.delay(attempts) == dt.timedelta(hours=1)


@pytest.mark.parametrize("longest", [10, 15, 79, 80, 81])
def test_the_longest_pause_need_not_be_a_power_of_two(longest: int) -> None:
    backoff = Backoff(initial_delay=dt.timedelta(seconds=10), max_delay=dt.timedelta(seconds=longest))

    assert [backoff.delay(attempts).total_seconds() for attempts in range(6)] == [
        min(longest, pause) for pause in (10, 20, 40, 80, 160, 320)
    ]


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [(0, 40), (39, 40), (41, 41), (7_200, 7_200), (86_401, 86_400), (1e300, 86_400), (float("inf"), 86_400)],
)
def test_a_service_may_ask_for_a_longer_pause_of_a_day_at_most(retry_after: float, seconds: int) -> None:
    assert BACKOFF.delay(2, retry_after) == dt.timedelta(seconds=seconds)


@pytest.mark.parametrize("max_delay", [10, 29, 30, 31, 89, 90, 91, 3_600])
def test_another_factor_than_two(max_delay: int) -> None:
    backoff = Backoff(dt.timedelta(seconds=10), dt.timedelta(seconds=max_delay), factor=3)

    assert [backoff.delay(attempts).total_seconds() for attempts in (0, 1, 2, 3, 64, 2**63)] == [
        min(max_delay, delay) for delay in (10, 30, 90, 270, 3_600, 3_600)
    ]


def test_jitter_makes_delays_longer_by_a_share_at_most() -> None:
    backoff = Backoff(dt.timedelta(seconds=10), dt.timedelta(hours=1), jitter=0.2)

    delays = {backoff.delay(1).total_seconds() for _attempt in range(200)}

    assert len(delays) > 100
    assert 20 <= min(delays) < 21
    assert 23 < max(delays) <= 24
