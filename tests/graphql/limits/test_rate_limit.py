"""How much one client may ask for in a minute."""

import threading
import time
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from pytest_django import Settings
from wagtail.models import Site

from cms.access.models import AccessToken
from cms.graphql.errors import RequestError
from cms.graphql.limits.rate_limit import CostLimiter
from cms.http import rate_limit
from cms.http.rate_limit import RateLimiter

NOON = 1_780_000_020 // 60 * 60
NAME = "{ site { name } }"
ARTICLES = "{ articles(first: 10) { nodes { title } } }"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """15 seconds into a minute, with nothing counted yet."""
    monkeypatch.setattr(time, "time", lambda: NOON + 15.5)
    rate_limit._storage.cache_clear()


@pytest.fixture
def http(site: Site, settings: Settings) -> Client:
    settings.REDIS_URL = ""
    settings.GRAPHQL_RATE, settings.GRAPHQL_RATE_TRUSTED = "20/minute", "100/minute"
    return Client()


def standing(response: Any) -> tuple[int, ...]:
    """Returns the status, limit, what remains, and the seconds to the next window."""
    names = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
    return (response.status_code, *(int(response.headers[name]) for name in names))


def test_each_answer_costs_what_its_query_costs(http: Client) -> None:
    assert standing(http.get("/graphql/", {"query": NAME})) == (200, 20, 18, 45)
    assert standing(http.get("/graphql/", {"query": ARTICLES})) == (200, 20, 6, 45)
    assert standing(http.get("/graphql/", {"query": "{"})) == (200, 20, 5, 45)
    assert standing(http.put("/graphql/")) == (405, 20, 4, 45)

    refused = http.get("/graphql/", {"query": ARTICLES})

    assert standing(refused) == (429, 20, 0, 45)
    assert refused.headers["Retry-After"] == "45"
    assert refused.headers["Cache-Control"] == "no-store"
    assert refused.json() == {
        "errors": [
            {
                "message": "You have asked for more than 20 points in 60 seconds. Go on in 45 seconds.",
                "extensions": {"code": "RATE_LIMITED", "limit": 20, "retryAfter": 45},
            }
        ]
    }


def test_the_next_minute_begins_anew(http: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        last = http.get("/graphql/", {"query": ARTICLES})
    assert last.status_code == 429

    monkeypatch.setattr(time, "time", lambda: NOON + 60)

    assert standing(http.get("/graphql/", {"query": NAME})) == (200, 20, 18, 60)


def test_clients_do_not_pay_for_each_other(http: Client) -> None:
    for _ in range(3):
        http.get("/graphql/", {"query": ARTICLES})

    other = http.get("/graphql/", {"query": NAME}, headers={"X-Forwarded-For": "203.0.113.7"})

    assert standing(other) == (200, 20, 18, 45)


def test_a_token_counts_for_itself_wherever_it_is_used_from(http: Client) -> None:
    token = AccessToken(name="Website")
    secret = token.issue()
    token.save()
    answers = [
        http.get(
            "/graphql/", {"query": ARTICLES}, headers={"Authorization": f"Bearer {secret}", "X-Forwarded-For": address}
        )
        for address in ("203.0.113.7", "203.0.113.8")
    ]

    assert [standing(answer) for answer in answers] == [(200, 100, 88, 45), (200, 100, 76, 45)]


def test_guessing_tokens_is_dear(http: Client, settings: Settings) -> None:
    settings.GRAPHQL_RATE = "250/minute"
    headers = {"Authorization": "Bearer dateline_guess"}

    statuses = [http.get("/graphql/", {"query": NAME}, headers=headers).status_code for _ in range(4)]

    assert statuses == [401, 401, 429, 429]


def test_without_a_rate_nothing_is_counted(http: Client, settings: Settings) -> None:
    settings.GRAPHQL_RATE = ""

    answer = http.get("/graphql/", {"query": NAME})

    assert answer.status_code == 200
    assert [name for name in answer.headers if name.startswith("RateLimit")] == []


def test_while_redis_is_down_each_process_counts_for_itself(
    http: Client, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing listens on this port."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    answers = [standing(http.get("/graphql/", {"query": ARTICLES})) for _ in range(2)]

    assert answers == [(200, 20, 8, 45), (429, 20, 0, 45)]
    assert caplog.text.count("Redis does not count requests, so this process does") == 1


@pytest.mark.skipif(not configured.REDIS_URL, reason="only Redis counts exactly when many take at once")
def test_counts_are_exact_when_many_take_at_once() -> None:
    refused: list[int] = []

    def consume() -> None:
        meter = CostLimiter(RateLimiter("address:198.51.100.1", "100/minute"))
        for _ in range(25):
            try:
                meter.consume(1)
            except RequestError:
                refused.append(1)

    threads = [threading.Thread(target=consume) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 8 * 25 - 100
