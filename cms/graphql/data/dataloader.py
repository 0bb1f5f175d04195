"""Data loaders: one fetch for the keys of many objects, when the first of these is asked for.

Source: https://github.com/graphql/dataloader
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar, cast

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")


class DataLoader(Generic[K, V]):
    """Loads values by key, with one fetch for all keys that are in the queue.

    Args:
        fetch: returns the values of a set of keys; a key that it leaves out has the value None.
    """

    def __init__(self, fetch: Callable[[set[K]], Mapping[K, V]]) -> None:
        self._fetch = fetch
        self._queue: set[K] = set()
        self._loaded: dict[K, V | None] = {}

    def enqueue(self, keys: Iterable[K | None]) -> None:
        """Add keys to the next fetch, except None and those that are loaded."""
        self._queue.update(key for key in keys if key is not None and key not in self._loaded)

    def prime(self, values: Mapping[K, V | None]) -> None:
        """Add values that were loaded otherwise; values of keys that are loaded stay."""
        self._loaded = {**values, **self._loaded}

    def has(self, key: K) -> bool:
        """Tell whether the value of a key is loaded."""
        return key in self._loaded

    def get(self, key: K) -> V | None:
        """Return the value of a key, or None."""
        if key not in self._loaded:
            keys, self._queue = self._queue | {key}, set()
            found = self._fetch(keys)
            self._loaded.update((one, found.get(one)) for one in keys)
        return self._loaded[key]


class Batches:
    """The batches of one request: which objects were loaded together.

    Objects are distinguished by identity, as two instances of the same row are equal and one without a primary key has
    no hash. They are held, so that no other object gets their `id()`.
    """

    def __init__(self) -> None:
        self._by_id: dict[int, list[object]] = {}

    def add(self, objects: list[T]) -> list[T]:
        """Make a batch of the objects of each type, instead of those that they were in, and return the list."""
        by_type: dict[type, list[object]] = {}
        for one in objects:
            batch = by_type.setdefault(type(one), [])
            batch.append(one)
            self._by_id[id(one)] = batch
        return objects

    def siblings(self, one: T) -> list[T]:
        """Return the objects in the batch of an object, itself among them; it alone when it is in none."""
        return cast(list[T], self._by_id.get(id(one)) or [one])
