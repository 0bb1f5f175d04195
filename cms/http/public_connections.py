"""Connections to public addresses alone, which end when the time of their request is over."""

import socket
import threading
import time
from typing import Any, Self

from django.conf import settings
from django.utils.translation import gettext as _
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from cms.http.public_addresses import is_allowed_address, is_public_address


class OutboundError(Exception):
    """A request got no answer. The text is a sentence that an editor may read."""


class OutboundRefused(OutboundError):
    """An address that this server must not connect to: its scheme, port or network is not allowed. No retry helps."""


class OutboundFailed(OutboundError):
    """A fault of the network or of the other side, or an answer beyond the limits."""


def connect_to_public_host(host: str, port: int, timeout: float | None) -> socket.socket:
    """Return a connection to a host, whose every address has been checked before.

    Args:
        host: a name or an IP address in any spelling that the system knows, such as `0x7f000001`.
        port: must be one of OUTBOUND_PORTS, unless the host is in OUTBOUND_NETWORKS.
        timeout: seconds for each address.

    Raises:
        OutboundRefused: an address or the port is one that this server does not ask.
        OutboundFailed: the name is unknown, or no address takes a connection.
    """
    name = host.strip("[]").rstrip(".")
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise OutboundFailed(_("The host name %(host)s cannot be resolved.") % {"host": name}) from None
    for *_kind, address in found:
        _check_address(name, str(address[0]), port)
    fault: OSError | None = None
    for family, kind, protocol, _canonical, address in found:
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(timeout)
            connection.connect(address)
        except OSError as error:
            connection.close()
            fault = error
        else:
            return connection
    text = _("%(host)s takes no connection on port %(port)d.") % {"host": name, "port": port}
    raise OutboundFailed(text) from fault


def _check_address(name: str, address: str, port: int) -> None:
    if is_allowed_address(address):
        return
    if not is_public_address(address):
        raise OutboundRefused(
            _(
                "%(host)s is %(address)s, which is not an address of the public internet. "
                "An operator may open its network by OUTBOUND_NETWORKS."
            )
            % {"host": name, "address": address}
        )
    if port not in settings.OUTBOUND_PORTS:
        ports = ", ".join(map(str, settings.OUTBOUND_PORTS))
        raise OutboundRefused(
            _("Port %(port)d is not one of those that this server asks: %(ports)s (OUTBOUND_PORTS).")
            % {"port": port, "ports": ports}
        )


class ConnectionWatchdog:
    """Ends the connections of a request when its time is over: timeouts of sockets begin anew with every byte."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.expired = False
        self._ends_at = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._connections: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()

    def watch(self, connection: socket.socket) -> socket.socket:
        """Watch a connection by a second handle, which TLS does not take over as it does the first."""
        with self._lock:
            self._connections.append(connection.dup())
        if time.monotonic() >= self._ends_at:
            self._expire()
        return connection

    def _expire(self) -> None:
        self.expired = True
        with self._lock:
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the other side was quicker


class _PublicHTTPConnection(HTTPConnection):
    """urllib3's connection, to public addresses alone."""

    def __init__(self, *args: Any, watchdog: ConnectionWatchdog, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._watchdog = watchdog

    def _new_conn(self) -> socket.socket:
        timeout = self.timeout if isinstance(self.timeout, (int, float)) else None
        return self._watchdog.watch(connect_to_public_host(self.host, self.port, timeout))


class _PublicHTTPSConnection(_PublicHTTPConnection, HTTPSConnection):
    """The same with TLS, whose certificate must be that of the name."""


class PublicHTTPPool(HTTPConnectionPool):
    """urllib3's pool of such connections; takes a `watchdog` in addition to its own arguments."""

    ConnectionCls = _PublicHTTPConnection


class PublicHTTPSPool(HTTPSConnectionPool):
    """The same over TLS."""

    ConnectionCls = _PublicHTTPSConnection
