"""Kept answers in the memory of one process: for development, where there is no other."""

import time
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import RLock

MOST = 500


class OwnAnswers:
    """Answers that this process keeps for itself; the methods are those of `SharedAnswers`."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._answers: OrderedDict[str, tuple[frozenset[str], int, float, bytes]] = OrderedDict()
        self._changed: dict[str, int] = {}
        self._changing: Counter[str] = Counter()
        self._clock = 0

    def lookup(self, key: str, *, claim: bool = False) -> bytes | int:
        """Return an answer; or what time it is, for `keep`, when there is none. Nobody waits for anybody here."""
        with self._lock:
            tags, kept_at, until, answer = self._answers.get(key, (frozenset(), 0, 0.0, b""))
            return answer if time.monotonic() < until and self._is_good(tags, kept_at) else self._clock

    def repeat(self, key: str, mark: str, counter: tuple[str, int] | None = None) -> int | None:
        """Return 0 while an answer is still the one that it was, else None; nothing is counted here."""
        found = self.lookup(key)
        return 0 if isinstance(found, bytes) and found.startswith(mark.encode()) else None

    def keep(self, key: str, answer: bytes, tags: Iterable[str], since: int, seconds: float) -> bool:
        """Keep an answer, unless something that it read has changed meanwhile; return whether it is kept."""
        with self._lock:
            found = frozenset(tags)
            if not self._is_good(found, since):
                return False
            self._answers[key] = found, since, time.monotonic() + seconds, answer
            self._answers.move_to_end(key)
            if len(self._answers) > MOST:
                self._answers.popitem(last=False)
            return True

    def _is_good(self, tags: frozenset[str], since: int) -> bool:
        return all(self._changed.get(tag, 0) <= since and not self._changing[tag] for tag in tags)

    def leave(self, key: str) -> None:
        """Give back what was claimed: nothing."""

    @contextmanager
    def changing(self, tags: Iterable[str]) -> Iterator[None]:
        """Let no answer that read any of these be kept or given from before what is within until after it."""
        names = list(tags)
        with self._lock:
            self._changing.update(names)
        try:
            yield
        finally:
            with self._lock:
                self._clock += 1
                self._changing.subtract(names)
                self._changed.update(dict.fromkeys(names, self._clock))
