"""The addresses that load balancers and orchestrators ask: `/livez/` and `/readyz/`."""

from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import orjson

from cms.health.checks import Status
from cms.health.report import HealthMonitor
from cms.http.security_headers import STRICT

LIVENESS_PATHS = {"/livez", "/livez/", "/healthz", "/healthz/"}
READINESS_PATHS = {"/readyz", "/readyz/"}


class HealthProbes:
    """A WSGI application around all others, which answers probes itself.

    So a probe needs no name that ALLOWED_HOSTS holds, is not redirected to HTTPS, and touches nothing that may hang.

    Args:
        application: answers all other requests.
        monitor: what readiness is judged by.
    """

    def __init__(
        self,
        application: Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]],
        monitor: HealthMonitor | None = None,
    ) -> None:
        self._application = application
        self._monitor = monitor or HealthMonitor()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        path = environ.get("PATH_INFO", "")
        if path in LIVENESS_PATHS:
            return _respond(environ, start_response, "200 OK", "text/plain", b"ok")
        if path in READINESS_PATHS:
            report = self._monitor.report()
            status = "503 Service Unavailable" if report["status"] == Status.FAILED else "200 OK"
            return _respond(environ, start_response, status, "application/json", orjson.dumps(report))
        return self._application(environ, start_response)


def _respond(
    environ: WSGIEnvironment, start_response: StartResponse, status: str, content_type: str, body: bytes
) -> list[bytes]:
    start_response(
        status,
        [
            ("Content-Type", content_type),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            *STRICT.items(),
        ],
    )
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
