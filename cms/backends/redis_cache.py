"""Django's Redis cache as an optional dependency: while Redis does not answer, nothing is found and nothing fails."""

import logging
import time
from collections.abc import Callable, Iterable
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger("cms.backends.redis_cache")

REDIS_RETRY_SECONDS = 10.0
"""After how many seconds Redis is asked again once it did not answer. One thread asks, the others do not wait."""

MAX_LOST_KEYS = 1_000
"""How many keys whose change Redis missed are remembered; above it, the cache is emptied when Redis is back."""

CacheResult = TypeVar("CacheResult")


class CircuitBreaker:
    """Keeps the threads of a process from waiting, one after the other, for a Redis that does not answer.

    It also remembers which keys were written or deleted meanwhile: their old values may still be there when Redis is
    back, and are deleted before anything is read.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._retry_at: float | None = None
        self._lost_keys: set[str] = set()

    def call(
        self,
        operation: Callable[[], CacheResult],
        fallback: CacheResult,
        *,
        changes: Iterable[str] = (),
        delete_keys: Callable[[list[str] | None], object],
    ) -> CacheResult:
        """Return the result of an operation on Redis, or the fallback where Redis does not answer.

        Args:
            operation: asks Redis.
            fallback: what an empty cache would answer.
            changes: the keys that the operation writes or deletes.
            delete_keys: deletes these keys from Redis; None stands for all.
        """
        with self._lock:
            was_open, now = self._retry_at is not None, time.monotonic()
            if self._retry_at is not None:
                if now < self._retry_at:
                    self._lost_keys.update(changes)
                    return fallback
                self._retry_at = now + REDIS_RETRY_SECONDS
            lost = sorted(self._lost_keys)
        try:
            if lost:
                delete_keys(lost if len(lost) <= MAX_LOST_KEYS else None)
            result = operation()
        except RedisError as error:
            with self._lock:
                self._retry_at = time.monotonic() + REDIS_RETRY_SECONDS
                self._lost_keys.update(changes)
            logger.warning(
                "Redis does not answer, so nothing is cached for %.0f seconds: %s", REDIS_RETRY_SECONDS, error
            )
            return fallback
        if was_open:
            with self._lock:
                self._retry_at = None
                self._lost_keys.difference_update(lost)
            logger.warning("Redis answers again")
        return result


_breakers: dict[tuple[str, ...], CircuitBreaker] = {}
"""One for each Redis: Django gives each thread a cache of its own, and all of them stand before the same server."""


class FailOpenRedisClient(RedisCacheClient):
    """Answers like an empty cache while Redis does not answer."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        # Of its own accord the driver tries again, with pauses that add up to seconds.
        super().__init__(servers, retry=Retry(NoBackoff(), 0), **options)
        self._breaker = _breakers.setdefault(tuple(servers), CircuitBreaker())

    def _call(self, operation: Callable[[], CacheResult], fallback: CacheResult, *changes: str) -> CacheResult:
        return self._breaker.call(operation, fallback, changes=changes, delete_keys=self._delete_keys)

    def _delete_keys(self, keys: list[str] | None) -> None:
        if keys is None:
            super().clear()
        else:
            super().delete_many(keys)

    def get(self, key: Any, default: Any) -> Any:
        return self._call(partial(super().get, key, default), default)

    def get_many(self, keys: Iterable[Any]) -> dict[Any, Any]:
        wanted = list(keys)
        return self._call(partial(super().get_many, wanted), {}) if wanted else {}

    def has_key(self, key: Any) -> bool:
        return self._call(partial(super().has_key, key), False)

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        return self._call(partial(super().add, key, value, timeout), True)

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        self._call(partial(super().set, key, value, timeout), None, key)

    def set_many(self, data: Any, timeout: Any) -> None:
        self._call(partial(super().set_many, data, timeout), None, *data)

    def touch(self, key: Any, timeout: Any) -> bool:
        return self._call(partial(super().touch, key, timeout), False)

    def incr(self, key: Any, delta: int) -> int:
        count = self._call(partial(super().incr, key, delta), None, key)
        if count is None:
            raise ValueError(f"Key '{key}' not found.")
        return int(count)

    def delete(self, key: Any) -> bool:
        return self._call(partial(super().delete, key), False, key)

    def delete_many(self, keys: Iterable[Any]) -> None:
        listed = list(keys)
        self._call(partial(super().delete_many, listed), None, *listed)

    def clear(self) -> bool:
        return self._call(super().clear, False)


class FailOpenRedisCache(RedisCache):
    """The cache of a server that has to go on when Redis is gone."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = FailOpenRedisClient

    def ping(self) -> None:
        """Ask Redis whether it answers, also while the others do not ask it.

        Raises:
            RedisError: it does not.
        """
        self._cache.get_client().ping()
