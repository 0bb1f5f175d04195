"""The request log: one JSON line for each GraphQL request, and spans and metrics for OpenTelemetry."""

import json
import logging
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from time import perf_counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cms.graphql.observability.sql_stats import SQLStats

logger = logging.getLogger("cms.graphql.requests")

REQUEST_ID = "X-Request-Id"


class RequestLog:
    """The log entry of one request.

    Attributes:
        request_id: names the request in the log and in masked errors: the proxy's X-Request-Id if it is well-formed.
        sql: counts its SQL statements.
        fields: what is logged, by name.
        headers: default headers of the response.
        failed: the response, or part of it, is missing by a fault of this server, whatever the HTTP status says.
    """

    def __init__(self, environ: Mapping[str, Any]) -> None:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        self.request_id = given if re.fullmatch(r"[\w-]{8,64}", given, re.ASCII) else uuid.uuid4().hex
        self.sql = SQLStats()
        self.fields: dict[str, Any] = {"request": self.request_id, "method": environ["REQUEST_METHOD"].upper()}
        self.headers = {REQUEST_ID: self.request_id}
        self.failed = False
        self._begun = perf_counter()

    def add(self, **fields: Any) -> None:
        """Add fields to the log entry."""
        self.fields |= fields

    def write(self, status: int) -> None:
        """Write the log entry of a request that was answered with an HTTP status; at level ERROR when it failed."""
        level = logging.ERROR if self.failed else logging.INFO
        if logger.isEnabledFor(level):
            self.add(
                sql=self.sql.count,
                sql_ms=_milliseconds(self.sql.seconds),
                ms=_milliseconds(perf_counter() - self._begun),
                status=status,
                **({"failed": True} if self.failed else {}),
            )
            logger.log(level, "%s", json.dumps(self.fields), extra={"graphql": self.fields})
        if settings.OPENTELEMETRY:
            self._record_duration(status)

    def _record_duration(self, status: int) -> None:
        """Record the duration as OpenTelemetry's metric of HTTP servers; `error.type` tells those that failed.

        Source: https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpserverrequestduration
        """
        attributes: dict[str, str | int] = {
            "http.request.method": self.fields["method"],
            "http.response.status_code": status,
            "http.route": "/graphql/",
        }
        if self.failed:
            attributes["error.type"] = str(self.fields.get("code", "INTERNAL_SERVER_ERROR"))
        _request_duration().record(perf_counter() - self._begun, attributes)

    def finish(self, response: HttpResponse) -> HttpResponse:
        """Write the log entry, and return the response with the default headers added."""
        self.write(response.status_code)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response


def span(name: str, request: HttpRequest | None = None) -> AbstractContextManager[None]:
    """Open a span while OPENTELEMETRY is on; otherwise do nothing.

    Args:
        name: the step, for example "graphql.parse".
        request: the request that begins here; its `traceparent` header says what it is part of.
    """
    return _span(name, request) if settings.OPENTELEMETRY else nullcontext()


def end_span(log: RequestLog, response: HttpResponse) -> None:
    """Set status and error of the current span of OpenTelemetry."""
    if settings.OPENTELEMETRY:
        from opentelemetry import trace  # an optional extra

        present = trace.get_current_span()
        present.set_attribute("http.response.status_code", response.status_code)
        if log.failed:
            present.set_status(trace.StatusCode.ERROR)


@cache
def _request_duration() -> Any:
    from opentelemetry import metrics  # an optional extra

    meter = metrics.get_meter("cms.graphql")
    return meter.create_histogram("http.server.request.duration", "s", "Duration of requests to the API.")


@contextmanager
def _span(name: str, request: HttpRequest | None) -> Iterator[None]:
    from opentelemetry import propagate, trace  # an optional extra

    part_of = propagate.extract(request.headers) if request else None
    kind = trace.SpanKind.SERVER if request else trace.SpanKind.INTERNAL
    attributes = {"http.request.method": request.method or ""} if request else None
    tracer = trace.get_tracer("cms.graphql")
    with tracer.start_as_current_span(name, context=part_of, kind=kind, attributes=attributes):
        yield


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)
