"""What of a span leaves the process: what is on a list. Libraries note more: query strings, messages of errors."""

from collections.abc import Mapping, Sequence

from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import SpanKind, Status
from opentelemetry.util.types import AttributeValue

_TOLD = {
    "http.request.method", "http.response.status_code", "http.route", "server.address", "server.port",
    "db.system.name", "db.query.text", "error.type", "exception.type",
    "request.id", "job.id", "job.kind", "reflex.event.name",
}  # fmt: skip
_URL = "url.full"


class Discreet(SpanExporter):
    """Exports through another exporter, without what is not on the list.

    SQL outside of any request or job (the claiming of jobs, every second) is not told at all.
    """

    def __init__(self, inner: SpanExporter, named_urls: tuple[str, ...]) -> None:
        self._inner = inner
        self._named_urls = named_urls

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send these spans."""
        told = [self._told(span) for span in spans if span.parent or span.kind is not SpanKind.CLIENT]
        return self._inner.export(told) if told else SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        """End, with the other."""
        self._inner.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what waits, with the other."""
        return self._inner.force_flush(timeout_millis)

    def _told(self, span: ReadableSpan) -> ReadableSpan:
        attributes = span.attributes or {}
        return ReadableSpan(
            name=_name(span),
            context=span.context,
            parent=span.parent,
            resource=span.resource,
            attributes=self._listed(attributes),
            events=[Event(event.name, self._listed(event.attributes or {}), event.timestamp) for event in span.events],
            kind=span.kind,
            status=Status(span.status.status_code),  # without the words of an exception
            start_time=span.start_time,
            end_time=span.end_time,
            instrumentation_scope=span.instrumentation_scope,
        )

    def _listed(self, attributes: Mapping[str, AttributeValue]) -> dict[str, AttributeValue]:
        listed = {name: value for name, value in attributes.items() if name in _TOLD}
        url = str(attributes.get(_URL, ""))
        if url.startswith(self._named_urls):
            listed[_URL] = url.partition("?")[0]
        return listed


def _name(span: ReadableSpan) -> str:
    """Of a statement its first word: SQLAlchemy's spans name the database's file as well."""
    statement = (span.attributes or {}).get("db.query.text")
    return str(statement).split(maxsplit=1)[0] if statement else span.name
