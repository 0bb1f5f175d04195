"""Bodies are received whole, within bounds, before anything works on a request."""

import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cms.http import request_buffering
from cms.http.request_buffering import MAX_BODY_BYTES, TOO_LARGE, TOO_MANY, RequestBuffering
from tests.http.test_server_errors import SENTENCE, full
from tests.server.wsgi import recorder

__all__ = ["full"]


class Stream:
    """What a server gives for a body, which says whether it was read.

    Args:
        body: what arrives.
        arrives: when; now, if left out.
    """

    def __init__(self, body: bytes = b"", arrives: Event | None = None) -> None:
        self._body = BytesIO(body)
        self._arrives = arrives
        self.asked = Event()

    def read(self, size: int) -> bytes:
        self.asked.set()
        if self._arrives:
            assert self._arrives.wait(60)
        return self._body.read(size)


class Application:
    """Answers with the body that it reads."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.bodies.append(environ["wsgi.input"].read())
        start_response("200 OK", [])
        return self.bodies[-1:]


def ask(
    buffering: RequestBuffering, stream: Any, length: object, path: str = "/seen/", address: str = "198.51.100.1"
) -> tuple[str, dict[str, str], bytes]:
    """Returns the status, headers and body of the answer to a POST."""
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "REMOTE_ADDR": address,
        "CONTENT_LENGTH": str(length),
        "wsgi.input": stream,
    }
    started: list[Any] = []
    body = b"".join(buffering(environ, recorder(started)))
    ((status, headers),) = started
    return status, dict(headers), body


@hypothesis_settings(deadline=None)
@given(length=st.one_of(st.integers(1, 300), st.integers(90_000, 200_000)))
def test_a_body_arrives_whole(length: int) -> None:
    body = bytes(number % 251 for number in range(length))

    assert ask(RequestBuffering(Application()), Stream(body + b"of the next request"), length)[2] == body


def test_of_a_client_that_goes_away_arrives_what_it_sent() -> None:
    assert ask(RequestBuffering(Application()), Stream(b"abc"), 100)[2] == b"abc"


@pytest.mark.parametrize("length", ["", "0", "-1", "ten", "²", "+5"])
def test_without_a_length_nothing_is_received(length: str) -> None:
    stream, application = Stream(b"abc"), Application()

    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "CONTENT_LENGTH": length, "wsgi.input": BytesIO(b"own")}
    assert list(RequestBuffering(application)(environ, recorder([]))) == [b"own"]
    assert not stream.asked.is_set()


def test_what_is_too_large_is_refused_unread() -> None:
    stream, application = Stream(), Application()

    status, headers, body = ask(RequestBuffering(application), stream, MAX_BODY_BYTES + 1)

    assert (status, body.decode()) == ("413 Request Entity Too Large", TOO_LARGE)
    assert headers["Cache-Control"] == "no-store"
    assert not stream.asked.is_set()
    assert application.bodies == []


def test_what_the_api_refuses_is_left_to_it_unread() -> None:
    given: list[Any] = []

    def refuse(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        given.append(environ["wsgi.input"])
        start_response("413 Request Entity Too Large", [])
        return [b"api"]

    stream = Stream()

    assert ask(RequestBuffering(refuse), stream, 30_001, "/graphql/")[2] == b"api"
    assert given == [stream]
    assert not stream.asked.is_set()


def test_one_client_sends_so_many_bodies_at_once_and_others_still_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_buffering, "MAX_RECEIVING", 6)
    monkeypatch.setattr(request_buffering, "MAX_RECEIVING_PER_CLIENT", 4)
    application = Application()
    buffering, arrives = RequestBuffering(application), Event()
    streams = [Stream(b"a", arrives) for _client in range(6)]
    with ThreadPoolExecutor(6) as clients:
        sent = [
            clients.submit(ask, buffering, stream, 1, address=f"198.51.100.{1 if number < 4 else number}")
            for number, stream in enumerate(streams)
        ]
        assert all(stream.asked.wait(60) for stream in streams)

        refused = ask(buffering, Stream(b"b"), 1)
        others = ask(buffering, Stream(b"c"), 1, address="198.51.100.77")
        assert application.bodies == []
        arrives.set()

        assert [one.result()[2] for one in sent] == [b"a"] * 6
    for status, headers, body in (refused, others):
        assert (status, headers["Retry-After"], body.decode()) == ("503 Service Unavailable", "1", TOO_MANY)
    assert ask(buffering, Stream(b"d"), 1)[2] == b"d"


def test_a_client_that_fails_gives_its_place_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_buffering, "MAX_RECEIVING_PER_CLIENT", 1)

    class Broken:
        def read(self, size: int) -> bytes:
            raise ValueError("broken")

    buffering = RequestBuffering(Application())
    for _request in range(2):
        with pytest.raises(ValueError, match="broken"):
            ask(buffering, Broken(), 1)

    assert ask(buffering, Stream(b"a"), 1)[2] == b"a"


@pytest.mark.django_db
def test_a_full_disk_is_told_in_words(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(full))
    upload = {"file": SimpleUploadedFile("large.jpg", bytes(200_000))}
    environ = RequestFactory().post("/login/", upload, headers={"Accept": "application/json"}).environ
    environ["HTTP_COOKIE"] = f"{configured.CSRF_COOKIE_NAME}={'a' * 32}"
    started: list[Any] = []

    body = b"".join(RequestBuffering(WSGIHandler())(environ, recorder(started)))

    assert started[0][0].startswith("507 ")
    assert SENTENCE in body.decode()
    assert list(full.rglob("*")) == []
