"""Bodies of requests, received whole before anything works on them.

A client that sends its body slowly, or never, holds a thread of the web server, which only waits. It holds none that
works, and nothing that belongs to one, such as a connection to the database.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from io import BytesIO
from threading import Lock
from typing import IO, Any
from wsgiref.types import StartResponse, WSGIEnvironment

from django.urls import reverse

from cms.graphql.limits.document import limits
from cms.http.client_address import client_address
from cms.http.security_headers import STRICT

MAX_BODY_BYTES = 25 * 2**20
"""A picture or document may have 20 MB, and a form comes with it; `deploy/nginx` has the same limit."""

MAX_BYTES_IN_MEMORY = 100_000
BODY_CHUNK_BYTES = 65_536

MAX_RECEIVING = 256
"""How many bodies a process receives at once: half of its connections, so that the other half is left for readers."""

MAX_RECEIVING_PER_CLIENT = 32

TOO_LARGE = "This is larger than the newsroom takes. Send less at once: a picture or document may have 20 MB.\n"
TOO_MANY = "Too many requests are being sent at once. Send this again in a moment.\n"


class RequestBuffering:
    """WSGI middleware that receives the body of a request before it passes the request on.

    Args:
        application: what answers.
    """

    def __init__(self, application: Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]) -> None:
        self._application = application
        self._api_path = reverse("graphql")
        self._max_api_bytes = limits().body
        self._lock = Lock()
        self._receiving: Counter[str] = Counter()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        declared = environ.get("CONTENT_LENGTH") or ""
        length = int(declared) if declared.isascii() and declared.isdecimal() else 0
        if not length or (environ.get("PATH_INFO") == self._api_path and length > self._max_api_bytes):
            # The API refuses what is too long without reading it.
            return self._application(environ, start_response)
        if length > MAX_BODY_BYTES:
            return _refuse(start_response, "413 Request Entity Too Large", TOO_LARGE)
        client = client_address(environ)
        if not self._begin(client):
            return _refuse(start_response, "503 Service Unavailable", TOO_MANY, ("Retry-After", "1"))
        try:
            body = _receive(environ["wsgi.input"], length)
        finally:
            self._end(client)
        with body:
            environ["wsgi.input"] = body
            return self._application(environ, start_response)

    def _begin(self, client: str) -> bool:
        with self._lock:
            if self._receiving[client] >= MAX_RECEIVING_PER_CLIENT or self._receiving.total() >= MAX_RECEIVING:
                return False
            self._receiving[client] += 1
            return True

    def _end(self, client: str) -> None:
        with self._lock:
            self._receiving[client] -= 1
            if not self._receiving[client]:
                del self._receiving[client]


def _receive(stream: Any, length: int) -> IO[bytes]:
    """Return a file with the body, at its beginning; with what came of it, where the client went away."""
    body: IO[bytes] = BytesIO()
    try:
        if length > MAX_BYTES_IN_MEMORY:
            body = tempfile.TemporaryFile()  # noqa: SIM115  # the caller closes it
        while length and (chunk := stream.read(min(length, BODY_CHUNK_BYTES))):
            body.write(chunk)
            length -= len(chunk)
        body.seek(0)
    except OSError as error:
        with suppress(OSError):
            body.close()
        return _FailedBody(error)
    return body


class BodyNotStored(Exception):
    """A body did not fit on the disk.

    It is no `OSError`, which Django takes for a client that went away; `cms.http.server_errors` looks at its cause.
    """


class _FailedBody(BytesIO):
    """A body that could not be stored: reading it raises the reason, and Django responds accordingly."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self._error = error

    def read(self, size: int | None = -1, /) -> bytes:
        raise BodyNotStored from self._error

    def readline(self, size: int | None = -1, /) -> bytes:
        raise BodyNotStored from self._error


def _refuse(start_response: StartResponse, status: str, message: str, *headers: tuple[str, str]) -> list[bytes]:
    body = message.encode()
    own = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body))), *headers]
    start_response(status, [*own, ("Cache-Control", "no-store"), *STRICT.items()])
    return [body]
