"""What the log and OpenTelemetry are told of a request."""

import logging
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind
from pytest_django import Settings

from cms.api.execution import prepare

QUERY = "query Latest { articles(first: 2) { totalCount nodes { title } } }"


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Returns what was logged of requests, without what differs from run to run."""
    records = [record for record in caplog.records if record.name == "cms.api.requests"]
    return [{k: v for k, v in vars(record)["graphql"].items() if k not in ("ms", "sql_ms")} for record in records]


def test_each_request_is_one_line(index: object, caplog: pytest.LogCaptureFixture) -> None:
    http = Client(headers={"X-Request-Id": "request-1"})
    with caplog.at_level(logging.INFO, "cms.api.requests"):
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
            "sql": 3,
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


def test_an_operation_without_a_plan_is_told(index: object, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "cms.api.requests"):
        for query in ("{ __typename }", "{ __schema { queryType { name } } }"):
            Client().get("/graphql/", {"query": query})

    assert [line.get("engine") for line in lines(caplog)] == [None, "graphql-core"]


def test_a_line_is_json(index: object, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "cms.api.requests"):
        Client().get("/graphql/", {"query": "{ __typename }", "operationName": 'a"\nb'})

    (record,) = (record for record in caplog.records if record.name == "cms.api.requests")
    assert record.getMessage().startswith('{"request": "')
    assert "\n" not in record.getMessage()


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
    prepare.cache_clear()
    part_of = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    Client().get("/graphql/", {"query": QUERY})
    assert exporter.get_finished_spans() == ()

    settings.OPENTELEMETRY = True
    prepare.cache_clear()
    Client(headers={"traceparent": part_of}).get("/graphql/", {"query": QUERY})

    spans = exporter.get_finished_spans()
    assert [span.name for span in spans] == ["graphql.parse", "graphql.validate", "graphql.execute", "graphql"]
    assert [span.kind for span in spans] == [SpanKind.INTERNAL] * 3 + [SpanKind.SERVER]
    assert {f"{span.context.trace_id:x}" for span in spans} == {"af7651916cd43dd8448eb211c80319c"}
    assert spans[-1].attributes == {"http.request.method": "GET"}
