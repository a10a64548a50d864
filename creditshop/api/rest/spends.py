"""`/spends`: credits are used."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from creditshop.api import acts
from creditshop.api.acts import Replayable
from creditshop.api.answers import Spend
from creditshop.api.errors import SpendNotFound
from creditshop.api.problems import problem_of
from creditshop.api.requests import BatchRequest, SpendRequest
from creditshop.api.rest.answering import answer, problem, replayable
from creditshop.api.rest.dependencies import Id, IdempotencyKey, Reader, Spender
from creditshop.api.rest.documents import MOVES, BatchAnswer, problems
from creditshop.api.rest.edge import BoundedRoute
from creditshop.catalog import FeatureNotFound, QuantityInvalid
from creditshop.clock import utcnow
from creditshop.ledger import InsufficientCredits, WalletNotFound, WalletSuspended

router = APIRouter(prefix="/spends", tags=["Spends"], route_class=BoundedRoute)
USES = (*MOVES, InsufficientCredits, WalletNotFound, WalletSuspended, FeatureNotFound, QuantityInvalid)


@router.post("", status_code=201, response_model=Spend, responses=problems(*USES))
async def spend(caller: Spender, body: SpendRequest, key: IdempotencyKey) -> Response:
    """Use credits: so many, or what a feature costs."""
    return replayable(await acts.act(acts.spend, caller, body, key, now=utcnow()), 201)


@router.post("/batch", response_model=BatchAnswer, responses=problems(*MOVES))
async def spend_batch(caller: Spender, body: BatchRequest, key: IdempotencyKey, request: Request) -> Response:
    """Use credits up to a hundred times, each by itself: every one has its own status and body, in the same order."""
    outcomes = await acts.act(acts.spend_batch, caller, body.spends, key, now=utcnow())
    return answer({"data": [_item(outcome, request.state.request_id) for outcome in outcomes]})


@router.get("/{spend_id}", response_model=Spend, responses=problems(SpendNotFound))
async def find_spend(caller: Reader, spend_id: Id) -> Response:
    """A spend, as it was answered."""
    return answer(await acts.look(acts.find_spend, caller, spend_id))


def _item(outcome: Replayable[Spend] | Exception, request_id: str) -> dict[str, Any]:
    if isinstance(outcome, Exception):
        return {"status": problem_of(outcome).status, "body": problem(outcome, request_id)}
    return {"status": 201, "body": outcome.answer}
