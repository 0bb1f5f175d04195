"""The whole WSGI application, asked as a web server asks it."""

import gzip
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from cms.performance.response_cache.wsgi import ResponseCacheMiddleware, Start


def recorder(started: list[Any]) -> StartResponse:
    """Return a `start_response` that appends its arguments to a list."""

    def start_response(*arguments: Any) -> Callable[[bytes], object]:
        started.append(arguments)
        return lambda _chunk: None

    return start_response


@dataclass(frozen=True)
class Got:
    """A response.

    Attributes:
        repeated: it came without Django.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    repeated: bool

    @property
    def text(self) -> str:
        """The body, unpacked."""
        body = gzip.decompress(self.body) if self.headers.get("Content-Encoding") == "gzip" else self.body
        return body.decode()


class Server:
    """One server process.

    Args:
        django: Django's part of it.

    Attributes:
        ordinary: how many requests Django answered.
    """

    def __init__(self, django: WSGIHandler | None = None) -> None:
        self.ordinary = 0
        self._django = django or WSGIHandler()
        self._application = ResponseCacheMiddleware(self._count)

    def _count(self, environ: WSGIEnvironment, start_response: Start) -> Iterable[bytes]:
        self.ordinary += 1
        return self._django(environ, start_response)

    def get(self, parameters: dict[str, str], **headers: str) -> Got:
        """Asks by GET."""
        return self.ask(RequestFactory().get("/graphql/", parameters, headers=headers).environ)

    def post(self, parameters: dict[str, Any], **headers: str) -> Got:
        """Asks by POST."""
        body = json.dumps(parameters)
        request = RequestFactory().post("/graphql/", body, content_type="application/json", headers=headers)
        return self.ask(request.environ)

    def ask(self, environ: WSGIEnvironment) -> Got:
        """Sends a request, given as WSGI does."""
        started: list[Any] = []
        before = self.ordinary
        response: Any = self._application(environ, lambda *arguments: started.append(arguments))
        try:
            body = b"".join(response)
        finally:
            if hasattr(response, "close"):
                response.close()
        ((status, headers),) = started
        assert len(headers) == len(dict(headers)), "no header is sent twice"
        return Got(int(status.split()[0]), dict(headers), body, self.ordinary == before)
