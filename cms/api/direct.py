"""The direct way: a question goes to its view without passing through Django's middleware.

Of what the middleware does, sessions, CSRF tokens and accounts among it, an answer of the API shows a few headers, and
these depend on little of the request. So the middleware is asked for them once, with an empty answer in its hands, and
not again for requests that agree in that little.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve, reverse
from django.utils.cache import patch_vary_headers
from django.utils.log import log_response

from cms.api.view import EMPTY

AROUND = (
    "SCRIPT_NAME",
    "SERVER_NAME",
    "SERVER_PORT",
    "wsgi.url_scheme",
    "HTTP_HOST",
    "HTTP_ORIGIN",
    "HTTP_X_FORWARDED_PROTO",
)
"""What of a request the middleware looks at; to be added to, whenever one looks at more."""

METHODS = ("GET", "HEAD", "POST")
MOST = 1_000
OWN = {"Content-Type", "Content-Length", "Vary"}
"""Headers that are the answer's, or merged with the answer's."""


class Direct(WSGIHandler):
    """Django's WSGI application, with a shorter way for questions."""

    def __init__(self) -> None:
        super().__init__()
        self._path = reverse("graphql")
        self._view: Any = convert_exception_to_response(resolve(self._path).func)
        self._around: dict[tuple[object, ...], HttpResponse | None] = {}

    def get_response(self, request: Any) -> HttpResponseBase:
        """Return the response to a request, with the headers that the middleware puts around it."""
        around = self._around_of(request) if self._is_question(request.META) else None
        if around is None:
            return super().get_response(request)
        response: HttpResponse = self._view(request)
        for name, value in around.items():
            if name not in OWN:
                response.headers.setdefault(name, value)
        if "Vary" in around:
            response.headers["Vary"] = _varying(response.headers.get("Vary", ""), around["Vary"])
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response._resource_closers.append(request.close)  # type: ignore[attr-defined]  # as Django's own does
        if response.status_code >= 400:
            log_response("%s: %s", response.reason_phrase, request.path, response=response, request=request)
        return response

    def _is_question(self, environ: Mapping[str, Any]) -> bool:
        """Tell whether a request asks the API, and not for the explorer, which is a page with a session."""
        return (
            environ.get("PATH_INFO") == self._path
            and environ["REQUEST_METHOD"] in METHODS
            and not environ.get("HTTP_COOKIE")
            and "html" not in environ.get("HTTP_ACCEPT", "")
        )

    def _around_of(self, request: WSGIRequest) -> HttpResponse | None:
        """Return an empty response with what the middleware puts around it; None where it answers by itself."""
        key = tuple(map(request.META.get, AROUND))
        if key not in self._around:
            if len(self._around) >= MOST:
                self._around.clear()
            response = super().get_response(WSGIRequest({**request.META, EMPTY: True}))
            is_empty = isinstance(response, HttpResponse) and response.status_code == 204 and not response.cookies
            self._around[key] = cast(HttpResponse, response) if is_empty else None
        return self._around[key]


@lru_cache(maxsize=100)
def _varying(own: str, around: str) -> str:
    """Return the `Vary` header of an answer together with that of the middleware."""
    both = HttpResponse(headers={"Vary": own} if own else {})
    patch_vary_headers(both, around.split(", "))
    return both["Vary"]
