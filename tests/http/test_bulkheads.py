"""The two pools of threads: neither waits for the other, and the server's own threads wait for both."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from wsgiref.types import WSGIEnvironment
from wsgiref.util import FileWrapper

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from pytest_django import Settings

from cms.http.bulkheads import API_THREADS, OTHER_THREADS, Bulkheads
from cms.live.views import ChangeStream
from tests.server.wsgi import recorder

PATIENCE = 30

START: Any = None
"""What an application calls to begin its response; those of these tests return one that begins by itself."""

Ask = Callable[[str], Future[Iterable[bytes]]]


class Holding:
    """An application that answers when it may, and knows how many requests it works on."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.begun = threading.Semaphore(0)
        self.under_way: dict[str, int] = {}
        self.most_at_once: dict[str, int] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: Any) -> HttpResponseBase:
        path = environ["PATH_INFO"]
        with self._lock:
            self.under_way[path] = self.under_way.get(path, 0) + 1
            self.most_at_once[path] = max(self.most_at_once.get(path, 0), self.under_way[path])
        self.begun.release()
        assert self.open.wait(PATIENCE)
        with self._lock:
            self.under_way[path] -= 1
        return HttpResponse(path)


@pytest.fixture
def holding() -> Iterator[Holding]:
    application = Holding()
    yield application
    application.open.set()


@pytest.fixture
def ask(holding: Holding) -> Iterator[Ask]:
    """Sends requests, each by a thread as the server has one for each connection."""
    bulkheads = Bulkheads(holding)
    with ThreadPoolExecutor(100) as server:
        yield lambda path: server.submit(bulkheads, RequestFactory().get(path).environ, START)
        holding.open.set()


@pytest.mark.parametrize(
    ("flooded", "other", "threads"), [("/graphql/", "/admin/", API_THREADS), ("/admin/", "/graphql/", OTHER_THREADS)]
)
def test_a_flood_of_one_kind_leaves_the_threads_of_the_other(
    holding: Holding, ask: Ask, flooded: str, other: str, threads: int
) -> None:
    flood = [ask(flooded) for _request in range(50)]
    for _thread in range(threads):
        assert holding.begun.acquire(timeout=PATIENCE)

    one = ask(other)
    assert holding.begun.acquire(timeout=PATIENCE)
    assert (holding.under_way, holding.begun.acquire(timeout=0.1)) == ({flooded: threads, other: 1}, False)

    holding.open.set()
    assert [b"".join(request.result(PATIENCE)) for request in (*flood, one)] == [flooded.encode()] * 50 + [
        other.encode()
    ]
    assert holding.most_at_once == {flooded: threads, other: 1}


def rows() -> Iterator[bytes]:
    """The rows of an export, with the name of the thread that reads them."""
    for _row in range(2):
        yield threading.current_thread().name.encode() + b"\n"


def test_an_export_is_read_by_the_thread_with_the_connection() -> None:
    application = Bulkheads(lambda environ, start_response: StreamingHttpResponse(rows()))

    assert b"".join(application(RequestFactory().get("/admin/").environ, START)) == b"other_0\nother_0\n"


@pytest.mark.django_db  # the end of a request looks after connections
def test_a_file_is_sent_as_it_is_read(tmp_path: Any) -> None:
    (tmp_path / "picture.jpg").write_bytes(b"picture")
    sent: list[HttpResponseBase] = []

    def application(environ: WSGIEnvironment, start_response: Any) -> HttpResponseBase:
        sent.append(FileResponse((tmp_path / "picture.jpg").open("rb")))
        return sent[0]

    response = Bulkheads(application)(RequestFactory().get("/media/").environ, START)

    assert response is sent[0]
    assert b"".join(response) == b"picture"
    sent[0].close()


def test_a_stream_of_changes_takes_no_thread_of_the_others() -> None:
    """It has no end: read in a thread of the pool, four open tabs would take them all."""
    changes = ChangeStream(rows())

    response = Bulkheads(lambda environ, start_response: changes)(RequestFactory().get("/live/").environ, START)

    assert response is changes
    assert next(iter(response)) == f"{threading.current_thread().name}\n".encode()


def test_a_file_that_the_server_wraps_is_left_to_the_server(tmp_path: Any) -> None:
    """As `runserver` does: what it is given is no response of Django's."""
    (tmp_path / "picture.jpg").write_bytes(b"picture")

    with (tmp_path / "picture.jpg").open("rb") as file:
        wrapped = FileWrapper(file)
        application = Bulkheads(lambda environ, start_response: wrapped)  # type: ignore[arg-type,return-value]
        response: Any = application(RequestFactory().get("/media/").environ, START)

        assert response is wrapped


def test_what_an_application_raises_reaches_the_server() -> None:
    def application(environ: WSGIEnvironment, start_response: Any) -> HttpResponseBase:
        raise MemoryError("enough")

    with pytest.raises(MemoryError, match="enough"):
        Bulkheads(application)(RequestFactory().get("/").environ, START)


def test_the_time_that_a_request_waits_counts(settings: Settings) -> None:
    """What nobody waits for any more is not begun."""
    settings.GRAPHQL_TIMEOUT_SECONDS = 0.2
    bulkheads = Bulkheads(WSGIHandler())
    leave = threading.Event()
    for _thread in range(API_THREADS):
        bulkheads._api.submit(leave.wait, PATIENCE)
    threading.Timer(0.5, leave.set).start()
    started: list[Any] = []

    environ = RequestFactory().get("/graphql/", {"query": "{ __typename }"}).environ
    response = bulkheads(environ, recorder(started))

    assert started[0][0] == "503 Service Unavailable"
    assert ("Retry-After", "1") in started[0][1]
    assert b'"code":"TIMEOUT"' in b"".join(response)
