"""The interface of the response cache: stored responses, invalidated by the cache tags that they carry.

Source: https://www.drupal.org/docs/drupal-apis/cache-api/cache-tags
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol


class ResponseStore(Protocol):
    """Stored responses and the versions of cache tags.

    A store has a logical clock that each invalidation advances. `get` returns it on a miss; `set` refuses a response
    if one of its tags was invalidated since.
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
        """Revalidate the response under a key by its content hash, and count the request if it is still the same.

        Args:
            key: the key.
            content_hash: the content hash, with which the stored bytes begin.
            counters: keys of rate limits, each with its limit; after one that is exceeded, no others are counted.
            seconds: the window of the rate limits.

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
        """Neither serve nor store responses with one of these tags while the block commits; then they are invalid.

        Until the block ends it is unknown whether a reader sees the old rows or the new ones.
        """
