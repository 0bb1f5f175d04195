"""The cache while Redis does not answer, and once it is back. Redis itself is started and killed."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.backends import redis_cache
from cms.backends.redis_cache import FailOpenRedisCache
from tests.server.redis_server import PERSISTENT, RedisServer, needs_redis

TIMEOUT = 0.25
OPTIONS = {"OPTIONS": {"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT}, "KEY_PREFIX": "dateline"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path, *PERSISTENT)
    yield server
    server.kill()


@pytest.fixture(autouse=True)
def _closed_breakers() -> Iterator[None]:
    redis_cache._breakers.clear()
    yield
    redis_cache._breakers.clear()


def cache_of(url: str) -> FailOpenRedisCache:
    return FailOpenRedisCache(url, dict(OPTIONS))


def test_nothing_is_found_and_nothing_fails_without_redis() -> None:
    """Nothing listens on this port."""
    cache = cache_of("redis://127.0.0.1:1")

    assert cache.get("a", "default") == "default"
    assert cache.get_many(["a", "b"]) == {}
    assert cache.has_key("a") is False
    assert cache.add("a", 1) is True
    cache.set("a", 1)
    assert cache.set_many({"a": 1}) == []
    assert cache.touch("a") is False
    assert cache.delete("a") is False
    cache.delete_many(["a"])
    cache.clear()
    assert cache.get_or_set("a", 7) == 7
    with pytest.raises(ValueError, match=r"Key '.*a' not found\."):
        cache.incr("a")


def test_a_redis_that_swallows_packets_is_waited_for_once(caplog: pytest.LogCaptureFixture) -> None:
    """A full backlog: the connection is never accepted, as with a host that is gone."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        url = f"redis://127.0.0.1:{listening.getsockname()[1]}"
        caches = [cache_of(url), cache_of(url)]

        started = time.monotonic()
        for number in range(50):
            assert caches[number % 2].get("a") is None
        elapsed = time.monotonic() - started

    assert 0.2 < elapsed < 50 * TIMEOUT
    assert [record.getMessage().split(":")[0] for record in caplog.records] == [
        "Redis does not answer, so nothing is cached for 10 seconds"
    ]


@needs_redis
def test_what_changed_during_the_outage_is_not_read_from_before_it(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.start()
    cache = cache_of(server.url)
    cache.set_many({"deleted": "old", "changed": "old", "counted": 4, "untouched": "old"})

    server.kill()
    cache.delete("deleted")
    cache.set("changed", "new")
    with pytest.raises(ValueError, match="not found"):
        cache.incr("counted")
    server.start()
    assert cache.get("untouched") is None  # for ten seconds nobody asks
    monkeypatch.setattr(redis_cache, "REDIS_RETRY_SECONDS", 0.0)
    next(iter(redis_cache._breakers.values()))._retry_at = 0.0

    assert cache.get_many(["deleted", "changed", "counted", "untouched"]) == {"untouched": "old"}
    cache.set("changed", "newer")
    assert cache.get("changed") == "newer"


@needs_redis
def test_a_redis_that_missed_too_many_changes_is_emptied(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.start()
    monkeypatch.setattr(redis_cache, "MAX_LOST_KEYS", 2)
    monkeypatch.setattr(redis_cache, "REDIS_RETRY_SECONDS", 0.0)
    cache = cache_of(server.url)
    cache.set("untouched", "old")

    server.kill()
    for name in "abc":
        cache.delete(name)
    server.start()

    assert cache.get("untouched") is None
    cache.set("untouched", "new")
    assert cache.get("untouched") == "new"
