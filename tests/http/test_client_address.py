"""Whom a request is counted for: nobody shares the budget of another, and nobody chooses his own."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from django.test import RequestFactory
from hypothesis import assume, given
from hypothesis import strategies as st

from cms.http.client_address import client_address, client_site, parse_address
from cms.http.public_addresses import NAT64_NETWORK

HOP = st.one_of(st.ip_addresses().map(str), st.text(alphabet="0123456789abcdef.:[],% x", max_size=40))


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7, 10.1.2.3", "203.0.113.7"),
        ("10.0.0.1", "10.0.0.2, 10.0.0.3", "10.0.0.2"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"),
        ("", "198.51.100.1", "198.51.100.1"),
        ("", "", ""),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("::1", "2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "", "203.0.113.7"),
        ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1:443", "198.51.100.1"),
        ("127.0.0.1", "[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
        ("127.0.0.1", "[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        ("127.0.0.1", "fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.1:99999999", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1,", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, , 10.0.0.5", "10.0.0.5"),
        ("203.0.113.7:5000", "", "203.0.113.7"),
        ("127.0.0.1", "1.2.3.4, " * 1000 + "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "²0.1.1.1", "127.0.0.1"),
        ("127.0.0.1", '"[2001:db8:1:2::9]:443"', "2001:db8:1:2::/64"),
        ("127.0.0.1", '"198.51.100.1:443"', "198.51.100.1"),
        ("127.0.0.1", '1.2.3.4, "198.51.100.1', "127.0.0.1"),
        ("127.0.0.1", '"', "127.0.0.1"),
        ("127.0.0.1", "64:ff9b::198.51.100.1", "64:ff9b::/64"),
        ("127.0.0.1", "64:ff9b::8.8.4.4", "8.8.4.4"),
        ("64:ff9b::808:404", "", "8.8.4.4"),
        ("64:ff9b::10.0.0.1", "1.2.3.4", "64:ff9b::/64"),
        ("127.0.0.1", "64:ff9b:1::8.8.4.4", "64:ff9b:1::/64"),
    ],
)
def test_addresses_are_believed_as_far_as_trusted_proxies_wrote_them(
    remote: str, forwarded: str, address: str
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    assert client_address(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers).META) == address


@given(spoofed=st.lists(HOP, max_size=5), client=st.ip_addresses(v=4).filter(lambda address: address.is_global))
def test_what_a_client_writes_before_the_proxy_changes_nothing(spoofed: list[str], client: object) -> None:
    """The proxy appends the address that it saw."""
    environ = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": ", ".join([*spoofed, str(client)])}

    assert client_address(environ) == str(client)


@given(text=HOP)
def test_an_unknown_client_is_counted_for_its_own_address(text: str) -> None:
    assert client_address({"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": text}) == "203.0.113.9"


@given(address=st.ip_addresses(v=4), port=st.integers(0, 65_535))
def test_a_port_quotes_and_the_mapped_form_say_nothing(address: object, port: int) -> None:
    assert parse_address(f"{address}:{port}") == parse_address(f"[::ffff:{address}]:{port}") == address
    assert parse_address(f'"{address}:{port}"') == parse_address(f'"[::ffff:{address}]:{port}"') == address


@given(address=st.ip_addresses(v=4))
def test_an_address_behind_nat64_is_its_own_where_it_is_public(address: IPv4Address) -> None:
    translated = IPv6Address(int(NAT64_NETWORK.network_address) + int(address))

    assert parse_address(str(translated)) == (address if address.is_global else translated)


@given(number=st.integers(0, 2**128 - 1))
def test_the_clients_of_one_site_share_its_48_bits(number: int) -> None:
    address = IPv6Address(number)
    assume(not address.ipv4_mapped and address not in NAT64_NETWORK)
    client = client_address({"REMOTE_ADDR": str(address)})
    neighbour = client_address({"REMOTE_ADDR": str(IPv6Address(number ^ 1 << 70))})

    assert client != neighbour
    assert client_site(client) == client_site(neighbour) == str(ip_network((address, 48), strict=False))


def test_only_ipv6_clients_belong_to_a_site() -> None:
    assert (client_site("198.51.100.1"), client_site("")) == ("", "")
