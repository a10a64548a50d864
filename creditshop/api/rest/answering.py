"""Answers and problem documents (RFC 9457) as bytes."""

import json
from datetime import date, datetime
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from creditshop.api.acts import Replayable
from creditshop.api.problems import described, problem_of
from creditshop.apikeys import KeyInvalid
from creditshop.config import settings
from creditshop.ratelimit import RateLimited

PROBLEM = "application/problem+json"
_RETRY_SECONDS = 5
_UNAVAILABLE = 503


def answer(value: object, status: int = 200) -> Response:
    """A value of `answers` as JSON."""
    return Response(_json(value), status, media_type="application/json")


def replayable(outcome: Replayable[Any], status: int = 200) -> Response:
    """The answer of an act with an idempotency key: the same bytes each time, the header says which time."""
    response = answer(outcome.answer, status)
    if outcome.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def problem(error: Exception, request_id: str) -> dict[str, object]:
    """The problem document of an expected failure."""
    facts = described(error)
    kind = f"{settings().public_url}/api/v1/docs#{facts['code']}"
    return {"type": kind, "status": problem_of(error).status, **facts, "request_id": request_id}


async def refuse(request: Request, error: Exception) -> Response:
    """Answer an expected failure with its problem document."""
    document = problem(error, request.state.request_id)
    status = problem_of(error).status
    body = json.dumps(document, ensure_ascii=False)  # its figures may be as large as those that were refused
    response = Response(body.encode(errors="replace"), status, media_type=PROBLEM)
    if isinstance(error, RateLimited):
        response.headers["Retry-After"] = str(error.retry_after)
    elif isinstance(error, KeyInvalid):
        response.headers["WWW-Authenticate"] = "Bearer"
    elif status == _UNAVAILABLE:
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _json(value: object) -> bytes:
    return orjson.dumps(value, default=_moment, option=orjson.OPT_PASSTHROUGH_DATETIME)


def _moment(value: object) -> str:
    """RFC 3339 with microseconds, always of the same width."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
