"""Using credits."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from creditshop import ledger
from creditshop.api import answers
from creditshop.api.acting import Replayable
from creditshop.api.acts.places import may_see, wallet_for
from creditshop.api.acts.shapes import balance_of, identity
from creditshop.api.errors import SpendNotFound
from creditshop.api.problems import REFUSALS
from creditshop.api.requests import HoldRequest, SpendRequest
from creditshop.apikeys import Caller
from creditshop.catalog import FeatureNotFound, QuantityInvalid, price_of
from creditshop.ledger import Explanation, LedgerError, Moved, Movement, Posted, Use

Spent = Replayable[answers.Spend]


def spend(session: Session, caller: Caller, request: SpendRequest, key: str, *, now: datetime) -> Spent:
    """Use credits, once for this key. Raises what the ledger and the price list refuse."""
    operation = _operation(session, caller, request, key, now=now)
    return _spent(operation, ledger.post_one(session, operation, now=now))


def spend_batch(
    session: Session, caller: Caller, requests: Sequence[SpendRequest], key: str, *, now: datetime
) -> list[Spent | Exception]:
    """Use credits several times, each by itself: one outcome for each, in the same order."""
    prepared = [
        _prepared(session, caller, request, f"{key}/{index}", now=now) for index, request in enumerate(requests)
    ]
    operations = [one for one in prepared if isinstance(one, ledger.Spend)]
    outcomes = iter(ledger.post(session, operations, now=now))
    return [_outcome(one, next(outcomes)) if isinstance(one, ledger.Spend) else one for one in prepared]


def find_spend(session: Session, caller: Caller, spend_id: str) -> answers.Spend:
    """A spend of before, as it was answered then. Raises SpendNotFound."""
    wallet_id = ledger.operation_wallet(session, spend_id)
    if wallet_id is None or not may_see(session, caller, wallet_id):
        raise SpendNotFound(spend_id)
    found = ledger.explain(session, wallet_id, spend_id)
    if found is None or found.kind != ledger.Spend.kind:
        raise SpendNotFound(spend_id)
    return _explained(wallet_id, found)


def cost_of(session: Session, caller: Caller, request: SpendRequest | HoldRequest, key: str) -> tuple[int, Use | None]:
    """How many credits are wanted, and what for. Raises FeatureNotFound, QuantityInvalid.

    A key that was used before is answered as it was then, also when the feature has no price any more.
    """
    if request.feature is None:
        return request.credits or 0, None
    use = Use(request.feature, request.quantity)
    try:
        return price_of(session, use.feature, use.quantity), use
    except (FeatureNotFound, QuantityInvalid):
        if not ledger.is_used(session, caller.scope, key):
            raise
        return 1, use


def _prepared(
    session: Session, caller: Caller, request: SpendRequest, key: str, *, now: datetime
) -> ledger.Spend | Exception:
    try:
        return _operation(session, caller, request, key, now=now)
    except REFUSALS as refusal:
        return refusal


def _operation(session: Session, caller: Caller, request: SpendRequest, key: str, *, now: datetime) -> ledger.Spend:
    cost, use = cost_of(session, caller, request, key)
    wallet_id = wallet_for(session, caller, request.wallet, now=now)
    return ledger.Spend(wallet_id, caller.scope, key, caller.key_id, cost, request.reference, use)


def _outcome(operation: ledger.Spend, outcome: Posted | LedgerError) -> Spent | Exception:
    return outcome if isinstance(outcome, LedgerError) else _spent(operation, outcome)


def _spent(operation: ledger.Spend, posted: Posted) -> Spent:
    """Out of what is stored and asked alone, so that a repeated request is answered with the same bytes."""
    operation_id, at = identity(posted)
    moved = [one for one in posted.moved if one.credit == "spent"]
    answer = answers.Spend(
        id=operation_id,
        wallet=operation.wallet_id,
        credits=sum(one.amount for one in moved),
        feature=operation.feature,
        reference=operation.reference,
        grants=_shares(moved),
        balance=balance_of(posted.parts),
        created_at=at,
    )
    return Replayable(answer, posted.replayed)


def _explained(wallet_id: str, found: Explanation) -> answers.Spend:
    moved = [one for one in found.movements if one.credit == "spent"]
    return answers.Spend(
        id=found.operation_id,
        wallet=wallet_id,
        credits=sum(one.amount for one in moved),
        feature=moved[0].feature,
        reference=moved[0].reference,
        grants=_shares(moved),
        balance=balance_of(found.movements[-1].parts),
        created_at=found.at,
    )


def _shares(moved: Sequence[Moved | Movement]) -> tuple[answers.Share, ...]:
    return tuple(answers.Share(str(one.grant_id), one.amount) for one in moved)
