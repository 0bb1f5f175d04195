"""What the log and OpenTelemetry are told of a request."""

import logging
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from pytest_django import Settings

from cms.graphql.operation import prepare_document
from cms.schema import schema

QUERY = "query Latest { articles(first: 2) { totalCount nodes { title } } }"


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Returns what was logged of requests, without what differs from run to run."""
    records = [record for record in caplog.records if record.name == "cms.graphql.requests"]
    return [{k: v for k, v in vars(record)["graphql"].items() if k not in ("ms", "sql_ms")} for record in records]


def test_each_request_is_one_line(index: object, caplog: pytest.LogCaptureFixture) -> None:
    http = Client(headers={"X-Request-Id": "request-1"})
    with caplog.at_level(logging.INFO, "cms.graphql.requests"):
        http.post("/graphql/", {"query": QUERY}, content_type="application/json")
        http.post("/graphql/", {"query": "{ nothing }"}, content_type="application/json")
        http.put("/graphql/")

    assert lines(caplog) == [
        {
            "request": "request-1",
            "method": "POST",
            "operation": "Latest",
            "document": sha256(QUERY.encode()).hexdigest()[:12],
            "cost": 9,
            "sql": 4,
            "status": 200,
        },
        {
            "request": "request-1",
            "method": "POST",
            "document": sha256(b"{ nothing }").hexdigest()[:12],
            "code": "GRAPHQL_VALIDATION_FAILED",
            "sql": 0,
            "status": 200,
        },
        {"request": "request-1", "method": "PUT", "code": "BAD_USER_INPUT", "sql": 0, "status": 405},
    ]


def test_an_operation_that_cannot_be_compiled_is_logged(
    index: object, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    settings.GRAPHQL_EXECUTOR = "compiled"
    with caplog.at_level(logging.INFO, "cms.graphql.requests"):
        for query in ("{ __typename }", "{ __schema { queryType { name } } }"):
            Client().get("/graphql/", {"query": query})

    assert [line.get("executor") for line in lines(caplog)] == [None, "graphql-core"]


def test_a_line_is_json(index: object, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "cms.graphql.requests"):
        Client().get("/graphql/", {"query": "{ __typename }", "operationName": 'a"\nb'})

    (record,) = (record for record in caplog.records if record.name == "cms.graphql.requests")
    assert record.getMessage().startswith('{"request": "')
    assert "\n" not in record.getMessage()


@pytest.fixture
def broken_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Has the field `page` fail by accident."""

    def fail(root: None, info: Any, **arguments: Any) -> None:
        raise OperationalError("connection to secret.internal refused")

    prepare_document.cache_clear()
    monkeypatch.setattr(schema.graphql_schema.query_type.fields["page"], "resolve", fail)
    yield
    prepare_document.cache_clear()


@pytest.mark.parametrize(
    ("query", "level", "told"),
    [
        ('{ page(path: "/") { title } }', "ERROR", {"errors": 1, "failed": True, "status": 200}),
        ('{ page(path: "/") { title } __typename }', "ERROR", {"errors": 1, "failed": True, "status": 200}),
        ("{ articles(first: 0) { totalCount } }", "INFO", {"errors": 1, "status": 200}),
        ("{ nothing }", "INFO", {"code": "GRAPHQL_VALIDATION_FAILED", "status": 200}),
        ("{ __typename }", "INFO", {"status": 200}),
    ],
)
def test_what_failed_by_our_fault_is_logged_as_an_error(
    query: str, level: str, told: dict[str, Any], index: object, broken_page: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "cms.graphql.requests"):
        Client().post("/graphql/", {"query": query}, content_type="application/json")

    (record,) = (record for record in caplog.records if record.name == "cms.graphql.requests")
    (line,) = lines(caplog)
    assert record.levelname == level
    assert {name: line[name] for name in ("code", "errors", "failed", "status") if name in line} == told


def test_a_request_that_took_too_long_has_failed(
    index: object, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.GRAPHQL_TIMEOUT_SECONDS = 1e-9
    with caplog.at_level(logging.ERROR, "cms.graphql.requests"):
        answer = Client().post("/graphql/", {"query": QUERY}, content_type="application/json")

    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    assert [(line["code"], line["failed"], line["status"]) for line in lines(caplog)] == [("TIMEOUT", True, 503)]


@pytest.fixture(scope="module")
def exporter() -> InMemorySpanExporter:
    """Where spans go; OpenTelemetry takes one provider for the whole process."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return exporter


def test_spans_are_sent_when_they_are_switched_on(
    index: object, settings: Settings, exporter: InMemorySpanExporter
) -> None:
    prepare_document.cache_clear()
    part_of = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    Client().get("/graphql/", {"query": QUERY})
    assert exporter.get_finished_spans() == ()

    settings.OPENTELEMETRY = True
    prepare_document.cache_clear()
    Client(headers={"traceparent": part_of}).get("/graphql/", {"query": QUERY})

    spans = exporter.get_finished_spans()
    assert [span.name for span in spans] == ["graphql.parse", "graphql.validate", "graphql.execute", "graphql"]
    assert [span.kind for span in spans] == [SpanKind.INTERNAL] * 3 + [SpanKind.SERVER]
    assert {f"{span.context.trace_id:x}" for span in spans} == {"af7651916cd43dd8448eb211c80319c"}
    assert spans[-1].attributes == {"http.request.method": "GET", "http.response.status_code": 200}
    assert spans[-1].status.status_code is StatusCode.UNSET


@pytest.mark.parametrize(
    ("query", "status"),
    [('{ page(path: "/") { title } }', StatusCode.ERROR), ("{ nothing }", StatusCode.UNSET)],
)
def test_the_span_of_a_request_that_failed_says_so(
    query: str,
    status: StatusCode,
    index: object,
    broken_page: None,
    settings: Settings,
    exporter: InMemorySpanExporter,
) -> None:
    settings.OPENTELEMETRY = True
    exporter.clear()

    Client().get("/graphql/", {"query": query})

    span = exporter.get_finished_spans()[-1]
    assert (span.name, span.status.status_code, span.status.description) == ("graphql", status, None)
    assert span.events == ()


@pytest.fixture(scope="module")
def reader() -> InMemoryMetricReader:
    """Where metrics go; OpenTelemetry takes one provider for the whole process."""
    reader = InMemoryMetricReader()
    metrics.set_meter_provider(MeterProvider([reader]))
    return reader


def durations(reader: InMemoryMetricReader) -> list[tuple[dict[str, Any], int]]:
    """Returns the attributes of requests, and how many there were since the last call."""
    data = reader.get_metrics_data()
    found: list[Any] = [
        metric
        for resource in (data.resource_metrics if data else [])
        for scope in resource.scope_metrics
        for metric in scope.metrics
    ]
    assert {(metric.name, metric.unit) for metric in found} <= {("http.server.request.duration", "s")}
    return [(dict(point.attributes or {}), point.count) for metric in found for point in metric.data.data_points]


def test_metrics_tell_the_requests_that_failed(
    index: object, broken_page: None, settings: Settings, reader: InMemoryMetricReader
) -> None:
    Client().get("/graphql/", {"query": QUERY})
    assert durations(reader) == []

    settings.OPENTELEMETRY = True
    for query in ('{ page(path: "/") { title } }', "{ __typename }", "{ __typename }"):
        Client().get("/graphql/", {"query": query})
    settings.GRAPHQL_TIMEOUT_SECONDS = 1e-9
    Client().get("/graphql/", {"query": QUERY})

    common = {"http.request.method": "GET", "http.route": "/graphql/"}
    assert sorted(durations(reader), key=str) == sorted(
        [
            ({**common, "http.response.status_code": 200, "error.type": "INTERNAL_SERVER_ERROR"}, 1),
            ({**common, "http.response.status_code": 200}, 2),
            ({**common, "http.response.status_code": 503, "error.type": "TIMEOUT"}, 1),
        ],
        key=str,
    )
