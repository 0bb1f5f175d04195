"""Limits of the connections of one process: in all, and per client address."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from cms.http.client_address import client_site
from cms.http.rate_limit import SITE_MULTIPLE


class TooManyConnections(Exception):
    """A connection that is refused.

    Attributes:
        status: 429 for the limit per client, 503 for that of the process.
        retry_after: in seconds.
    """

    def __init__(self, status: int, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.status, self.retry_after = status, retry_after


class ConnectionLimits:
    """Counts the connections of one process. Used by one event loop, or under a lock."""

    def __init__(self) -> None:
        self.total = 0
        self._by_client: Counter[str] = Counter()

    @contextmanager
    def admit(self, client: str) -> Iterator[None]:
        """Count a connection while the block runs.

        Args:
            client: as `client_address` returns it.

        Raises:
            TooManyConnections: beyond LIVE_CONNECTIONS, or LIVE_CONNECTIONS_PER_ADDRESS of this client.
        """
        own, site = settings.LIVE_CONNECTIONS_PER_ADDRESS, client_site(client) if client else ""
        if self._by_client[client] >= own or (site and self._by_client[site] >= own * SITE_MULTIPLE):
            raise TooManyConnections(
                429, f"Your network has {own} connections open here, which is the limit. Close one, and try again.", 30
            )
        if self.total >= settings.LIVE_CONNECTIONS:
            raise TooManyConnections(503, "All connections for live updates are taken. Try again in a minute.", 60)
        names = [client, site] if site else [client]
        self.total += 1
        self._by_client.update(names)
        try:
            yield
        finally:
            self.total -= 1
            self._by_client.subtract(names)
            for name in names:
                if not self._by_client[name]:
                    del self._by_client[name]
