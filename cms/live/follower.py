"""The follower of the change log in each live process: it reads when Redis wakes it, and at intervals."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections

from cms.live import change_feed
from cms.live.broadcaster import Broadcaster
from cms.live.wakeup import WAKE_UP_CHANNEL

logger = logging.getLogger("cms.live")

T = TypeVar("T")

LOG_POLL_SECONDS = 1.0
"""Interval of reading the log without a connection to Redis."""

WOKEN_POLL_SECONDS = 15.0
"""Interval of reading it with such a connection, since messages are lost when it breaks."""

TRIM_SECONDS = 60.0
LISTENER_RETRY_SECONDS = 5.0

STALE_SECONDS = 30.0
"""Time without reading the log after which the health check fails."""


class ChangeFollower:
    """Reads the log in a thread of its own, and publishes new change sets.

    Args:
        broadcaster: receives the change sets.
    """

    def __init__(self, broadcaster: Broadcaster) -> None:
        self._broadcaster = broadcaster
        self._woken = asyncio.Event()
        self._is_woken_by_redis = False
        self._database = ThreadPoolExecutor(1, thread_name_prefix="change-log")
        self._read_at = float("-inf")
        self._trimmed_at = float("-inf")
        self._has_failed = False

    @property
    def is_well(self) -> bool:
        """Whether the log was read within STALE_SECONDS."""
        return time.monotonic() - self._read_at < STALE_SECONDS

    async def run(self) -> None:
        """Follow the log until cancelled."""
        listening = asyncio.create_task(self._listen()) if settings.REDIS_URL else None
        try:
            while True:
                self._woken.clear()
                await self._read()
                with suppress(TimeoutError):
                    async with asyncio.timeout(WOKEN_POLL_SECONDS if self._is_woken_by_redis else LOG_POLL_SECONDS):
                        await self._woken.wait()
        finally:
            if listening:
                listening.cancel()
            self._database.shutdown(wait=False)

    async def _read(self) -> None:
        try:
            await self.catch_up()
        except (DatabaseError, InterfaceError) as error:
            if not self._has_failed:
                logger.error("The change log cannot be read; live updates wait for it: %s", error)
            self._has_failed = True
        else:
            self._read_at, self._has_failed = time.monotonic(), False

    async def catch_up(self) -> None:
        """Publish new change sets, and drop those that are too old to be replayed."""
        if self._broadcaster.position is None:
            self._broadcaster.begin(await self._query(change_feed.log_position))
        while changes := await self._query(change_feed.changes_after, self._newest):
            self._broadcaster.publish(changes)
        if time.monotonic() - self._trimmed_at > TRIM_SECONDS:
            self._broadcaster.drop_before((await self._query(change_feed.log_position)).floor)
            self._trimmed_at = time.monotonic()

    @property
    def _newest(self) -> int:
        position = self._broadcaster.position
        return position.newest if position else 0

    async def _query(self, function: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._database, _with_connection, function, *args)

    async def _listen(self) -> None:
        """Wake the follower at each message of Redis; reconnect when the connection is lost."""
        from redis import asyncio as redis  # the extra "production" has it

        while True:
            try:
                async with redis.Redis.from_url(settings.REDIS_URL, health_check_interval=10) as client:
                    channel = client.pubsub()
                    await channel.subscribe(WAKE_UP_CHANNEL)
                    self._is_woken_by_redis = True
                    async for _message in channel.listen():
                        self._woken.set()
            except (redis.RedisError, OSError) as error:
                logger.warning("Redis cannot be reached, so live updates read the log each second: %s", error)
            self._is_woken_by_redis = False
            self._woken.set()
            await asyncio.sleep(LISTENER_RETRY_SECONDS)


def _with_connection(function: Callable[..., T], *args: Any) -> T:
    close_old_connections()
    try:
        return function(*args)
    except (DatabaseError, InterfaceError):
        close_old_connections()
        raise
