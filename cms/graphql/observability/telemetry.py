"""OpenTelemetry, switched on by a setting: spans leave by OTLP for where the standard OTEL_… variables say."""

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor


def switch_on() -> None:
    """Send spans from now on. The service is named "dateline" where OTEL_SERVICE_NAME does not name it."""
    resource = Resource.create({SERVICE_NAME: "dateline"}).merge(OTELResourceDetector().detect())
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
