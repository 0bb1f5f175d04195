"""The ledger: which tags changed when, and who is about to change some.

Time is a counter that each change advances. An answer remembers where the counter stood before it was made, and is
good for as long as none of its tags changed after that and nobody is in the middle of changing one. Writers enter
their tags before they commit and strike them out, with a new count, afterwards. One who dies in between is taken to
have committed once BOUND seconds have passed.

Source: Drupal's cache-tag checksums, https://www.drupal.org/docs/drupal-apis/cache-api/cache-tags
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from django.conf import settings

BOUND = 10.0
"""For how many seconds a writer is waited for."""

MOST_TAGS = 200_000
"""With more tags than that, the ledger begins anew, and every answer is made again once."""


@dataclass(frozen=True)
class Stamp:
    """A point in the ledger's time.

    Attributes:
        epoch: names the ledger since it last began anew.
        count: how many changes it had seen.
    """

    epoch: str
    count: int


class LedgerDown(Exception):
    """The ledger cannot be reached: nothing kept may be given out."""


class Ledger(Protocol):
    """What both ledgers do; each method raises LedgerDown when the ledger cannot be reached."""

    def stamp(self) -> Stamp:
        """Return the present point in time."""

    def holds(self, stamp: Stamp, tags: Iterable[str]) -> bool:
        """Tell whether none of the tags changed since a stamp, and nobody is changing one."""

    def begin(self, writer: str, tags: Iterable[str]) -> None:
        """Enter tags that a writer is about to change."""

    def finish(self, writer: str, tags: Iterable[str]) -> None:
        """Count a change of tags, and strike the writer out."""

    def forget(self) -> None:
        """Begin anew: no answer that was made before is good."""


class MemoryLedger:
    """A ledger of one process. Where others write into the same SQLite file, any change of it begins a new epoch.

    Args:
        files: the database's files, which may be missing.
    """

    def __init__(self, *files: Path) -> None:
        self._files = files
        self._lock = threading.Lock()
        self.forget()

    def stamp(self) -> Stamp:
        with self._lock:
            return Stamp(self._epoch, self._count)

    @property
    def _epoch(self) -> str:
        return "/".join(
            [self._name, *(f"{stat.st_mtime_ns}-{stat.st_size}" for stat in map(_stat, self._files) if stat)]
        )

    def holds(self, stamp: Stamp, tags: Iterable[str]) -> bool:
        with self._lock:
            for writer in [writer for writer, (_tags, until) in self._writers.items() if until < time.time()]:
                self._close(writer, self._writers[writer][0])
            changing = set().union(*(theirs for theirs, _until in self._writers.values()))
            return stamp.epoch == self._epoch and all(
                tag not in changing and self._changes.get(tag, 0) <= stamp.count for tag in tags
            )

    def begin(self, writer: str, tags: Iterable[str]) -> None:
        with self._lock:
            self._writers[writer] = (frozenset(tags), time.time() + BOUND)

    def finish(self, writer: str, tags: Iterable[str]) -> None:
        with self._lock:
            self._close(writer, tags)

    def _close(self, writer: str, tags: Iterable[str]) -> None:
        self._count += 1
        self._changes.update(dict.fromkeys(tags, self._count))
        self._writers.pop(writer, None)
        if len(self._changes) > MOST_TAGS:
            self._begin_anew()

    def forget(self) -> None:
        with self._lock:
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._name, self._count = uuid4().hex, 0
        self._changes: dict[str, int] = {}
        self._writers: dict[str, tuple[frozenset[str], float]] = {}


def _stat(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except FileNotFoundError:
        return None


_FINISH = """
redis.call('HSETNX', KEYS[1], '#epoch', ARGV[2])
local count = redis.call('HINCRBY', KEYS[1], '#count', 1)
for i = 4, #ARGV do redis.call('HSET', KEYS[1], ARGV[i], count) end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('DEL', KEYS[3])
if redis.call('HLEN', KEYS[1]) > tonumber(ARGV[3]) then redis.call('DEL', KEYS[1]) end
"""


class RedisLedger:
    """A ledger that all processes share.

    All tags stand in one hash, with the epoch, so that Redis can only ever lose them together.
    """

    def __init__(self, client: Any, prefix: str = "dateline") -> None:
        self._client = client
        self._changes = f"{prefix}:changes"
        self._writers = f"{prefix}:writers"
        self._finish = client.register_script(_FINISH)

    def stamp(self) -> Stamp:
        with reaching():
            epoch, count = self._client.hmget(self._changes, "#epoch", "#count")
            if epoch is None:
                self._client.hsetnx(self._changes, "#epoch", uuid4().hex)
                epoch, count = self._client.hmget(self._changes, "#epoch", "#count")
            return Stamp(epoch.decode(), int(count or 0))

    def holds(self, stamp: Stamp, tags: Iterable[str]) -> bool:
        wanted = list(tags)
        with reaching():
            # Writers first: whoever strikes himself out after this look has counted his change before the next one.
            both = self._client.pipeline(transaction=False)
            both.zrange(self._writers, 0, -1, withscores=True)
            both.hmget(self._changes, "#epoch", *wanted)
            writers, (epoch, *counts) = both.execute()
            if epoch is None or epoch.decode() != stamp.epoch:
                return False
            if any(int(count) > stamp.count for count in counts if count is not None):
                return False
            return not writers or not self._are_changing(writers, set(wanted))

    def _are_changing(self, writers: list[tuple[bytes, float]], wanted: set[str]) -> bool:
        changing = False
        for writer, until in writers:
            name = writer.decode()
            theirs = {tag.decode() for tag in self._client.smembers(self._of(name))}
            changing |= bool(theirs & wanted)
            if until < time.time():
                self.finish(name, theirs)
        return changing

    def begin(self, writer: str, tags: Iterable[str]) -> None:
        with reaching():
            both = self._client.pipeline()
            both.sadd(self._of(writer), *tags)
            both.zadd(self._writers, {writer: time.time() + BOUND})
            both.execute()

    def finish(self, writer: str, tags: Iterable[str]) -> None:
        with reaching():
            self._finish([self._changes, self._writers, self._of(writer)], [writer, uuid4().hex, MOST_TAGS, *tags])

    def forget(self) -> None:
        with reaching():
            self._client.delete(self._changes)

    def _of(self, writer: str) -> str:
        return f"{self._writers}:{writer}"


@contextmanager
def reaching() -> Iterator[None]:
    """Turn what a client raises in this block when it cannot reach its server into LedgerDown."""
    from redis.exceptions import RedisError

    try:
        yield
    except (RedisError, OSError) as error:
        raise LedgerDown(str(error)) from error


@cache
def redis_client() -> Any:
    """Return this process's connection to Redis; a server that does not answer at once counts as down."""
    from redis import Redis

    return Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=0.5, retry_on_timeout=False)


@cache
def ledger() -> Ledger:
    """Return the ledger: in Redis where there is one."""
    if settings.REDIS_URL:
        return RedisLedger(redis_client())
    database = str(settings.DATABASES["default"]["NAME"])
    return MemoryLedger(Path(database), Path(f"{database}-wal"))
