"""Fetching related things for many objects at once, when the first of them is asked for."""

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")


class Loader(Generic[K, V]):
    """Answers single look-ups from one fetch for all keys that are expected to be asked for.

    Args:
        fetch: returns what it finds for a set of keys; keys it leaves out are taken to lead to nothing.
    """

    def __init__(self, fetch: Callable[[set[K]], Mapping[K, V]]) -> None:
        self._fetch = fetch
        self._expected: set[K] = set()
        self._loaded: dict[K, V | None] = {}

    def expect(self, keys: Iterable[K | None]) -> None:
        """Add keys to the next fetch."""
        self._expected.update(key for key in keys if key is not None and key not in self._loaded)

    def know(self, found: Mapping[K, V | None]) -> None:
        """Take what was loaded together with something else; what is known already stays."""
        self._loaded = {**found, **self._loaded}

    def has(self, key: K) -> bool:
        """Tell whether it is known what a key leads to."""
        return key in self._loaded

    def get(self, key: K) -> V | None:
        """Return what the key leads to, or None."""
        if key not in self._loaded:
            wanted, self._expected = self._expected | {key}, set()
            found = self._fetch(wanted)
            self._loaded.update((one, found.get(one)) for one in wanted)
        return self._loaded[key]


def mark_batch(objects: list[T]) -> list[T]:
    """Note on each object which others of its type were loaded with it, and return the list."""
    groups: dict[type, list[T]] = {}
    for one in objects:
        one.__dict__["_peers"] = group = groups.setdefault(type(one), [])
        group.append(one)
    return objects


def peers(one: T) -> list[T]:
    """Return the objects that were loaded together with this one and are of its type, itself among them."""
    return one.__dict__.get("_peers") or [one]
