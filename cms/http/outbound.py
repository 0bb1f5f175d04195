"""Requests to addresses from user input: to the public internet alone, within limits of time and size.

The address that is checked is the one that is connected to, so that a name which resolves to another one later (DNS
rebinding) gains nothing. TLS and `Host` keep the name. Proxies of the environment are not used.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urljoin

import certifi
from django.utils.translation import gettext as _
from urllib3 import BaseHTTPResponse, Timeout
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import Url, parse_url

from cms.http.public_connections import (
    ConnectionWatchdog,
    OutboundError,
    OutboundFailed,
    OutboundRefused,
    PublicHTTPPool,
    PublicHTTPSPool,
)

__all__ = ["OutboundError", "OutboundFailed", "OutboundRefused", "check_public_url", "fetch_public_url"]

DEFAULT_PORTS = {"http": 80, "https": 443}
REDIRECT_STATUSES = frozenset([301, 302, 303, 307, 308])
RESPONSE_CHUNK_BYTES = 16 * 1024


@dataclass(frozen=True)
class OutboundLimits:
    """How long a request may take, and how much its answer may hold.

    Attributes:
        connect_seconds: until each connection stands, TLS included.
        read_seconds: between two pieces of the answer.
        total_seconds: from the connection to the last byte, all redirects together. Resolving names is not counted:
            the resolver's own limit holds, ten seconds or so.
        max_bytes: of the answer's body.
        truncates: a longer body is cut there; else it is an error.
    """

    connect_seconds: float = 5
    read_seconds: float = 10
    total_seconds: float = 30
    max_bytes: int = 64 * 1024
    truncates: bool = False


DEFAULT_OUTBOUND_LIMITS = OutboundLimits()


@dataclass(frozen=True)
class OutboundResponse:
    """An answer.

    Attributes:
        url: the address that gave it, after redirects.
        headers: by names in lower case.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


def fetch_public_url(
    url: str,
    method: str = "GET",
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    limits: OutboundLimits = DEFAULT_OUTBOUND_LIMITS,
    max_redirects: int = 0,
) -> OutboundResponse:
    """Send a request to an address from user input, and return its response, whatever its status.

    Args:
        url: of `http` or `https`.
        method: the HTTP method.
        headers: of the request; `Accept-Encoding` stays `identity`, so that a small answer unpacks to nothing large.
        body: of the request.
        limits: of time and size.
        max_redirects: how many redirects are followed, each checked like the address itself; only for GET. The answer
            to one more is returned as it is.

    Raises:
        OutboundRefused: the address is none of the public internet, or its port is not in OUTBOUND_PORTS.
        OutboundFailed: no whole answer came within the limits.
    """
    with ConnectionWatchdog(limits.total_seconds) as watchdog:
        for followed in range(max_redirects + 1):
            answer = _send(url, method, dict(headers or {}), body, limits, watchdog)
            location = answer.headers.get("location", "")
            if answer.status not in REDIRECT_STATUSES or not location or followed == max_redirects:
                break
            url = urljoin(url, location)
    return answer


def check_public_url(url: str) -> Url:
    """Return a URL in its parts, as far as it can be judged without asking its server.

    Raises:
        OutboundRefused: it is malformed, has a user name in it, or another scheme or port than this server may ask.
    """
    try:
        parts = parse_url(url)
    except LocationParseError:
        raise OutboundRefused(_("This is no address of the web.")) from None
    if parts.scheme not in DEFAULT_PORTS or not parts.host:
        raise OutboundRefused(_("The address must begin with https:// or http:// and a host name."))
    if parts.auth is not None:
        raise OutboundRefused(_("The address must hold no user name and no password."))
    return parts


@cache
def _tls_context() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


def _send(
    url: str,
    method: str,
    headers: dict[str, str],
    body: bytes | None,
    limits: OutboundLimits,
    watchdog: ConnectionWatchdog,
) -> OutboundResponse:
    """Send one request and read its answer."""
    parts = check_public_url(url)
    assert parts.scheme
    assert parts.host
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    options: dict[str, Any] = {
        "timeout": Timeout(connect=limits.connect_seconds, read=limits.read_seconds),
        "retries": False,
        "watchdog": watchdog,
    }
    pool = (
        PublicHTTPSPool(parts.host, port, ssl_context=_tls_context(), **options)
        if parts.scheme == "https"
        else PublicHTTPPool(parts.host, port, **options)
    )
    try:
        with pool:
            response = pool.urlopen(
                method,
                parts.request_uri,
                body=body,
                headers={"User-Agent": "Dateline"} | headers | {"Accept-Encoding": "identity", "Connection": "close"},
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            try:
                content = _read(response, limits)
            finally:
                response.close()
    except (HTTPError, OSError) as error:
        if watchdog.expired:
            raise _too_slow(parts.host, watchdog) from error
        text = _("%(host)s gave no answer (%(error)s).") % {"host": parts.host, "error": type(error).__name__}
        raise OutboundFailed(text) from error
    if watchdog.expired:
        raise _too_slow(parts.host, watchdog)
    answered = {name.lower(): value for name, value in response.headers.items()}
    return OutboundResponse(url, response.status, answered, content)


def _read(response: BaseHTTPResponse, limits: OutboundLimits) -> bytes:
    """Return the body of an answer as far as it may be long."""
    content = bytearray()
    while len(content) <= limits.max_bytes and (chunk := response.read(RESPONSE_CHUNK_BYTES)):
        content += chunk
    if len(content) > limits.max_bytes and not limits.truncates:
        raise OutboundFailed(_("The answer is larger than %(bytes)s bytes.") % {"bytes": f"{limits.max_bytes:,}"})
    return bytes(content[: limits.max_bytes])


def _too_slow(host: str, watchdog: ConnectionWatchdog) -> OutboundFailed:
    text = _("%(host)s did not answer within %(seconds)s seconds.")
    return OutboundFailed(text % {"host": host, "seconds": f"{watchdog.seconds:g}"})
