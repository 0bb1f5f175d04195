"""Which IP addresses a server may connect to on behalf of a user: those of the public internet.

Source: https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network

SPECIAL_NETWORKS: list[IPNetwork] = [
    ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "100.64.0.0/10",  # carrier-grade NAT; Alibaba's metadata
        "168.63.129.16/32",  # Azure's platform, behind an address that looks public
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata
        "192.88.99.0/24",  # relays of 6to4
        "198.18.0.0/15",  # benchmarks
        "240.0.0.0/4",  # reserved, and broadcast
        "::/96",  # IPv4-compatible, unspecified and loopback
        "64:ff9b:1::/48",  # NAT64 of one operator
        "100::/64",  # discard-only
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fec0::/10",  # site-local
    )
]
"""What Python counts as global in one of its versions, or what reaches another address by a detour.

Source: https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
"""

NAT64_NETWORK = IPv6Network("64:ff9b::/96")
"""The addresses through which an IPv6 network reaches IPv4 ones, which are their last four bytes.

Source: https://www.rfc-editor.org/rfc/rfc6052#section-2.1
"""


def is_public_address(text: str) -> bool:
    """Tell whether an IP address belongs to the public internet.

    An IPv4 address within an IPv6 one (mapped, or NAT64's) is judged as itself.

    Args:
        text: as `getaddrinfo` returns it, perhaps with a zone such as `%eth0`.

    Raises:
        ValueError: it is no IP address.
    """
    address = _unwrap(ip_address(text.partition("%")[0]))
    if any(address in network for network in SPECIAL_NETWORKS):
        return False
    return address.is_global and not address.is_multicast


def is_allowed_address(text: str) -> bool:
    """Tell whether an operator has opened the network of an IP address, by OUTBOUND_NETWORKS.

    Raises:
        ValueError: it is no IP address.
    """
    address = _unwrap(ip_address(text.partition("%")[0]))
    return any(address in ip_network(network) for network in settings.OUTBOUND_NETWORKS)


def _unwrap(address: IPAddress) -> IPAddress:
    """Return the IPv4 address that an IPv6 one stands for, else the address itself."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in NAT64_NETWORK:
            return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
