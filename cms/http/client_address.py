"""The client's address, as rate limits and counts of visitors know it: the one definition of it."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from django.conf import settings

from cms.http.public_addresses import NAT64_NETWORK

IPV6_CLIENT_PREFIX = 64
"""Bits of an IPv6 address that are one client: a household or a server has a whole /64 to choose from."""

IPV6_SITE_PREFIX = 48
"""Bits of an IPv6 address that are one site: a customer may have a whole /48, which is 65,536 clients.

Source: https://www.rfc-editor.org/rfc/rfc6177
"""

MAX_FORWARDED_CHARACTERS = 2_000
"""Of X-Forwarded-For, from its end; what lies before it comes from no trusted proxy."""

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


@lru_cache(maxsize=1_000)
def client_site(client: str) -> str:
    """Return the network of 48 bits around an IPv6 client, as `client_address` returns one; empty for all else."""
    return str(IPv6Network(client).supernet(new_prefix=IPV6_SITE_PREFIX)) if ":" in client else ""


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address of a hop, or None.

    A hop may have a port, brackets, quotes (RFC 7239) or a zone. An IPv4 address may be written as an IPv6 address, in
    the IPv4-mapped form or in that of NAT64, which holds public addresses alone.
    """
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    if found := _WITH_PORT.fullmatch(text):
        text = found["v6"] or found["v4"]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if address.version == 6:
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in NAT64_NETWORK and (embedded := IPv4Address(address.packed[-4:])).is_global:
            return embedded
    return address


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
