"""Requests to the live process and its responses, without Django's request stack."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import cached_property
from http import HTTPStatus
from typing import Any

import orjson
from django.conf import settings

from cms.http.client_address import client_address
from cms.live.events import LIVE_HEADERS

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PREFLIGHT_SECONDS = 24 * 60 * 60


class LiveRequest:
    """A request, from its ASGI scope.

    Args:
        scope: the connection scope.

    Source: https://asgi.readthedocs.io/en/latest/specs/www.html
    """

    def __init__(self, scope: Mapping[str, Any]) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query_string: str = scope.get("query_string", b"").decode("latin-1")
        self._scope = scope

    @cached_property
    def headers(self) -> dict[str, str]:
        """The headers by lower-case name; the values of a repeated header are joined."""
        found: dict[str, str] = {}
        for name, value in self._scope["headers"]:
            key, text = name.decode("latin-1").lower(), value.decode("latin-1")
            found[key] = f"{found[key]},{text}" if key in found else text
        return found

    @cached_property
    def client(self) -> str:
        """The client's address."""
        environ = {"REMOTE_ADDR": (self._scope.get("client") or ("",))[0]}
        return client_address(environ | {"HTTP_X_FORWARDED_FOR": self.headers.get("x-forwarded-for", "")})

    @cached_property
    def cors_headers(self) -> dict[str, str]:
        """The CORS headers for scripts of the origins that may use the API.

        Source: https://fetch.spec.whatwg.org/#http-cors-protocol
        """
        origin = self.headers.get("origin", "")
        if settings.CORS_ALLOW_ALL_ORIGINS:
            return {"Access-Control-Allow-Origin": "*"}
        allowed = {"Access-Control-Allow-Origin": origin} if origin in settings.CORS_ALLOWED_ORIGINS else {}
        return {"Vary": "Origin"} | allowed

    @property
    def preflight_headers(self) -> dict[str, str]:
        """The headers of the response to a CORS preflight request, which `Last-Event-ID` makes `fetch` send."""
        return self.cors_headers | {
            "Access-Control-Allow-Methods": "GET, HEAD",
            "Access-Control-Allow-Headers": "last-event-id, cache-control",
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        }


async def start_response(send: Send, status: int, headers: Mapping[str, str]) -> None:
    """Send the status and the headers."""
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})


async def respond(send: Send, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
    """Send a whole response that no cache stores."""
    await start_response(send, status, {**LIVE_HEADERS, "Content-Length": str(len(body)), **headers})
    await send({"type": "http.response.body", "body": body})


async def refuse(request: LiveRequest, send: Send, status: int, detail: str, **headers: str) -> None:
    """Send an error as problem details.

    Source: https://www.rfc-editor.org/rfc/rfc9457
    """
    problem = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = b"" if request.method == "HEAD" else orjson.dumps(problem)
    await respond(send, status, request.cors_headers | {"Content-Type": "application/problem+json"} | named, body)
