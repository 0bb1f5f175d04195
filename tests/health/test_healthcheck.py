import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cms.health import healthcheck


class Server(HTTPServer):
    status = 200
    asked: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
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


def test_it_asks_whether_the_server_lives(server: Server) -> None:
    assert healthcheck.main() == 0
    assert server.asked == ["/livez/"]


def test_it_asks_at_another_address_where_one_is_named(server: Server) -> None:
    assert healthcheck.main(f"http://127.0.0.1:{server.server_port}/live/health/") == 0
    assert server.asked == ["/live/health/"]


def test_a_server_in_trouble_is_not_well(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.status = 500

    assert healthcheck.main() == 1
    assert capsys.readouterr().err == "HTTP Error 500: Internal Server Error\n"


def test_no_server_is_not_well(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PORT", "1")

    assert healthcheck.main() == 1
    assert capsys.readouterr().err == "<urlopen error [Errno 111] Connection refused>\n"
