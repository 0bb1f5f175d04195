import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cms import healthcheck


class Server(HTTPServer):
    status = 200
    asked: list[tuple[str, str | None]]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Host"]))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as server:
        server.asked = []
        monkeypatch.setenv("PORT", str(server.server_port))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("allowed", "host"), [("cms.example.org, 10.0.0.1", "cms.example.org"), (".example.org", "example.org")]
)
def test_it_asks_under_an_allowed_name(
    server: Server, monkeypatch: pytest.MonkeyPatch, allowed: str, host: str
) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", allowed)

    assert healthcheck.main() == 0
    assert server.asked == [("/healthz/", host)]


def test_a_server_in_trouble_is_not_well(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.status = 500

    assert healthcheck.main() == 1
    assert capsys.readouterr().err == "HTTP Error 500: Internal Server Error\n"


def test_no_server_is_not_well(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PORT", "1")

    assert healthcheck.main() == 1
    assert capsys.readouterr().err == "<urlopen error [Errno 111] Connection refused>\n"
