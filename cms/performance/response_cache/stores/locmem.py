"""The response cache in the memory of one process: for development, where there is no other process."""

import time
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import RLock

MAX_ENTRIES = 500


class LocMemStore:
    """A `ResponseStore` of this process. It has no single-flight lock and counts nothing."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._entries: OrderedDict[str, tuple[frozenset[str], int, float, bytes]] = OrderedDict()
        self._invalidated_at: dict[str, int] = {}
        self._being_invalidated: Counter[str] = Counter()
        self._clock = 0

    def get(self, key: str, *, lock: bool = False) -> bytes | int:
        """Return the response under a key, else the store's clock."""
        with self._lock:
            tags, since, expires_at, response = self._entries.get(key, (frozenset(), 0, 0.0, b""))
            return response if time.monotonic() < expires_at and self._is_valid(tags, since) else self._clock

    def touch(
        self, key: str, content_hash: str, counters: Sequence[tuple[str, int]] = (), seconds: int = 0
    ) -> list[int] | None:
        """Return no counts while the response under a key is the one with a content hash, else None."""
        found = self.get(key)
        return [] if isinstance(found, bytes) and found.startswith(content_hash.encode()) else None

    def set(self, key: str, response: bytes, tags: Iterable[str], since: int, ttl: float) -> bool:
        """Store a response, unless one of its tags was invalidated since; return whether it is stored."""
        with self._lock:
            found = frozenset(tags)
            if not self._is_valid(found, since):
                return False
            self._entries[key] = found, since, time.monotonic() + ttl, response
            self._entries.move_to_end(key)
            if len(self._entries) > MAX_ENTRIES:
                self._entries.popitem(last=False)
            return True

    def _is_valid(self, tags: frozenset[str], since: int) -> bool:
        return all(self._invalidated_at.get(tag, 0) <= since and not self._being_invalidated[tag] for tag in tags)

    def release_lock(self, key: str) -> None:
        """Release nothing."""

    @contextmanager
    def invalidating(self, tags: Iterable[str]) -> Iterator[None]:
        """Neither serve nor store responses with one of these tags while the block commits; then they are invalid."""
        names = list(tags)
        with self._lock:
            self._being_invalidated.update(names)
        try:
            yield
        finally:
            with self._lock:
                self._clock += 1
                self._being_invalidated.subtract(names)
                self._invalidated_at.update(dict.fromkeys(names, self._clock))
