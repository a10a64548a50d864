"""`GET /metrics` for Prometheus: what the processes have counted, and what the database says is waiting.

Protected by METRICS_TOKEN as a bearer token, of which there may be two; without one there is no such page.
"""

import asyncio
import hmac
from collections.abc import Iterator, Mapping

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client import REGISTRY as OWN
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from creditshop import metric_files
from creditshop.api.backlog import Backlog, backlog
from creditshop.config import settings
from creditshop.database import engine, read

_DATABASE_SECONDS = 5
_log = structlog.get_logger(__name__)


async def metrics(request: Request) -> Response:
    """200 with the figures; 401 without the token; 404 while none is configured."""
    tokens = settings().metrics_tokens
    if not tokens:
        return PlainTextResponse("Not found", 404)
    given = request.headers.get("authorization", "").encode()
    if not any(hmac.compare_digest(given, f"Bearer {token}".encode()) for token in tokens):
        return PlainTextResponse("Not authorised", 401, {"WWW-Authenticate": "Bearer"})
    return Response(exposition(await _backlog()), media_type=CONTENT_TYPE_LATEST)


async def _backlog() -> Backlog | None:
    """None while the database is away: what the processes have counted is worth most then."""
    try:
        async with asyncio.timeout(_DATABASE_SECONDS):
            return await read(backlog)
    except (SQLAlchemyError, TimeoutError, OSError) as error:
        _log.warning("database unreachable", error=str(error))
        return None


def exposition(waiting: Backlog | None) -> bytes:
    """Every figure, in Prometheus' text format; without `waiting` those that the database does not give."""
    registry = CollectorRegistry()
    registry.register(_Counted())
    registry.register(_Waiting(waiting))
    return generate_latest(registry)


class _Counted(Collector):
    """What this process has counted, or, where they share files, what all have."""

    def collect(self) -> Iterator[Metric]:
        if metric_files.is_shared():
            yield from _merged()
        else:
            yield from (metric for metric in OWN.collect() if metric.name.startswith("creditshop_"))


def _merged() -> list[Metric]:
    while True:
        try:
            return list(MultiProcessCollector.merge(map(str, metric_files.files())))  # type: ignore[no-untyped-call]
        except FileNotFoundError:  # a process that has just started drops what a dead one left
            continue


class _Waiting(Collector):
    """What waits now, in the database and for it."""

    def __init__(self, waiting: Backlog | None) -> None:
        self._waiting = waiting

    def collect(self) -> Iterator[Metric]:
        yield _gauge("database_up", "Whether the database has answered.", "", {"": float(self._waiting is not None)})
        if self._waiting:
            yield from self._gauges(self._waiting)

    @staticmethod
    def _gauges(waiting: Backlog) -> Iterator[Metric]:
        yield _gauge("inbox_events", "Events that are not settled.", "state", waiting.events)
        yield _gauge("inbox_oldest_seconds", "Age of the oldest of them.", "state", waiting.event_age)
        yield _gauge("jobs_waiting", "Jobs that are due, and dead ones.", "stage", waiting.jobs)
        yield _gauge("job_oldest_seconds", "For how long the first job has been due.", "", waiting.job_age)
        yield _gauge("mails_waiting", "Mails that are not sent.", "state", waiting.mails)
        yield _gauge("disputes_open", "Disputes that are not decided.", "", waiting.disputes)
        yield _gauge("flags_open", "Suspicions that nobody has looked at.", "", waiting.flags)
        yield _gauge(
            "database_connections_in_use",
            f"Of {engine.POOL_SIZE} in this process.",
            "pool",
            engine.connections_in_use(),
        )


def _gauge(name: str, words: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"creditshop_{name}", words, labels=[label] if label else [])
    for key, value in values.items():
        family.add_metric([key] if label else [], value)
    return family


metrics_route = Route("/metrics", metrics)
