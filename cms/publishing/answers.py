"""Kept answers: the bytes of public answers, for as long as nothing that they were made of has changed."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Any, Protocol

from django.conf import settings

from cms.publishing.ledger import LedgerDown, Stamp, ledger, reaching, redis_client
from cms.publishing.watching import repair
from cms.tags import Reading, kind_of, recording
from cms.visibility import next_change

logger = logging.getLogger("cms.publishing")

MOST_TAGS = 60
"""An answer with more tags depends on whole kinds instead of single rows: less is kept, nothing is wrong."""

PATIENCE = 5.0
"""For how many seconds one waits for another who is making the same answer."""


@dataclass(frozen=True)
class Answer:
    """An answer that may be kept.

    Attributes:
        body: its bytes, as they go over the wire.
        cost: what the query cost.
        tags: what it was made of.
        stamp: when, by the ledger; None for one that nobody keeps.
        until: when the clock makes it wrong, in seconds since 1970; None for never.
    """

    body: bytes
    cost: int
    tags: tuple[str, ...] = ()
    stamp: Stamp | None = None
    until: float | None = None

    @property
    def etag(self) -> str:
        """A strong validator: the same bytes have the same, others another."""
        return f'"{sha256(self.body).hexdigest()[:32]}"'

    def is_current(self) -> bool:
        """Tell whether it may be given out.

        Raises:
            LedgerDown: nobody knows.
        """
        in_time = self.until is None or time.time() < self.until
        return in_time and self.stamp is not None and ledger().holds(self.stamp, self.tags)

    def dump(self) -> bytes:
        """Return it as bytes: what is known of it in one line, then its body."""
        assert self.stamp is not None, "only stamped answers are kept"
        about = [self.cost, self.tags, self.stamp.epoch, self.stamp.count, self.until]
        return json.dumps(about).encode() + b"\n" + self.body

    @classmethod
    def load(cls, dumped: bytes) -> Answer:
        """Return what `dump` made bytes of."""
        about, _newline, body = dumped.partition(b"\n")
        cost, tags, epoch, count, until = json.loads(about)
        return cls(body, cost, tuple(tags), Stamp(epoch, count), until)


class Shelf(Protocol):
    """Where answers are kept between processes. All but `release` raise LedgerDown when it cannot be reached."""

    def get(self, key: str) -> bytes | None:
        """Return what was put there."""

    def put(self, key: str, dumped: bytes) -> None:
        """Put an answer there."""

    def claim(self, key: str) -> bool:
        """Tell whether the caller is the one to make an answer; others wait for it, PATIENCE seconds at most."""

    def release(self, key: str) -> None:
        """End a claim."""


class RedisShelf:
    """A shelf that all processes share."""

    def __init__(self, client: Any, prefix: str = "dateline") -> None:
        self._client, self._prefix = client, prefix

    def get(self, key: str) -> bytes | None:
        with reaching():
            found: bytes | None = self._client.get(f"{self._prefix}:answer:{key}")
            return found

    def put(self, key: str, dumped: bytes) -> None:
        with reaching():
            self._client.set(f"{self._prefix}:answer:{key}", dumped, ex=settings.RESPONSE_CACHE_AGE)

    def claim(self, key: str) -> bool:
        with reaching():
            return bool(self._client.set(f"{self._prefix}:claim:{key}", 1, nx=True, px=int(PATIENCE * 1000)))

    def release(self, key: str) -> None:
        with suppress(LedgerDown), reaching():
            self._client.delete(f"{self._prefix}:claim:{key}")


class MemoryShelf:
    """No shelf: a process that has no others beside it finds all in its own memory."""

    def __init__(self) -> None:
        self._claims: dict[str, float] = {}
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        return None

    def put(self, key: str, dumped: bytes) -> None:
        pass

    def claim(self, key: str) -> bool:
        with self._lock:
            is_free = self._claims.get(key, 0) < time.time()
            if is_free:
                self._claims[key] = time.time() + PATIENCE
            return is_free

    def release(self, key: str) -> None:
        self._claims.pop(key, None)


class Answers:
    """The kept answers of this process, in its memory and on a shelf.

    Args:
        shelf: where other processes find them.
        size: how many bytes of bodies to hold in memory.
    """

    def __init__(self, shelf: Shelf, size: int) -> None:
        self._shelf, self._size = shelf, size
        self._held: OrderedDict[str, Answer] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def find(self, key: str) -> Answer | None:
        """Return the answer that is kept for a key and still good.

        Raises:
            LedgerDown: nobody knows whether it is good.
        """
        repair()
        held = self._held.get(key)
        if held is not None and held.is_current():
            return held
        dumped = self._shelf.get(key)
        if dumped is None:
            return None
        answer = Answer.load(dumped)
        if (held is not None and held.stamp == answer.stamp) or not answer.is_current():
            return None
        self._hold(key, answer)
        return answer

    @contextmanager
    def turn(self, key: str) -> Iterator[Turn]:
        """Find the answer to a key, or make it: of many that ask at once, one makes it and the others wait."""
        turn, claimed = Turn(), False
        try:
            until = time.time() + PATIENCE
            while (found := self.find(key)) is None and not (claimed := self._shelf.claim(key)):
                if time.time() > until:
                    break
                time.sleep(0.005)
            turn.found = found
            if found is None:
                turn.stamp = ledger().stamp()
        except LedgerDown:
            logger.warning("Kept answers cannot be reached", exc_info=True)
        try:
            yield turn
            if turn.made is not None and turn.made.is_current():
                self._hold(key, turn.made)
                self._shelf.put(key, turn.made.dump())
        except LedgerDown:
            logger.warning("An answer could not be kept", exc_info=True)
        finally:
            if claimed:
                self._shelf.release(key)

    def _hold(self, key: str, answer: Answer) -> None:
        with self._lock:
            old = self._held.pop(key, None)
            self._held[key] = answer
            self._bytes += len(answer.body) - (len(old.body) if old else 0)
            while self._bytes > self._size:
                _key, oldest = self._held.popitem(last=False)
                self._bytes -= len(oldest.body)


@dataclass
class Turn:
    """What one who asks is given.

    Attributes:
        found: the kept answer.
        stamp: the moment before an answer is made; None when none can be kept.
        made: an answer to keep.
    """

    found: Answer | None = None
    stamp: Stamp | None = None
    made: Answer | None = None

    def keep(self, body: bytes, cost: int, reading: Reading, until: datetime | None) -> Answer:
        """Return an answer, and keep it if nothing that it was made of changes until the turn ends.

        Args:
            body: the answer's bytes.
            cost: what its query cost.
            reading: what was read for it.
            until: when the clock makes it wrong.
        """
        answer = Answer(body, cost, bounded(reading.tags), self.stamp, until.timestamp() if until else None)
        if reading.is_complete and self.stamp is not None:
            self.made = answer
        return answer


@cache
def answers() -> Answers:
    """Return the kept answers of this process."""
    shelf = RedisShelf(redis_client()) if settings.REDIS_URL else MemoryShelf()
    return Answers(shelf, settings.RESPONSE_CACHE_MEMORY)


def horizon(now: datetime) -> datetime | None:
    """Return when time alone changes what the public sees; it is kept as an answer is."""
    with answers().turn("horizon") as turn:
        if turn.found is not None:
            return datetime.fromtimestamp(float(turn.found.body), UTC) if turn.found.body else None
        with recording() as reading:
            moment = next_change(now)
        turn.keep(str(moment.timestamp()).encode() if moment else b"", 0, reading, moment)
        return moment


def bounded(tags: Iterable[str], most: int = MOST_TAGS) -> tuple[str, ...]:
    """Return tags that cover the given ones, at most so many where kinds allow: rows give way to their whole kind."""
    by_kind: dict[str, set[str]] = {}
    for tag in tags:
        by_kind.setdefault(kind_of(tag), set()).add(tag)
    count = 0
    for kind, theirs in sorted(by_kind.items(), key=lambda item: len(item[1])):
        if f"list:{kind}" in theirs or count + len(theirs) > most:
            by_kind[kind] = {f"list:{kind}"}
        count += len(by_kind[kind])
    return tuple(sorted(tag for theirs in by_kind.values() for tag in theirs))
