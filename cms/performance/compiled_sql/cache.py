"""The LRU cache of compiled queries, one for each process."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

MAX_COMPILED_QUERIES = 1_000


class LRUCache:
    """A thread-safe cache that evicts the least recently used entry."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._entries: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return the entry of a key; on a miss, make and store it. The key None is never stored."""
        if key is None:
            return make()
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
                return self._entries[key]
        entry = make()
        with self._lock:
            self._entries[key] = entry
            if len(self._entries) > MAX_COMPILED_QUERIES:
                self._entries.popitem(last=False)
        return entry

    def clear(self) -> None:
        """Remove all entries."""
        with self._lock:
            self._entries.clear()


compiled_queries = LRUCache()
