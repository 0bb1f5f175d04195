"""Kept answers in Redis, which all processes share."""

import logging
import threading
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import connection as database
from redis import Redis, RedisError

from cms.publishing import scripts
from cms.reading import EVERYTHING

logger = logging.getLogger("cms.publishing")

PATIENCE = 0.25
"""For how many seconds anybody waits for Redis."""

AGAIN = 1.0
"""After how many seconds a reader asks Redis again once it did not answer."""

CLAIMED_FOR = 3_000
"""For how many milliseconds others wait for whoever makes an answer, at most."""


CLOCK_BITS = 48
"""How far the beginning of the store's life is shifted before its clock is added: one number says both."""


class SharedAnswers:
    """Answers that are valid in all processes, or in none.

    A Redis that was started anew may have forgotten changes that it knew of, so answers belong to one run of it.

    Args:
        url: where Redis is.
        bound: for how many seconds a change that was announced and never finished keeps answers from being kept.
    """

    def __init__(self, url: str, bound: float = 60) -> None:
        self._redis: Any = Redis.from_url(
            url,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=None,
            redis_connect_func=self._connected,
        )
        self._scripts: Any = {
            name: self._redis.register_script(getattr(scripts, name))
            for name in ("LOOKUP", "REPEAT", "KEEP", "LEAVE", "MARK", "RELEASE")
        }
        self._bound = int(bound * 1000)
        self._prefix = ""
        self._again = 0.0
        self._debts = 0
        self._counting = threading.Lock()

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
            raise RedisError("Redis was started anew while it was asked.")
        return found

    def lookup(self, key: str, *, claim: bool = False) -> bytes | int | None:
        """Return an answer; or what time it is, for `keep`, when there is none; None when nobody knows.

        Args:
            key: what is asked.
            claim: the caller will make the answer if there is none. When somebody else is at it, the time is given
                as a negative number: -1 for 0, -2 for 1, and so on.
        """
        found = self._ask("LOOKUP", key, CLAIMED_FOR if claim else 0)
        if not isinstance(found, list):
            return found  # type: ignore[no-any-return]  # the stored bytes, or None
        born, clock, is_claimed = map(int, found)
        since = (born << CLOCK_BITS) + clock
        return since if is_claimed else -1 - since

    def repeat(self, key: str, mark: str, counter: tuple[str, int] | None = None) -> int | None:
        """Tell whether an answer is still the one that it was, and if so, count that it was given.

        Args:
            key: what is asked.
            mark: what the answer begins with.
            counter: a key of Redis, and how many seconds it lives.

        Returns:
            The count, 0 without a counter; None when the answer is another one, or nobody knows.
        """
        found = self._ask("REPEAT", key, mark, *(counter or ("", 0)))
        return found if found is not None and found >= 0 else None

    def _ask(self, script: str, *arguments: Any) -> Any:
        if self._debts or time.monotonic() < self._again:
            return None
        try:
            return self._run(script, *arguments)
        except (RedisError, OSError) as error:
            self._again = time.monotonic() + AGAIN
            logger.warning("Answers cannot be looked up, so each is made anew: %s", error)
            return None

    def keep(self, key: str, answer: bytes, tags: Iterable[str], since: int, seconds: float) -> bool:
        """Keep an answer, unless something that it read has changed meanwhile; return whether it is kept.

        Args:
            key: what was asked.
            answer: the answer.
            tags: what was read for it.
            since: what time it was before it was made, as `lookup` told.
            seconds: how long it is good at most.
        """
        try:
            born, clock = since >> CLOCK_BITS, since & (1 << CLOCK_BITS) - 1
            names = [EVERYTHING, *sorted(tags)]
            found = self._run("KEEP", key, born, clock, max(1, int(seconds * 1000)), answer, *names)
            return bool(found)
        except (RedisError, OSError) as error:
            logger.warning("An answer could not be kept: %s", error)
            return False

    def leave(self, key: str) -> None:
        """Give back what `lookup` claimed, without an answer."""
        with suppress(RedisError, OSError):  # it expires
            self._run("LEAVE", key)

    @contextmanager
    def changing(self, tags: Iterable[str]) -> Iterator[None]:
        """Let no answer that read any of these be kept or given from before what is within until after it."""
        names, holder = sorted(tags), uuid.uuid4().hex
        try:
            self._run("MARK", holder, self._bound, *names)
        except (RedisError, OSError) as error:
            logger.warning("A change could not be announced: %s", error)
            self._owe()
        try:
            yield
        finally:
            try:
                self._run("RELEASE", holder, *names)
            except (RedisError, OSError) as error:
                logger.warning("Answers could not be told of a change: %s", error)
                self._owe()

    def _owe(self) -> None:
        """Let every answer fall as soon as Redis can be told; until then this process gives none."""
        with self._counting:
            self._debts += 1
            if self._debts == 1:
                threading.Thread(target=self._pay, daemon=True, name="answers-fall").start()

    def _pay(self) -> None:
        while True:
            paid = self._debts
            try:
                self._run("RELEASE", "", EVERYTHING)
            except (RedisError, OSError):
                time.sleep(0.05)
                continue
            with self._counting:
                self._debts -= paid  # others may have come meanwhile
                if not self._debts:
                    return
