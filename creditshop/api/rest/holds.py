"""`/holds`: credits are reserved for work in progress, then captured or released."""

from typing import Annotated

from fastapi import APIRouter, Body
from starlette.responses import Response

from creditshop.api import acts
from creditshop.api.answers import Hold, HoldClosing
from creditshop.api.requests import CaptureRequest, HoldRequest
from creditshop.api.rest.answering import answer, replayable
from creditshop.api.rest.dependencies import Id, IdempotencyKey, Reader, Spender
from creditshop.api.rest.documents import MOVES, problems
from creditshop.api.rest.edge import BoundedRoute
from creditshop.api.rest.spends import USES
from creditshop.clock import utcnow
from creditshop.ledger import CaptureExceedsHold, HoldExpired, HoldNotFound, HoldNotOpen

router = APIRouter(prefix="/holds", tags=["Holds"], route_class=BoundedRoute)
_CLOSES = (*MOVES, HoldNotFound, HoldNotOpen, HoldExpired)


@router.post("", status_code=201, response_model=Hold, responses=problems(*USES))
async def hold(caller: Spender, body: HoldRequest, key: IdempotencyKey) -> Response:
    """Reserve credits for a while; what is not captured by then can be spent again."""
    return replayable(await acts.act(acts.hold, caller, body, key, now=utcnow()), 201)


@router.get("/{hold_id}", response_model=Hold, responses=problems(HoldNotFound))
async def find_hold(caller: Reader, hold_id: Id) -> Response:
    """A hold as it is now."""
    return answer(await acts.look(acts.find_hold, caller, hold_id, now=utcnow()))


@router.post("/{hold_id}/capture", response_model=HoldClosing, responses=problems(*_CLOSES, CaptureExceedsHold))
async def capture(
    caller: Spender,
    hold_id: Id,
    key: IdempotencyKey,
    body: Annotated[CaptureRequest, Body(default_factory=CaptureRequest)],
) -> Response:
    """Use what is held, or part of it; the rest is released."""
    return replayable(await acts.act(acts.capture, caller, hold_id, body.credits, key, now=utcnow()))


@router.post("/{hold_id}/release", response_model=HoldClosing, responses=problems(*_CLOSES))
async def release(caller: Spender, hold_id: Id, key: IdempotencyKey) -> Response:
    """Give back what is held."""
    return replayable(await acts.act(acts.release, caller, hold_id, key, now=utcnow()))
