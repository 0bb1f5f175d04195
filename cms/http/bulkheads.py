"""Threads of their own for the API and for all other requests, so that neither takes those of the other.

The threads of the web server, of which there are as many as connections, only wait here: one is always left to answer
the probes, and what was answered before. They have no connection to the database, so that many of them cost nothing.

Source: the bulkhead pattern, https://learn.microsoft.com/azure/architecture/patterns/bulkhead
"""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from wsgiref.types import StartResponse, WSGIEnvironment

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from cms.http.deadline import ARRIVED_AT
from cms.live.views import ChangeStream

API_THREADS = 4
OTHER_THREADS = 4
"""How many requests of a kind a process works on at once. Each thread may have a connection to the database."""

SENT_AS_MADE = (FileResponse, ChangeStream)
"""Responses that the server's own thread sends: a file needs no connection, and a stream of changes has no end."""


class Bulkheads:
    """WSGI middleware that has requests answered by two pools of threads.

    Args:
        application: Django's.
    """

    def __init__(self, application: Callable[[WSGIEnvironment, StartResponse], HttpResponseBase]) -> None:
        self._application = application
        self._api_path = reverse("graphql")
        self._api = ThreadPoolExecutor(API_THREADS, thread_name_prefix="api")
        self._other = ThreadPoolExecutor(OTHER_THREADS, thread_name_prefix="other")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request when a thread of its kind is free."""
        environ[ARRIVED_AT] = time.monotonic()
        pool = self._api if environ.get("PATH_INFO") == self._api_path else self._other
        return pool.submit(self._answer, environ, start_response).result()

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> HttpResponseBase:
        response = self._application(environ, start_response)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, SENT_AS_MADE):
            # What reads rows while it is sent reads them here, where the connection is.
            response.streaming_content = [b"".join(response.streaming_content)]  # type: ignore[arg-type]  # WSGI has no other
        return response
