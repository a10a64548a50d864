"""Is the process alive, and can it serve: for load balancers, orchestrators and people."""

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from creditshop.database import read
from creditshop.database.migrations import is_current

_DATABASE_SECONDS = 5
_log = structlog.get_logger(__name__)


def health_routes(frontend_is_built: Callable[[], bool], is_leaving: Callable[[], bool]) -> list[Route]:
    """`GET /health`: 200 while the process runs. `GET /ready`: 200 when it can serve, else 503 naming what fails.

    A process that is about to end still serves, but says 503 to whoever chooses among several.
    """

    async def ready(_request: Request) -> JSONResponse:
        if is_leaving():
            return JSONResponse({"ready": False, "process": "leaving"}, 503)
        checks = {**await _database(), "frontend": "ok" if frontend_is_built() else "not built"}
        everything = all(result == "ok" for result in checks.values())
        return JSONResponse({"ready": everything, **checks}, 200 if everything else 503)

    return [Route("/health", health), Route("/ready", ready)]


async def health(_request: Request) -> JSONResponse:
    """Alive: says nothing about the database, whose absence a restart of this process would not cure."""
    return JSONResponse({"status": "ok"})


async def _database() -> dict[str, str]:
    """What fails in a word: why is in the log, since the reason may name hosts and users."""
    try:
        async with asyncio.timeout(_DATABASE_SECONDS):
            current = await read(is_current)
    except (SQLAlchemyError, TimeoutError, OSError) as error:
        _log.warning("database unreachable", error=str(error))
        return {"database": "unreachable", "migrations": "unknown"}
    return {"database": "ok", "migrations": "ok" if current else "behind"}
