"""Exponential backoff: how long to wait before what has failed is tried again."""

import random
from dataclasses import dataclass
from datetime import timedelta

MAX_RETRY_AFTER_SECONDS = 24 * 60 * 60
"""The longest delay that a service may ask for."""


@dataclass(frozen=True)
class Backoff:
    """Delays that grow by a factor with each failed attempt.

    Attributes:
        initial_delay: the delay after the first failure.
        max_delay: the delay that no later one exceeds.
        factor: by how much each is longer than the one before, 2 or more.
        jitter: by which share of itself a delay may be longer, at random, so that what failed together is not tried
            again together.
    """

    initial_delay: timedelta
    max_delay: timedelta
    factor: int = 2
    jitter: float = 0

    def delay(self, attempts: int, retry_after: float = 0) -> timedelta:
        """Return the delay after a failure.

        Args:
            attempts: failures before this one.
            retry_after: seconds that the service itself asks for, which may exceed `max_delay`.
        """
        exponent = min(attempts, (self.max_delay // self.initial_delay).bit_length())
        requested = timedelta(seconds=min(retry_after, MAX_RETRY_AFTER_SECONDS))
        growing: timedelta = self.initial_delay * self.factor**exponent
        delay = max(requested, min(self.max_delay, growing))
        return delay + delay * random.uniform(0, self.jitter) if self.jitter else delay  # noqa: S311  # no secret
