"""How much one client may ask for in a minute, counted in what queries cost.

The counts are in Redis, where all processes share them. While Redis does not answer, and where there is none, each
process counts for itself: limits are then as many times as wide as there are processes, but neither gone nor closed.

Source: https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-05
"""

import logging
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string

from cms.access.models import AccessToken
from cms.api.errors import RATE_LIMITED, Refusal
from cms.client_address import client_address

logger = logging.getLogger("cms.api")

PREFIX = "dateline:rate"
"""What the keys of Redis begin with."""

UNKNOWN_TOKEN = 100
"""What a wrong access token costs, so that nobody tries many."""

REDIS_PATIENCE = 0.25
"""For how many seconds a request waits for Redis."""

REDIS_AGAIN = 10.0
"""After how many seconds Redis is asked again once it did not answer."""


class Meter:
    """What one client has left of the present window.

    Args:
        client: who it is, for the counts alone.
        rate: a number of points and a time, such as "60000/minute"; empty for no limit.
    """

    def __init__(self, client: str, rate: str) -> None:
        self._client = client
        self._rate: RateLimitItem | None = parse(rate) if rate else None

    @classmethod
    def of(cls, environ: Mapping[str, Any], token: AccessToken | None) -> "Meter":
        """Return the meter of whoever sends a request: of the access token, or else of the address."""
        if token:
            return cls(f"token:{token.pk}", settings.GRAPHQL_RATE_TRUSTED)
        return cls(f"address:{client_address(environ)}", settings.GRAPHQL_RATE)

    def take(self, points: int) -> dict[str, str]:
        """Count points, and return the response headers that tell the client where it stands.

        Raises:
            Refusal: 429, when there are more points than the window allows.
        """
        if self._rate is None:
            return {}
        length = self._rate.get_expiry()
        return self.told(_counts(settings.REDIS_URL).add(self._window(length), length, points))

    @property
    def counter(self) -> tuple[str, int] | None:
        """The key of Redis under which it counts and its seconds to live; None when it does not count there."""
        if self._rate is None or not settings.REDIS_URL:
            return None
        length = self._rate.get_expiry()
        return f"{PREFIX}:{self._window(length)}", length

    def _window(self, length: int) -> str:
        return f"{self._client}:{int(time.time()) // length}"

    def told(self, taken: int) -> dict[str, str]:
        """Return the response headers once so many points were taken in the present window.

        Raises:
            Refusal: as `take` does.
        """
        if self._rate is None:
            return {}
        most, length = self._rate.amount, self._rate.get_expiry()
        passed = int(time.time()) % length
        headers = {
            "RateLimit-Limit": str(most),
            "RateLimit-Remaining": str(max(most - taken, 0)),
            "RateLimit-Reset": str(length - passed),
        }
        if taken > most:
            message = f"You have asked for more than {most:,} points in {length:,} seconds."
            raise Refusal(
                f"{message} Go on in {length - passed:,} seconds.",
                RATE_LIMITED,
                status=429,
                headers=headers | {"Retry-After": str(length - passed)},
                extensions={"limit": most, "retryAfter": length - passed},
            )
        return headers


class _Counts:
    def __init__(self, redis_url: str) -> None:
        self._own = MemoryStorage()
        self._shared: Any = self._own
        if redis_url:
            self._shared = storage_from_string(
                redis_url,
                key_prefix=PREFIX,
                wrap_exceptions=True,
                socket_timeout=REDIS_PATIENCE,
                socket_connect_timeout=REDIS_PATIENCE,
            )
        self._shared_again = 0.0

    def add(self, key: str, seconds: int, points: int) -> int:
        """Add points to what is counted under a key for so many seconds, and return the sum."""
        if time.monotonic() >= self._shared_again:
            try:
                return int(self._shared.incr(key, seconds, points))
            except StorageError as error:
                self._shared_again = time.monotonic() + REDIS_AGAIN
                logger.warning("Redis does not count requests, so this process does: %s", error.storage_error)
        return self._own.incr(key, seconds, points)


@cache
def _counts(redis_url: str) -> _Counts:
    return _Counts(redis_url)


def warm_up() -> None:
    """Make the counter before the first request: two threads that import its library at once would both fail."""
    _counts(settings.REDIS_URL)
