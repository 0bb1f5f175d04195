"""Requests to addresses that somebody typed: where they may go, and how long and large their answers may be."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from cms.http import outbound
from cms.http.outbound import OutboundFailed, OutboundLimits, OutboundRefused, check_public_url, fetch_public_url
from cms.http.public_addresses import is_public_address

LOOPBACK = ["127.0.0.0/8"]
HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Who: me\r\n\r\nhello"

NOT_PUBLIC = {
    "this network": "0.0.0.0",  # noqa: S104  # nothing binds to it
    "private, 10": "10.1.2.3",
    "private, 172": "172.16.0.1",
    "private, 192": "192.168.1.1",
    "loopback": "127.0.0.1",
    "loopback, another": "127.255.255.254",
    "link-local": "169.254.1.1",
    "metadata of AWS, GCP and Azure": "169.254.169.254",
    "metadata of Alibaba, carrier-grade NAT": "100.100.100.200",
    "metadata of Oracle": "192.0.0.192",
    "platform of Azure": "168.63.129.16",
    "carrier-grade NAT": "100.64.0.1",
    "benchmarks": "198.18.0.1",
    "documentation": "203.0.113.7",
    "relay of 6to4": "192.88.99.1",
    "multicast": "224.0.0.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "unspecified, IPv6": "::",
    "loopback, IPv6": "::1",
    "IPv4-mapped loopback": "::ffff:127.0.0.1",
    "IPv4-mapped private": "::ffff:10.0.0.1",
    "IPv4-compatible loopback": "::127.0.0.1",
    "NAT64 of loopback": "64:ff9b::7f00:1",
    "NAT64 of metadata": "64:ff9b::a9fe:a9fe",
    "NAT64 of one operator": "64:ff9b:1::808:808",
    "6to4 of a private address": "2002:a00:1::1",
    "Teredo": "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "unique local": "fd12:3456:789a::1",
    "metadata of AWS, IPv6": "fd00:ec2::254",
    "link-local, IPv6": "fe80::1",
    "link-local with a zone": "fe80::1%eth0",
    "site-local": "fec0::1",
    "multicast, IPv6": "ff02::1",
    "documentation, IPv6": "2001:db8::1",
    "discard-only": "100::1",
}
SPELLINGS = {
    "name": "localhost",
    "name with a dot": "localhost.",
    "decimal": "2130706433",
    "octal": "0177.0.0.1",
    "hexadecimal": "0x7f.0.0.1",
    "hexadecimal, one number": "0x7f000001",
    "short": "127.1",
    "brackets": "[::1]",
    "mapped in brackets": "[::ffff:127.0.0.1]",
}


@contextmanager
def server(*answers: Callable[[socket.socket], None] | bytes) -> Iterator[tuple[int, list[bytes]]]:
    """Yields the port of a server that answers one connection after the other, and what it was asked."""
    listener = socket.create_server(("127.0.0.1", 0))
    asked: list[bytes] = []

    def serve() -> None:
        for answer in answers:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            with connection:
                asked.append(connection.recv(65_536))
                try:
                    if isinstance(answer, bytes):
                        connection.sendall(answer)
                    else:
                        answer(connection)
                except OSError:
                    continue  # the client has gone

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1], asked
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@pytest.mark.parametrize("address", NOT_PUBLIC.values(), ids=NOT_PUBLIC.keys())
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not is_public_address(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_a_public_address_is_taken(address: str) -> None:
    assert is_public_address(address)


@pytest.mark.parametrize("host", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_no_spelling_of_this_machine_gets_a_connection(host: str, settings: Settings) -> None:
    with server(HELLO) as (port, asked):
        settings.OUTBOUND_PORTS = [port]
        with pytest.raises(OutboundRefused, match="which is not an address of the public internet"):
            fetch_public_url(f"http://{host}:{port}/")
    assert asked == []


def test_the_checked_address_is_the_one_that_is_connected_to(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved: list[str] = []

    def rebinding(host: str, port: int, **_options: Any) -> list[Any]:
        """Says a network that is open at first, and another one ever after."""
        resolved.append(host)
        address = "127.0.0.1" if len(resolved) == 1 else "169.254.169.254"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    settings.OUTBOUND_NETWORKS = LOOPBACK
    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with server(HELLO) as (port, asked):
        assert fetch_public_url(f"http://hooks.example.org:{port}/x?y=1").body == b"hello"
        with pytest.raises(OutboundRefused, match=r"hooks\.example\.org is 169\.254\.169\.254"):
            fetch_public_url(f"http://hooks.example.org:{port}/")
    assert resolved == ["hooks.example.org", "hooks.example.org"]
    assert asked[0].startswith(b"GET /x?y=1 HTTP/1.1\r\nHost: hooks.example.org:%d\r\n" % port)


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: found)
    with pytest.raises(OutboundRefused, match=r"mixed\.example\.org is 10\.0\.0\.1"):
        fetch_public_url("https://mixed.example.org/")


def test_other_ports_are_refused_on_the_public_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 6379))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: found)
    with pytest.raises(OutboundRefused, match=r"Port 6379 is not one of those that this server asks: 80, 443"):
        fetch_public_url("http://example.org:6379/")


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("ftp://example.org/", "must begin with https:// or http://"),
        ("file:///etc/passwd", "must begin with https:// or http://"),
        ("example.org", "must begin with https:// or http://"),
        ("https://", "must begin with https:// or http://"),
        ("https://me:secret@example.org/", "no user name and no password"),
        ("https://example.org:99999/", "no address of the web"),
        ("https://\uff11\uff12\uff17.0.0.1/", "no address of the web"),
        ("https://exa mple.org/", "no address of the web"),
    ],
)
def test_what_is_wrong_with_an_address_is_said(url: str, fault: str) -> None:
    with pytest.raises(OutboundRefused, match=fault):
        check_public_url(url)


def test_redirects_are_followed_only_where_asked_for_and_each_is_checked(settings: Settings) -> None:
    settings.OUTBOUND_NETWORKS = LOOPBACK
    redirect = b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
    with server(redirect % b"/two") as (port, _asked):
        assert fetch_public_url(f"http://127.0.0.1:{port}/one").status == 302
    with server(redirect % b"/two", HELLO) as (port, _asked):
        answer = fetch_public_url(f"http://127.0.0.1:{port}/one", max_redirects=2)
    assert (answer.status, answer.url, answer.headers["x-who"]) == (200, f"http://127.0.0.1:{port}/two", "me")
    with (
        server(redirect % b"http://169.254.169.254/latest/meta-data/") as (port, _asked),
        pytest.raises(OutboundRefused, match=r"169\.254\.169\.254 is"),
    ):
        fetch_public_url(f"http://127.0.0.1:{port}/one", max_redirects=2)


def test_an_answer_is_bounded_in_size(settings: Settings) -> None:
    settings.OUTBOUND_NETWORKS = LOOPBACK
    long = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200_000
    with server(long) as (port, _asked), pytest.raises(OutboundFailed, match="larger than 1,000 bytes"):
        fetch_public_url(f"http://127.0.0.1:{port}/", limits=OutboundLimits(max_bytes=1_000))
    with server(long) as (port, _asked):
        limits = OutboundLimits(max_bytes=1_000, truncates=True)
        assert fetch_public_url(f"http://127.0.0.1:{port}/", limits=limits).body == b"x" * 1_000


def test_a_server_that_drips_is_left_when_the_time_is_over(settings: Settings) -> None:
    settings.OUTBOUND_NETWORKS = LOOPBACK
    gone = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not gone.wait(0.02):
            connection.sendall(b"x")

    with server(drip) as (port, _asked):
        try:
            with pytest.raises(OutboundFailed, match=r"127\.0\.0\.1 did not answer within 0\.3 seconds"):
                fetch_public_url(f"http://127.0.0.1:{port}/", limits=OutboundLimits(total_seconds=0.3))
        finally:
            gone.set()


def test_what_gives_no_answer_is_named(settings: Settings) -> None:
    settings.OUTBOUND_NETWORKS = LOOPBACK
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(OutboundFailed, match=rf"127\.0\.0\.1 takes no connection on port {port}"):
        fetch_public_url(f"http://127.0.0.1:{port}/")
    with server(b"") as (port, _asked), pytest.raises(OutboundFailed, match=r"127\.0\.0\.1 gave no answer"):
        fetch_public_url(f"http://127.0.0.1:{port}/")
    with pytest.raises(OutboundFailed, match=r"nowhere\.invalid cannot be resolved"):
        fetch_public_url("https://nowhere.invalid/")


def test_proxies_of_the_environment_are_not_used(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OUTBOUND_NETWORKS = LOOPBACK
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with server(HELLO) as (port, asked):
        assert fetch_public_url(f"http://127.0.0.1:{port}/").status == 200
    assert asked[0].startswith(b"GET / HTTP/1.1\r\n")


def test_a_certificate_must_be_that_of_the_name(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTBOUND_NETWORKS = LOOPBACK
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=x"]
    subject = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command, *subject], check=True, capture_output=True)
    of_server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    of_server.load_cert_chain(certificate, key)
    monkeypatch.setattr(outbound, "_tls_context", lambda: ssl.create_default_context(cafile=str(certificate)))
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    def serve() -> None:
        for _connection in range(2):
            raw, _address = listener.accept()
            try:
                with of_server.wrap_socket(raw, server_side=True) as connection:
                    connection.recv(65_536)
                    connection.sendall(HELLO)
            except OSError:
                raw.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        assert fetch_public_url(f"https://localhost:{port}/").body == b"hello"
        with pytest.raises(OutboundFailed, match="SSLError"):
            fetch_public_url(f"https://127.0.0.1:{port}/")
    finally:
        thread.join()
        listener.close()
