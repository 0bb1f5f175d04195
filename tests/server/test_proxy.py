"""nginx with the configuration in deploy/nginx, before the server as the image starts it."""

import hashlib
import random
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from cms.http.security_headers import STRICT
from tests.server.image import Image, running, until
from tests.server.proxy import needs_nginx, proxied

pytest.importorskip("granian", reason="granian, the server of the image, is not installed: make install")

# Its tests share two servers, so they stay together.
pytestmark = [pytest.mark.processes, needs_nginx, pytest.mark.xdist_group("proxy")]

UNAVAILABLE = b"The newsroom's server is being started, or cannot be reached. Try again in a few seconds.\n"
TOO_LARGE = b"This is larger than the newsroom takes. Send less at once: a picture or document may have 20 MB.\n"
TOO_MANY = b"Too many of your requests are under way at once. Wait for some of them, and send this again.\n"
NOT_UNDERSTOOD = b"This request cannot be understood.\n"
STRICT_HEADERS = {
    **STRICT,
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
OF_NGINX = {"server", "date", "connection"}
"""Headers that nginx writes itself."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    """The server, as nobody but the proxy reaches it."""
    with running(tmp_path_factory.mktemp("server")) as image:
        yield image


@pytest.fixture(scope="module")
def proxy(server: Image, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    """nginx, to which the tests are another proxy before it, such as one where TLS ends."""
    with proxied(server, tmp_path_factory.mktemp("proxy")) as image:
        yield image


@pytest.fixture(scope="module")
def outermost(server: Image, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    """nginx, to which the tests are readers."""
    with proxied(server, tmp_path_factory.mktemp("outermost"), before=False) as image:
        yield image


def security_headers(answer: bytes) -> list[tuple[str, str]]:
    """Returns those of a response, as often as they stand there."""
    lines = [line.partition(": ") for line in answer.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]]
    names = {name.lower(): name for name in STRICT_HEADERS}
    return sorted((names[name.lower()], value) for name, _colon, value in lines if name.lower() in names)


def slow_bodies(proxy: Image, number: int, address: str) -> list[socket.socket]:
    lines = ["POST /seen/ HTTP/1.1", "Host: localhost", "Content-Length: 100", f"X-Forwarded-For: {address}", "", ""]
    return [proxy.begin(*lines, body=b"a") for _client in range(number)]


def rest_of(client: socket.socket) -> bytes:
    """Returns what comes until the connection is closed."""
    received = b""
    with client, suppress(ConnectionResetError):
        while part := client.recv(65_536):
            received += part
    return received


def test_clients_that_never_end_stop_nobody_and_are_cut_off(server: Image, proxy: Image) -> None:
    bodies = slow_bodies(proxy, 40, "198.51.100.1")
    heads = [proxy.begin("GET /livez/ HTTP/1.1", "Host: loc") for _client in range(40)]
    begun = time.monotonic()

    answers = [proxy.ask(path).status for path in ("/livez/", "/story/") for _request in range(10)]

    assert answers == [200] * 20
    assert server.state()["reading"] == 0
    assert [rest_of(client)[:13] for client in [*bodies, *heads]] == [b""] * 80
    assert 9 < time.monotonic() - begun < 25
    assert server.state()["reading"] == 0


def test_a_body_that_comes_byte_by_byte_reaches_the_server_at_once(server: Image, proxy: Image) -> None:
    lines = ["POST /seen/ HTTP/1.1", "Host: localhost", "Connection: close", "Content-Length: 5", "", ""]
    client = proxy.begin(*lines)
    for byte in b"abcde":
        assert server.state()["reading"] == 0
        client.sendall(bytes([byte]))

    assert hashlib.sha256(b"abcde").hexdigest().encode() in rest_of(client)


def test_one_address_has_a_hundred_requests_under_way_at_once(proxy: Image) -> None:
    clients = slow_bodies(proxy, 100, "198.51.100.2")
    until(lambda: proxy.ask("/livez/", X_Forwarded_For="198.51.100.2").status == 429)

    refused = proxy.ask("/livez/", X_Forwarded_For="198.51.100.2")

    assert (refused.status, refused.headers["retry-after"], refused.body) == (429, "1", TOO_MANY)
    assert {name: refused.headers.get(name.lower()) for name in STRICT_HEADERS} == STRICT_HEADERS
    assert proxy.ask("/livez/", X_Forwarded_For="198.51.100.3").status == 200
    for client in clients:
        client.close()


def test_an_upload_of_twenty_megabytes_arrives_whole(proxy: Image) -> None:
    picture = random.Random(1).randbytes(20 * 2**20)
    form = encode_multipart(BOUNDARY, {"title": "A picture", "file": SimpleUploadedFile("picture.jpg", picture)})

    answer = proxy.ask("/admin/seen/", "POST", form, Content_Type=MULTIPART_CONTENT)

    assert (answer.status, answer.json["bytes"]) == (200, len(picture))
    assert answer.json["sha256"] == hashlib.sha256(picture).hexdigest()


@pytest.mark.parametrize(
    ("path", "megabytes"), [("/seen/", 1), ("/graphql/", 1), ("/graphql/documents/", 11), ("/admin/seen/", 25)]
)
def test_what_is_too_large_is_refused_in_a_sentence_before_it_was_sent(
    proxy: Image, path: str, megabytes: int
) -> None:
    length = megabytes * 2**20 + 1
    client = proxy.begin(f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {length}", "", "", body=b"a")

    with client:
        answer = client.recv(65_536)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert answer.endswith(TOO_LARGE)
    assert security_headers(answer) == sorted(STRICT_HEADERS.items())


@pytest.mark.parametrize(
    ("status", "lines"),
    [
        (400, ["GET /seen/ HTTP/1.1"]),  # without a host
        (400, ["GET /seen/ HTTP/1.1", "Host: localhost", f"X-Long: {'a' * 40_000}"]),
        (400, ["\x16\x03\x01"]),  # of a client that speaks TLS
        (404, ["GET /.nginx-refusal HTTP/1.1", "Host: localhost", "Connection: close"]),
        (405, ["TRACE /seen/ HTTP/1.1", "Host: localhost"]),
        (414, [f"GET /{'a' * 40_000} HTTP/1.1", "Host: localhost"]),
        (501, ["POST /seen/ HTTP/1.1", "Host: localhost", "Transfer-Encoding: gzip"]),
        (505, ["GET /seen/ HTTP/2.1", "Host: localhost"]),
    ],
)
def test_what_cannot_be_understood_is_refused_with_strict_headers(proxy: Image, status: int, lines: list[str]) -> None:
    answer = rest_of(proxy.begin(*lines, "", ""))

    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert answer.endswith(b"\r\n\r\n" + NOT_UNDERSTOOD)
    assert b"\r\nContent-Type: text/plain; charset=utf-8\r\n" in answer
    assert b"Retry-After" not in answer
    assert b"Cache-Control" not in answer
    assert security_headers(answer) == sorted(STRICT_HEADERS.items())


@pytest.mark.parametrize("path", ["/livez/", "/story/", "/nowhere/"])
def test_security_headers_of_answers_that_pass_are_the_servers_own(server: Image, proxy: Image, path: str) -> None:
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Connection: close", "", ""]

    direct, through = (security_headers(rest_of(image.begin(*lines))) for image in (server, proxy))

    assert through == direct
    assert STRICT.items() <= dict(direct).items()
    assert len(dict(direct)) == len(direct), "none stands there twice"


def test_a_reader_chooses_neither_address_nor_scheme(outermost: Image) -> None:
    told = outermost.ask(
        "/seen/", X_Forwarded_For="203.0.113.1, 127.0.0.1", X_Forwarded_Proto="https", Forwarded="for=203.0.113.2"
    ).json

    assert (told["HTTP_X_FORWARDED_FOR"], told["HTTP_X_FORWARDED_PROTO"]) == ("127.0.0.1", "http")


def test_of_what_a_proxy_says_the_reader_wrote_nothing(proxy: Image) -> None:
    """A proxy adds the address that it sees to what the reader sent."""
    told = proxy.ask("/seen/", X_Forwarded_For="203.0.113.1, 198.51.100.9, 10.0.0.7", X_Forwarded_Proto="https").json

    assert (told["HTTP_X_FORWARDED_FOR"], told["HTTP_X_FORWARDED_PROTO"]) == ("198.51.100.9", "https")


def test_each_scheme_but_https_is_that_of_the_connection(proxy: Image) -> None:
    schemes = [
        proxy.ask("/seen/", X_Forwarded_Proto=scheme).json["HTTP_X_FORWARDED_PROTO"]
        for scheme in ("http", "httpsx", "https, http", "wss", "")
    ]

    assert schemes == ["http"] * 5


@pytest.mark.parametrize("name", ["X_Forwarded_For", "X_FORWARDED_FOR", "X-Forwarded_For", "X_Forwarded_Proto"])
def test_another_spelling_of_a_header_is_dropped(proxy: Image, name: str) -> None:
    lines = ["GET /seen/ HTTP/1.1", "Host: localhost", "Connection: close"]

    answer = rest_of(proxy.begin(*lines, f"{name}: https", "X-Forwarded-For: 198.51.100.9", "", ""))

    assert b'"HTTP_X_FORWARDED_FOR": "198.51.100.9"' in answer
    assert b'"HTTP_X_FORWARDED_PROTO": "http"' in answer


def test_the_host_keeps_its_port_and_the_path_its_spelling(proxy: Image) -> None:
    lines = ["GET /seen/?caf%C3%A9=%2F&a=//b HTTP/1.1", "Host: localhost:99", "Connection: close"]

    answer = rest_of(proxy.begin(*lines, "", ""))

    assert b'"HTTP_HOST": "localhost:99"' in answer
    assert b'"QUERY_STRING": "caf%C3%A9=%2F&a=//b"' in answer


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "headers", [{}, {"Accept_Encoding": "gzip"}, {"If_None_Match": '"of-the-story"'}, {"If_None_Match": '"other"'}]
)
def test_answers_pass_unharmed(server: Image, proxy: Image, method: str, headers: dict[str, str]) -> None:
    """Validators, `Vary`, compression, and a Surrogate-Key of 15 kB."""
    direct, through = (image.ask("/story/", method, None, **headers) for image in (server, proxy))

    assert (through.status, through.body) == (direct.status, direct.body)
    assert {name: told for name, told in through.headers.items() if name not in OF_NGINX} == {
        name: told for name, told in direct.headers.items() if name not in OF_NGINX
    }
    assert through.headers["etag"] == '"of-the-story"'
    assert direct.status == (304 if headers.get("If_None_Match") == '"of-the-story"' else 200)


def test_the_api_counts_readers_by_their_own_addresses(proxy: Image) -> None:
    question = b'{"query": "{ __typename }"}'
    statuses = [
        proxy.ask(
            "/graphql/", "POST", question, Content_Type="application/json", X_Forwarded_For=f"203.0.113.99, {address}"
        ).status
        for address in ("198.51.100.21", "198.51.100.21", "198.51.100.21", "198.51.100.22")
    ]

    assert statuses == [200, 200, 429, 200]


def test_the_log_holds_no_secrets_and_no_lines_of_a_reader(proxy: Image) -> None:
    proxy.ask("/caf%C3%A9%0A[2026]?token=secret", X_Forwarded_For="198.51.100.31")

    until(lambda: "198.51.100.31" in proxy.log.read_text())
    (line,) = [line for line in proxy.log.read_text().splitlines() if line.startswith("198.51.100.31 ")]
    assert r'"GET /caf\xC3\xA9\x0A[2026]" 404 ' in line
    assert "secret" not in proxy.log.read_text()


def test_a_server_that_restarts_is_unavailable_and_comes_back(tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("nginx")
    with running(tmp_path_factory.mktemp("before")) as image, proxied(image, directory) as proxy:
        assert proxy.ask("/livez/").status == 200
        image.process.terminate()
        image.process.wait()

        gone = proxy.ask("/livez/")
        posted = proxy.ask("/seen/", "POST", b"a")

        for answer in (gone, posted):
            assert (answer.status, answer.body) == (502, UNAVAILABLE)
            assert (answer.headers["retry-after"], answer.headers["cache-control"]) == ("5", "no-store")
            assert {name: answer.headers.get(name.lower()) for name in STRICT_HEADERS} == STRICT_HEADERS
        with running(tmp_path_factory.mktemp("after"), environment={"PORT": str(image.port)}):
            assert proxy.ask("/livez/").status == 200
            assert proxy.ask("/seen/", "POST", b"a").json["bytes"] == 1


def test_what_may_have_happened_is_not_sent_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A server that takes a request and dies."""
    arrived: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def die() -> None:
        while True:
            try:
                client, _address = listener.accept()
            except OSError:
                return
            with client:
                arrived.append(client.recv(65_536))

    Thread(target=die, daemon=True).start()
    directory = tmp_path_factory.mktemp("nginx")
    image = Image(process=None, port=listener.getsockname()[1], gate=directory, log=directory)  # type: ignore[arg-type]
    with listener, proxied(image, directory) as proxy:
        assert proxy.ask("/admin/pages/1/edit/", "POST", b"a").status == 502

    assert [request.split()[0] for request in arrived] == [b"POST"]
