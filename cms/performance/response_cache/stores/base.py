"""The interface of the response cache: stored responses, invalidated by the cache tags that they carry.

Source: https://www.drupal.org/docs/drupal-apis/cache-api/cache-tags
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol


class ResponseStore(Protocol):
    """Stored responses and the versions of cache tags.

    A store has a logical clock that each invalidation advances: `get` reads it on a miss, and `set` refuses a response
    of whose tags one was invalidated since.
    """

    def get(self, key: str, *, lock: bool = False) -> bytes | int | None:
        """Return the response under a key, else the store's clock, else None when the store is unavailable.

        Args:
            key: the key.
            lock: take the single-flight lock on a miss. While another request holds it, the clock comes as a negative
                number: -1 for 0, -2 for 1, and so on.
        """

    def touch(
        self, key: str, content_hash: str, counters: Sequence[tuple[str, int]] = (), seconds: int = 0
    ) -> list[int] | None:
        """Tell whether the response under a key is still the one with a content hash, and count that it is served.

        Args:
            key: the key.
            content_hash: what the response begins with.
            counters: keys of rate limits, each with its limit; beyond a limit, the counters after it are left.
            seconds: how long the counters live.

        Returns:
            The counts; None when the response is another one or the store is unavailable.
        """

    def set(self, key: str, response: bytes, tags: Iterable[str], since: int, ttl: float) -> bool:
        """Store a response and release its lock, unless one of its tags was invalidated; return whether it is stored.

        Args:
            key: the key.
            response: the response.
            tags: its cache tags.
            since: the store's clock before the response was made, from `get`.
            ttl: for how many seconds it may be served.
        """

    def release_lock(self, key: str) -> None:
        """Release the single-flight lock without storing a response."""

    def invalidating(self, tags: Iterable[str]) -> AbstractContextManager[None]:
        """Serve and store no response with one of these tags from before the block until it has ended.

        The block commits what the tags name.
        """
