"""What the OpenAPI document says of problems."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from creditshop.api.answers import Spend
from creditshop.api.errors import Forbidden, KeyMissing, RequestInvalid, TooLarge, Unavailable
from creditshop.api.problems import PROBLEMS, Problem
from creditshop.api.rest.answering import PROBLEM
from creditshop.apikeys import KeyInvalid
from creditshop.ledger import AmountInvalid, IdempotencyConflict
from creditshop.ratelimit import RateLimited

Responses = dict[int | str, dict[str, Any]]
_ALWAYS = (KeyInvalid, Forbidden, RequestInvalid, RateLimited, Unavailable)
MOVES = (KeyMissing, IdempotencyConflict, AmountInvalid, TooLarge)  # what any POST that moves credits may answer
SCHEMA = {
    "title": "Problem",
    "description": "RFC 9457. `code` is for programs; each has data of its own besides.",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
    },
}


@dataclass(frozen=True, slots=True)
class BatchItem:
    """The outcome of one spend of a batch: `body` is a spend (status 201) or a problem."""

    status: int
    body: Spend | dict[str, Any]


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """One outcome for each spend, in the same order."""

    data: tuple[BatchItem, ...]


def problems(*errors: type[Exception]) -> Responses:
    """The failures of a route: those given, and those of every route."""
    by_status: dict[int, list[Problem]] = defaultdict(list)
    for error in {**dict.fromkeys(errors), **dict.fromkeys(_ALWAYS)}:
        by_status[PROBLEMS[error].status].append(PROBLEMS[error])
    return {status: _response(by_status[status]) for status in sorted(by_status)}


def _response(kinds: list[Problem]) -> dict[str, Any]:
    return {
        "description": " · ".join(f"`{kind.code}` {kind.title}" for kind in kinds),
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
