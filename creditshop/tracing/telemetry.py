"""OpenTelemetry itself: who is watched, and who is told.

Requests of strangers do not continue their traces (they could choose our ids), and no other host is told ours.
"""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from opentelemetry import propagate, trace
from opentelemetry.context import Context, get_current
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.propagators.textmap import TextMapPropagator
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from structlog.typing import EventDict

from creditshop.tracing.discretion import Discreet

_EXPORT_SECONDS = 5
_NOT_TRACED = "/_event,/health$,/ready$,/metrics$,/assets/"  # open for hours, polled, or files
_provider: TracerProvider | None = None


class _Nobody(TextMapPropagator):
    """Takes no context from a request and gives none to others."""

    def extract(self, carrier: object, context: Context | None = None, getter: object = None) -> Context:  # noqa: ARG002
        """The context there is already."""
        return context or get_current()

    def inject(self, carrier: object, context: Context | None = None, setter: object = None) -> None:
        """Nothing."""

    @property
    def fields(self) -> set[str]:
        """Headers that would be written: none."""
        return set()


def start(endpoint: str, named_urls: tuple[str, ...]) -> None:
    """Send spans to `endpoint` (OTLP over HTTP, protobuf). Of calls to `named_urls` the path is told."""
    global _provider  # noqa: PLW0603 - OpenTelemetry's own is global
    os.environ.setdefault("OTEL_SEMCONV_STABILITY_OPT_IN", "http,database")  # the names that stay
    os.environ.setdefault("OTEL_SERVICE_NAME", "creditshop")
    propagate.set_global_textmap(_Nobody())
    _provider = TracerProvider(shutdown_on_exit=False)
    exporter = Discreet(OTLPSpanExporter(f"{endpoint}/v1/traces", timeout=_EXPORT_SECONDS), named_urls)
    _provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(_provider)
    HTTPXClientInstrumentor().instrument()
    SQLAlchemyInstrumentor().instrument(skip_dep_check=True)  # it has not heard of SQLAlchemy 2.1


def stop() -> None:
    """Send what is left."""
    if _provider:
        _provider.shutdown()


def span(name: str, attributes: Mapping[str, str]) -> AbstractContextManager[object]:
    """A span around a block."""
    return trace.get_tracer(__name__).start_as_current_span(name, attributes=attributes)


def describe(name: str, attributes: Mapping[str, str]) -> None:
    """Name the current span anew."""
    current = trace.get_current_span()
    current.update_name(name)
    current.set_attributes(attributes)


def traced(app: Any) -> Any:
    """The ASGI application with a span around each request, and none around its parts."""
    return OpenTelemetryMiddleware(app, excluded_urls=_NOT_TRACED, exclude_spans=["receive", "send"])


def add_ids(_logger: object, _method: str, line: EventDict) -> EventDict:
    """A processor: which trace and span a line of the log belongs to."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        line["trace_id"] = trace.format_trace_id(context.trace_id)
        line["span_id"] = trace.format_span_id(context.span_id)
    return line
