"""The rate limit of the API: points of query cost that one client may spend in a time window."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from cms.access.models import AccessToken
from cms.graphql.errors import RATE_LIMITED, RequestError
from cms.http.rate_limit import RateLimiter, Usage, redis_key

UNKNOWN_TOKEN = 100
"""The cost of an unknown access token, so that guessing is slow."""


class CostLimiter:
    """The points of one client in the current window.

    Args:
        limiter: counts them.
    """

    def __init__(self, limiter: RateLimiter) -> None:
        self._limiter = limiter

    @classmethod
    def of(cls, environ: Mapping[str, Any], token: AccessToken | None) -> "CostLimiter":
        """Return the limiter of the access token, or else of the client's address."""
        if token:
            return cls(RateLimiter(f"token:{token.pk}", settings.GRAPHQL_RATE_TRUSTED))
        return cls(RateLimiter.for_address(environ, settings.GRAPHQL_RATE))

    def consume(self, points: int) -> dict[str, str]:
        """Consume points, and return the `RateLimit-*` headers.

        Raises:
            RequestError: 429, when the client has used more points than the window allows.
        """
        return _headers_of(self._limiter.consume(points))

    def counters(self) -> tuple[list[tuple[str, int]], int]:
        """Return the Redis keys of its counters with their limits, none without Redis, and their seconds to live."""
        counters = self._limiter.counters() if settings.REDIS_URL else []
        return [(redis_key(counter), counter.limit) for counter in counters], self._limiter.window_seconds

    def headers_for(self, counts: Sequence[int]) -> dict[str, str]:
        """Return the `RateLimit-*` headers for the values of its counters.

        Raises:
            RequestError: as `consume` does.
        """
        return _headers_of(self._limiter.usage(counts))


def _headers_of(usage: Usage | None) -> dict[str, str]:
    if usage is None:
        return {}
    if usage.is_exceeded:
        message = f"You have asked for more than {usage.limit:,} points in {usage.window_seconds:,} seconds."
        raise RequestError(
            f"{message} Go on in {usage.reset_seconds:,} seconds.",
            RATE_LIMITED,
            status=429,
            headers=usage.headers,
            extensions={"limit": usage.limit, "retryAfter": usage.reset_seconds},
        )
    return usage.headers
