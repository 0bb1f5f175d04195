"""The time by which one request has to be answered, checked by whatever loops while it is made.

A limit on single SQL statements stops neither a thousand short ones nor a loop of Python's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from time import monotonic

ARRIVED_AT = "dateline.arrived_at"
"""The key in a WSGI environment under which it says when its request arrived, by the monotonic clock."""


class DeadlineExceeded(BaseException):  # Go's and gRPC's word for it
    """The request took longer than it may.

    It is no `Exception`, so that an executor does not take it for the failure of one field and go on with the next.
    """


_deadline: ContextVar[float] = ContextVar("deadline", default=inf)


@contextmanager
def deadline(seconds: float, since: float | None = None) -> Iterator[None]:
    """Give what runs within so many seconds.

    Args:
        seconds: how many; 0 for as many as it likes.
        since: from when on they count, by the monotonic clock; None for now.
    """
    token = _deadline.set((monotonic() if since is None else since) + seconds if seconds else inf)
    try:
        yield
    finally:
        _deadline.reset(token)


def check_deadline() -> None:
    """Stop a request whose deadline has passed.

    Raises:
        DeadlineExceeded: it has.
    """
    if monotonic() > _deadline.get():
        raise DeadlineExceeded


def remaining_seconds() -> float:
    """Return how many seconds are left: below zero once the deadline has passed, infinite where there is none."""
    return _deadline.get() - monotonic()
