"""How much one client may ask for in a time, counted for all processes together.

The counts are in Redis, where all processes share them. While Redis does not answer, and where there is none, each
process counts for itself: limits are then as many times as wide as there are processes, but neither gone nor closed.

Source: https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-05
"""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from limits import RateLimitItem, parse_many
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string

from cms.http.client_address import client_address, client_site

logger = logging.getLogger("cms.http.rate_limit")

REDIS_KEY_PREFIX = "dateline:rate"
REDIS_TIMEOUT_SECONDS = 0.25
RATE_LIMIT_RETRY_SECONDS = 10.0
"""After how many seconds Redis is asked again once it did not answer."""

SITE_MULTIPLE = 8
"""How many times the rate of one IPv6 client (/64) its site (/48) has, which may be one customer or many."""


@dataclass(frozen=True, slots=True)
class Counter:
    """The count of one client, or of the site around it, in the present window.

    Attributes:
        key: what it is counted under.
        limit: how far it may go.
    """

    key: str
    limit: int


@dataclass(frozen=True, slots=True)
class Usage:
    """Where a client stands in the present window.

    Attributes:
        limit: what it may use in one window.
        used: what it has used.
        window_seconds: how long a window lasts.
        reset_seconds: when the next one begins.
    """

    limit: int
    used: int
    window_seconds: int
    reset_seconds: int

    @property
    def is_exceeded(self) -> bool:
        """Whether it has asked for more than it may."""
        return self.used > self.limit

    @property
    def headers(self) -> dict[str, str]:
        """The response headers that say so."""
        headers = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(self.limit - self.used, 0)),
            "RateLimit-Reset": str(self.reset_seconds),
        }
        return headers | {"Retry-After": str(self.reset_seconds)} if self.is_exceeded else headers


class RateLimiter:
    """Counts what one client uses of a rate.

    Args:
        client: who it is, for the counts alone.
        rate: an amount and a time, such as "60000/minute"; empty for no limit.
        site: those that share `SITE_MULTIPLE` times that rate with it, if any.
    """

    def __init__(self, client: str, rate: str, site: str = "") -> None:
        self._names = [(client, 1), (site, SITE_MULTIPLE)] if site else [(client, 1)]
        self._rate: RateLimitItem | None = parse_rate(rate) if rate else None

    @classmethod
    def for_address(cls, environ: Mapping[str, Any], rate: str, scope: str = "address") -> "RateLimiter":
        """Return the limiter of the address that sent a request; what has the same scope is counted together."""
        client = client_address(environ)
        site = client_site(client)
        return cls(f"{scope}:{client}", rate, f"{scope}:{site}" if site else "")

    @property
    def window_seconds(self) -> int:
        """How long a window lasts; 0 where there is no limit."""
        return self._rate.get_expiry() if self._rate else 0

    def counters(self) -> list[Counter]:
        """Return the counts of the present window: of the client, then of its site; none where there is no limit."""
        if self._rate is None:
            return []
        window = int(time.time()) // self.window_seconds
        return [Counter(f"{name}:{window}", self._rate.amount * multiple) for name, multiple in self._names]

    def consume(self, amount: int = 1) -> Usage | None:
        """Count an amount and return where the client then stands; None where there is no limit.

        What a client asks for beyond its own limit is not counted for its site, whose other clients would pay for it.
        """
        counts: list[int] = []
        for counter in self.counters():
            counts.append(_storage(settings.REDIS_URL).add(counter.key, self.window_seconds, amount))
            if counts[-1] > counter.limit:
                break
        return self.usage(counts)

    def usage(self, counts: Sequence[int]) -> Usage | None:
        """Return where the client stands by the counts of its counters: of these, by the one closest to its limit."""
        if not counts:
            return None
        passed = int(time.time()) % self.window_seconds
        usages = [
            Usage(counter.limit, count, self.window_seconds, self.window_seconds - passed)
            for counter, count in zip(self.counters(), counts, strict=False)
        ]
        return min(usages, key=lambda usage: usage.limit - usage.used)


@lru_cache(maxsize=100)
def parse_rate(rate: str) -> RateLimitItem:
    """Return the rate that a setting holds, such as "60/minute".

    Raises:
        ValueError: it is none, is several, or lets nothing through.
    """
    rates: list[RateLimitItem] = parse_many(rate)
    if len(rates) != 1 or rates[0].amount < 1:
        raise ValueError(f"{rate!r} is not one rate of 1 or more")
    return rates[0]


class _Storage:
    def __init__(self, redis_url: str) -> None:
        self._own = MemoryStorage()
        self._shared: Any = self._own
        if redis_url:
            self._shared = storage_from_string(
                redis_url,
                key_prefix=REDIS_KEY_PREFIX,
                wrap_exceptions=True,
                socket_timeout=REDIS_TIMEOUT_SECONDS,
                socket_connect_timeout=REDIS_TIMEOUT_SECONDS,
            )
        self._shared_again = 0.0

    def add(self, key: str, seconds: int, amount: int) -> int:
        """Add an amount to what is counted under a key for so many seconds, and return the sum."""
        if time.monotonic() >= self._shared_again:
            try:
                return int(self._shared.incr(key, seconds, amount))
            except StorageError as error:
                self._shared_again = time.monotonic() + RATE_LIMIT_RETRY_SECONDS
                logger.warning("Redis does not count requests, so this process does: %s", error.storage_error)
        return self._own.incr(key, seconds, amount)


@cache
def _storage(redis_url: str) -> _Storage:
    return _Storage(redis_url)


def redis_key(counter: Counter) -> str:
    """Return the key of Redis under which a counter is kept."""
    return f"{REDIS_KEY_PREFIX}:{counter.key}"


def warm_up() -> None:
    """Make the storage before the first request: two threads that import its library at once would both fail."""
    _storage(settings.REDIS_URL)
