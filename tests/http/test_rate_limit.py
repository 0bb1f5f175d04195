"""What one client, and the site around it, may use in a time."""

import time
from collections import Counter

import pytest
from django.conf import settings as configured
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings
from wagtail.models import Site

from cms.http import rate_limit
from cms.http.rate_limit import RateLimiter, Usage

NOON = 1_780_000_020 // 60 * 60
NAME = "{ __typename }"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """15 seconds into a minute, with nothing counted yet."""
    monkeypatch.setattr(time, "time", lambda: NOON + 15.5)
    rate_limit._storage.cache_clear()


def consume(address: str, rate: str = "3/minute", scope: str = "test") -> Usage:
    usage = RateLimiter.for_address({"REMOTE_ADDR": address}, rate, scope).consume()
    assert usage is not None
    return usage


def test_a_client_is_told_where_it_stands(settings: Settings) -> None:
    settings.REDIS_URL = ""

    usages = [consume("198.51.100.1") for _request in range(4)]

    assert usages == [Usage(3, used, 60, 45) for used in (1, 2, 3, 4)]
    assert [usage.is_exceeded for usage in usages] == [False, False, False, True]
    assert usages[0].headers == {"RateLimit-Limit": "3", "RateLimit-Remaining": "2", "RateLimit-Reset": "45"}
    assert usages[3].headers == {
        "RateLimit-Limit": "3",
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": "45",
        "Retry-After": "45",
    }


def test_scopes_are_counted_apart(settings: Settings) -> None:
    settings.REDIS_URL = ""

    assert [consume("198.51.100.1", scope=scope).used for scope in ("a", "b", "a")] == [1, 1, 2]


def test_no_rate_is_no_limit() -> None:
    assert RateLimiter.for_address({"REMOTE_ADDR": "198.51.100.1"}, "").consume() is None


def test_a_site_of_65536_networks_has_eight_budgets(settings: Settings) -> None:
    settings.REDIS_URL = ""
    networks = [f"2001:db8:77:{number:x}::1" for number in range(100)]

    used = Counter(network for network in networks for _request in range(3) if not consume(network).is_exceeded)

    assert used == Counter(dict.fromkeys(networks[:8], 3))
    assert consume("2001:db8:78::1") == Usage(3, 1, 60, 45)


def test_what_one_network_asks_for_too_much_its_neighbours_do_not_pay(settings: Settings) -> None:
    settings.REDIS_URL = ""

    for _request in range(100):
        consume("2001:db8:77:1::1")

    assert consume("2001:db8:77:2::1") == Usage(3, 1, 60, 45)


@given(requests=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 12)), max_size=120))
def test_no_choice_of_addresses_gets_more_than_a_site_may(requests: list[tuple[int, int]]) -> None:
    rate_limit._storage.cache_clear()
    configured.REDIS_URL, redis_url = "", configured.REDIS_URL
    try:
        let_through = Counter(
            (site, network)
            for site, network in requests
            if not consume(f"2001:db8:{site + 1:x}:{network:x}::1").is_exceeded
        )
    finally:
        configured.REDIS_URL = redis_url

    asked = Counter(requests)
    for site in range(3):
        of_site = {one: count for one, count in let_through.items() if one[0] == site}
        wanted = sum(min(count, 3) for one, count in asked.items() if one[0] == site)
        assert all(count <= 3 for count in of_site.values())
        assert sum(of_site.values()) == min(wanted, 24)


def test_a_site_cannot_ask_the_api_for_more_by_changing_its_network(site: Site, settings: Settings) -> None:
    settings.REDIS_URL, settings.GRAPHQL_RATE = "", "2/minute"

    statuses = [Client().get("/graphql/", {"query": NAME}, headers=of_network(n)).status_code for n in range(40)]

    assert statuses == [200] * 16 + [429] * 24


def of_network(number: int) -> dict[str, str]:
    return {"X-Forwarded-For": f"2001:db8:99:{number:x}::1"}
