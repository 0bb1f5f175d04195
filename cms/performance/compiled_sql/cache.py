"""The compiled queries of a process."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

MAX_COMPILED_QUERIES = 1_000


class LRUCache:
    """A cache that forgets what was least recently used."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._entries: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return the entry of a key, made and stored where there is none; what is made for None is not stored."""
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
        """Forget all entries."""
        with self._lock:
            self._entries.clear()


compiled_queries = LRUCache()
