"""Traces by OpenTelemetry, where OTEL_EXPORTER_OTLP_ENDPOINT says whom to tell: requests, calls to Stripe, SQL, jobs.

Without that setting nothing of OpenTelemetry's SDK is imported, and these functions do nothing.
"""

from contextlib import AbstractContextManager, nullcontext
from types import ModuleType
from typing import TypeVar

from structlog.typing import Processor

from creditshop.config import Settings

__all__ = ["describe", "processors", "span", "start", "stop", "traced"]
App = TypeVar("App")
_telemetry: ModuleType | None = None


def start(config: Settings) -> None:
    """Trace this process from now on, if the settings say so. After the fork, and before the first engine is made."""
    global _telemetry  # noqa: PLW0603 - one for the process, as OpenTelemetry has it
    if config.otel_exporter_otlp_endpoint and _telemetry is None:
        from creditshop.tracing import telemetry  # noqa: PLC0415 - costs time and memory

        telemetry.start(config.otel_exporter_otlp_endpoint, named_urls=(config.stripe_url or "https://api.stripe.com",))
        _telemetry = telemetry


def stop() -> None:
    """Hand over what has not been told yet; a receiver that is away costs some seconds."""
    if _telemetry:
        _telemetry.stop()


def processors() -> tuple[Processor, ...]:
    """What adds `trace_id` and `span_id` to the lines of the log."""
    return (_telemetry.add_ids,) if _telemetry else ()


def span(name: str, **attributes: str) -> AbstractContextManager[object]:
    """A span around a block; what is done in it belongs to it."""
    return _telemetry.span(name, attributes) if _telemetry else nullcontext()


def describe(name: str, **attributes: str) -> None:
    """Name the current span anew, once more is known of it."""
    if _telemetry:
        _telemetry.describe(name, attributes)


def traced(app: App) -> App:
    """The ASGI application with a span around each HTTP request."""
    return _telemetry.traced(app) if _telemetry else app
