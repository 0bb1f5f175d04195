"""The client's address, as rate limits and counts of visitors know it: the one definition of it."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from django.conf import settings

IPV6_CLIENT_PREFIX = 64
"""Bits of an IPv6 address that are one client: a household or a server has a whole /64 to choose from."""

MAX_FORWARDED_CHARACTERS = 2_000
"""Of X-Forwarded-For, from its end; what lies before it was written by nobody whom this server trusts."""

_WITH_PORT = re.compile(r"\[(?P<v6>[^\]]+)\](?::\d{1,5})?|(?P<v4>\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}")


def client_address(environ: Mapping[str, Any]) -> str:
    """Return the address of the client that sent a request.

    X-Forwarded-For is believed from its end, as far as the proxies of TRUSTED_PROXIES wrote it. granian takes
    `X_Forwarded_For` for the same header, so the proxy has to drop names with underscores, as nginx does.

    Args:
        environ: the WSGI environment, or `request.META`.

    Returns:
        An IPv4 address, an IPv6 network of 64 bits, or an empty string where nothing is known.
    """
    forwarded = str(environ.get("HTTP_X_FORWARDED_FOR", ""))[-MAX_FORWARDED_CHARACTERS:]
    return _nearest(forwarded, str(environ.get("REMOTE_ADDR", "")), tuple(settings.TRUSTED_PROXIES))


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address of a hop, which may have a port, brackets, a zone or the IPv4-mapped form, or None."""
    text = text.strip()
    if found := _WITH_PORT.fullmatch(text):
        text = found["v6"] or found["v4"]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (address.version == 6 and address.ipv4_mapped) or address


@lru_cache(maxsize=1_000)
def _nearest(forwarded: str, remote: str, proxies: tuple[str, ...]) -> str:
    trusted = _networks(proxies)
    nearest = ""
    for hop in reversed([*forwarded.split(","), remote]):
        address = parse_address(hop)
        if address is None:
            # A server on a socket of this machine knows no address of the proxy before it.
            if hop.strip() or nearest:
                break
            continue
        nearest = _client(address)
        if not any(address in network for network in trusted):
            break
    return nearest


def _client(address: IPv4Address | IPv6Address) -> str:
    return str(ip_network((address, IPV6_CLIENT_PREFIX), strict=False) if address.version == 6 else address)


@cache
def _networks(written: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    return [ip_network(network) for network in written]
