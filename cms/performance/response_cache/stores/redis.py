"""The response cache in Redis, which all processes share."""

import logging
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from typing import Any

from django.db import connection as database
from redis import Redis, RedisError

from cms.performance.response_cache.cache_tags import EVERYTHING
from cms.performance.response_cache.stores import lua

logger = logging.getLogger("cms.performance.response_cache")

STORE_TIMEOUT_SECONDS = 0.25
"""How long a request waits for Redis."""

RETRY_SECONDS = 1.0
"""How long after a failure no look-up is sent to Redis."""

LOCK_MILLISECONDS = 3_000
"""When a single-flight lock expires by itself."""

CLOCK_BITS = 48
"""Bits of the clock in the number that holds both it and `born`."""

SCRIPTS = ("GET", "TOUCH", "SET", "RELEASE_LOCK", "BEGIN_INVALIDATION", "END_INVALIDATION")


class RedisStore:
    """A `ResponseStore` that all processes share.

    Keys contain the run id of Redis: one that was restarted from a dump may have lost invalidations.

    Args:
        url: where Redis is.
        marker_seconds: how long an invalidation whose process died blocks the storing of responses.
    """

    def __init__(self, url: str, marker_seconds: float = 60) -> None:
        self._redis: Any = Redis.from_url(
            url,
            socket_timeout=STORE_TIMEOUT_SECONDS,
            socket_connect_timeout=STORE_TIMEOUT_SECONDS,
            retry=None,
            redis_connect_func=self._connected,
        )
        self._scripts: Any = {name: self._redis.register_script(getattr(lua, name)) for name in SCRIPTS}
        self._marker_milliseconds = int(marker_seconds * 1000)
        self._prefix = ""
        self._retry_at = 0.0
        self._pending_flushes = 0
        self._flush_lock = threading.Lock()

    def _connected(self, connection: Any) -> None:
        connection.on_connect()
        connection.send_command("INFO", "everything")
        found = connection.read_response()
        lines = found.decode().splitlines() if isinstance(found, bytes) else found["txt"].decode().splitlines()
        info = dict(line.split(":", 1) for line in lines if ":" in line)
        policy = info.get("maxmemory_policy", "noeviction")
        if policy.startswith("allkeys") and info.get("maxmemory") != "0":
            raise RedisError(f"maxmemory-policy {policy} may evict versions of cache tags: set volatile-lru.")
        self._prefix = f"dateline:{info['run_id'][:12]}:{database.settings_dict['NAME']}:"

    def _run(self, script: str, *arguments: Any) -> Any:
        if not self._prefix:
            self._redis.ping()
        prefix = self._prefix
        found = self._scripts[script](args=[prefix, *arguments])
        if prefix != self._prefix:
            raise RedisError("Redis was restarted during the command.")
        return found

    def get(self, key: str, *, lock: bool = False) -> bytes | int | None:
        """Return the response under a key, else the store's clock, else None when Redis does not answer."""
        found = self._look_up("GET", key, LOCK_MILLISECONDS if lock else 0)
        if not isinstance(found, list):
            return found  # type: ignore[no-any-return]  # the stored bytes, or None
        born, clock, has_lock = map(int, found)
        since = (born << CLOCK_BITS) + clock
        return since if has_lock else -1 - since

    def touch(
        self, key: str, content_hash: str, counters: Sequence[tuple[str, int]] = (), seconds: int = 0
    ) -> list[int] | None:
        """Count that the response with a content hash is served; None when it is another one or Redis is gone."""
        counts: list[int] | None = self._look_up("TOUCH", key, content_hash, seconds, *chain.from_iterable(counters))
        return counts

    def _look_up(self, script: str, *arguments: Any) -> Any:
        if self._pending_flushes or time.monotonic() < self._retry_at:
            return None
        try:
            return self._run(script, *arguments)
        except (RedisError, OSError) as error:
            self._retry_at = time.monotonic() + RETRY_SECONDS
            logger.warning("The response cache is unavailable, so each request is executed: %s", error)
            return None

    def set(self, key: str, response: bytes, tags: Iterable[str], since: int, ttl: float) -> bool:
        """Store a response and release its lock, unless one of its tags was invalidated; return whether it is."""
        try:
            born, clock = since >> CLOCK_BITS, since & (1 << CLOCK_BITS) - 1
            names = [EVERYTHING, *sorted(tags)]
            found = self._run("SET", key, born, clock, max(1, int(ttl * 1000)), response, *names)
            return bool(found)
        except (RedisError, OSError) as error:
            logger.warning("A response could not be stored: %s", error)
            return False

    def release_lock(self, key: str) -> None:
        """Release the single-flight lock without storing a response."""
        with suppress(RedisError, OSError):  # it expires
            self._run("RELEASE_LOCK", key)

    @contextmanager
    def invalidating(self, tags: Iterable[str]) -> Iterator[None]:
        """Neither serve nor store responses with one of these tags while the block commits; then they are invalid.

        Where Redis does not answer, all responses are invalidated as soon as it does, and none is served until then.
        """
        names, holder = sorted(tags), uuid.uuid4().hex
        try:
            self._run("BEGIN_INVALIDATION", holder, self._marker_milliseconds, *names)
        except (RedisError, OSError) as error:
            logger.warning("An invalidation could not begin: %s", error)
            self._schedule_flush()
        try:
            yield
        finally:
            try:
                self._run("END_INVALIDATION", holder, *names)
            except (RedisError, OSError) as error:
                logger.warning("An invalidation could not end: %s", error)
                self._schedule_flush()

    def _schedule_flush(self) -> None:
        """Invalidate all responses once Redis answers; until then this process serves none."""
        with self._flush_lock:
            self._pending_flushes += 1
            if self._pending_flushes == 1:
                threading.Thread(target=self._flush, daemon=True, name="response-cache-flush").start()

    def _flush(self) -> None:
        while True:
            flushed = self._pending_flushes
            try:
                self._run("END_INVALIDATION", "", EVERYTHING)
            except (RedisError, OSError):
                time.sleep(0.05)
                continue
            with self._flush_lock:
                self._pending_flushes -= flushed  # others may have been scheduled meanwhile
                if not self._pending_flushes:
                    return
