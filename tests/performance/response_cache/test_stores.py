"""Both stores of the response cache: memory of a process, and Redis."""

import threading
import time
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from redis import RedisError

from cms.performance.response_cache.stores.locmem import LocMemStore
from cms.performance.response_cache.stores.redis import RedisStore
from tests.server.redis_server import RedisServer

WITH_REDIS = pytest.mark.skipif(not settings.REDIS_URL, reason="there is no Redis (REDIS_URL)")
MINE, OTHER = f"article:{uuid.uuid4()}", f"article:{uuid.uuid4()}"


@pytest.fixture(params=["locmem", pytest.param("redis", marks=WITH_REDIS)])
def store(request: pytest.FixtureRequest, db: None) -> Any:
    return LocMemStore() if request.param == "locmem" else RedisStore(settings.REDIS_URL)


@pytest.fixture
def redis_store(db: None) -> RedisStore:
    return RedisStore(settings.REDIS_URL)


def key() -> str:
    return str(uuid.uuid4())


def test_an_answer_is_kept_until_what_it_read_changes(store: Any) -> None:
    asked = key()
    since = store.get(asked)

    assert store.set(asked, b"an answer", {MINE, OTHER}, since, 60) is True
    assert store.get(asked) == b"an answer"
    with store.invalidating([f"article:{uuid.uuid4()}"]):
        pass
    assert store.get(asked) == b"an answer"
    with store.invalidating([MINE]):
        assert isinstance(store.get(asked), int)
    assert isinstance(store.get(asked), int)


def test_an_answer_from_before_a_change_is_not_kept(store: Any) -> None:
    asked = key()
    since = store.get(asked)
    with store.invalidating([MINE]):
        during = store.get(asked)
        assert store.set(asked, b"begun before", {MINE}, since, 60) is False
    assert store.set(asked, b"begun before", {MINE}, since, 60) is False
    assert store.set(asked, b"begun meanwhile", {MINE}, during, 60) is False
    assert store.set(asked, b"begun after", {MINE}, store.get(asked), 60) is True
    assert store.get(asked) == b"begun after"


def test_both_of_two_concurrent_invalidations_have_to_end(store: Any) -> None:
    asked = key()
    with ExitStack() as first:
        first.enter_context(store.invalidating([MINE]))
        with store.invalidating([MINE]):
            pass
        assert store.set(asked, b"too early", {MINE}, store.get(asked), 60) is False
    assert store.set(asked, b"after both", {MINE}, store.get(asked), 60) is True


def test_responses_that_were_begun_together_are_both_stored(store: Any) -> None:
    tag, asked = f"article:{uuid.uuid4()}", [key(), key()]
    since = [store.get(one) for one in asked]

    assert [store.set(one, b"first", {tag}, at, 60) for one, at in zip(asked, since, strict=True)] == [True, True]
    assert [store.get(one) for one in asked] == [b"first", b"first"]
    with store.invalidating([tag]):
        pass
    assert [isinstance(store.get(one), int) for one in asked] == [True, True]


def test_a_response_expires(store: Any) -> None:
    asked = key()
    store.set(asked, b"for a moment", {MINE}, store.get(asked), 0.05)
    time.sleep(0.1)

    assert isinstance(store.get(asked), int)


@WITH_REDIS
def test_an_invalidation_that_never_ended_expires_with_all_responses_from_before(redis_store: RedisStore) -> None:
    asked = key()
    since = redis_store.get(asked)
    assert isinstance(since, int)
    redis_store.set(asked, b"before", {MINE}, since, 60)
    redis_store._run("BEGIN_INVALIDATION", "somebody who dies", 200, MINE)

    assert redis_store.set(asked, b"while it is marked", {MINE}, since, 60) is False
    time.sleep(0.3)
    now = redis_store.get(asked)
    assert isinstance(now, int)
    assert redis_store.set(asked, b"after", {MINE}, now, 60) is True
    assert redis_store.get(asked) == b"after"


@WITH_REDIS
def test_a_clock_reading_from_before_a_flush_is_refused(redis_store: RedisStore) -> None:
    """The store has forgotten the change, and may not take a missing version for no change."""
    asked = key()
    since = redis_store.get(asked)
    assert isinstance(since, int)
    with redis_store.invalidating([MINE]):
        pass
    redis_store._redis.flushdb()

    assert redis_store.set(asked, b"old", {MINE, OTHER}, since, 60) is False
    now = redis_store.get(asked)
    assert isinstance(now, int)
    assert redis_store.set(asked, b"old", {MINE, OTHER}, since, 60) is False
    assert redis_store.set(asked, b"new", {MINE, OTHER}, now, 60) is True
    assert redis_store.get(asked) == b"new"


@WITH_REDIS
def test_a_clock_reading_from_before_a_restart_is_refused(db: None, tmp_path: Path) -> None:
    with RedisServer(tmp_path) as server:
        redis_store, asked = RedisStore(server.url), key()
        since = redis_store.get(asked)
        assert isinstance(since, int)
        with redis_store.invalidating([MINE]):
            pass
        server.restart()
        redis_store.get("another request")
        redis_store._retry_at = 0.0
        assert isinstance(redis_store.get("another request"), int)

        assert redis_store.set(asked, b"old", {MINE}, since, 60) is False
        assert isinstance(redis_store.get(asked), int)


@WITH_REDIS
def test_a_redis_that_may_evict_versions_of_tags_stores_nothing(db: None, tmp_path: Path) -> None:
    with RedisServer(tmp_path, "--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru") as server:
        redis_store = RedisStore(server.url)

        assert redis_store.get(key()) is None
        assert redis_store.set(key(), b"answer", {MINE}, 0, 60) is False


@WITH_REDIS
def test_one_request_takes_the_single_flight_lock(redis_store: RedisStore) -> None:
    asked = key()
    first, second = redis_store.get(asked, lock=True), redis_store.get(asked, lock=True)

    assert isinstance(first, int)
    assert second == -1 - first
    redis_store.release_lock(asked)
    assert redis_store.get(asked, lock=True) == first


@WITH_REDIS
def test_an_invalidation_that_redis_missed_flushes_all_responses_later(redis_store: RedisStore) -> None:
    asked, run, told = key(), redis_store._run, threading.Event()
    since = redis_store.get(asked)
    assert isinstance(since, int)
    redis_store.set(asked, b"old", {MINE}, since, 60)
    paid = []

    def unreachable(script: str, *arguments: Any) -> Any:
        if not told.is_set():
            raise RedisError("unreachable")
        found = run(script, *arguments)
        if script == "END_INVALIDATION":
            paid.append(arguments)
            if len(paid) == 1:
                redis_store._schedule_flush()  # another change, just as the first ones are made good
        return found

    with patch.object(redis_store, "_run", unreachable):
        with redis_store.invalidating([MINE]):
            pass
        assert redis_store.get(asked) is None
        told.set()
        for thread in [one for one in threading.enumerate() if one.name == "response-cache-flush"]:
            thread.join(5)

    assert paid == [("", "everything")] * 2
    assert isinstance(redis_store.get(asked), int)
