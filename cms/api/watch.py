"""What one request was and what it took: a line in the log, and spans for OpenTelemetry."""

import json
import logging
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import perf_counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cms.api.statements import Statements

logger = logging.getLogger("cms.api.requests")

REQUEST_ID = "X-Request-Id"


class Record:
    """One request, as the log tells of it.

    Attributes:
        request_id: what names the request in the log and in masked errors: the proxy's own name for it, if it sends
            a sensible one in X-Request-Id.
        statements: the SQL that it takes.
        facts: what is logged, by name.
        headers: what goes onto the response, unless it says otherwise itself.
    """

    def __init__(self, environ: Mapping[str, Any]) -> None:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        self.request_id = given if re.fullmatch(r"[\w-]{8,64}", given, re.ASCII) else uuid.uuid4().hex
        self.statements = Statements()
        self.facts: dict[str, Any] = {"request": self.request_id, "method": environ["REQUEST_METHOD"].upper()}
        self.headers = {REQUEST_ID: self.request_id}
        self._begun = perf_counter()

    def note(self, **facts: Any) -> None:
        """Add to what is logged."""
        self.facts |= facts

    def log(self, status: int) -> None:
        """Log the request, which was answered with a status."""
        if logger.isEnabledFor(logging.INFO):
            self.note(
                sql=self.statements.count,
                sql_ms=_milliseconds(self.statements.seconds),
                ms=_milliseconds(perf_counter() - self._begun),
                status=status,
            )
            logger.info("%s", json.dumps(self.facts), extra={"graphql": self.facts})

    def close(self, response: HttpResponse) -> HttpResponse:
        """Log the request, and return its response with all headers on it."""
        self.log(response.status_code)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response


def span(name: str, request: HttpRequest | None = None) -> AbstractContextManager[None]:
    """Show a step to OpenTelemetry while OPENTELEMETRY is on; otherwise do nothing.

    Args:
        name: the step, for example "graphql.parse".
        request: the request that begins here; its `traceparent` header says what it is part of.
    """
    return _span(name, request) if settings.OPENTELEMETRY else nullcontext()


@contextmanager
def _span(name: str, request: HttpRequest | None) -> Iterator[None]:
    from opentelemetry import propagate, trace  # an optional extra

    part_of = propagate.extract(request.headers) if request else None
    kind = trace.SpanKind.SERVER if request else trace.SpanKind.INTERNAL
    attributes = {"http.request.method": request.method or ""} if request else None
    tracer = trace.get_tracer("cms.api")
    with tracer.start_as_current_span(name, context=part_of, kind=kind, attributes=attributes):
        yield


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)
