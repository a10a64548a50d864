"""Reserving credits, and what becomes of them."""

from datetime import datetime, timedelta

from sqlmodel import Session

from creditshop import ledger
from creditshop.api import answers
from creditshop.api.acting import Replayable
from creditshop.api.acts.places import may_see, wallet_at, wallet_for
from creditshop.api.acts.shapes import balance_of, hold_of, identity
from creditshop.api.acts.spending import cost_of
from creditshop.api.requests import HoldRequest
from creditshop.apikeys import Caller
from creditshop.ledger import HoldNotFound, HoldView

Closed = Replayable[answers.HoldClosing]


def hold(
    session: Session, caller: Caller, request: HoldRequest, key: str, *, now: datetime
) -> Replayable[answers.Hold]:
    """Reserve credits, once for this key. Raises what the ledger and the price list refuse."""
    cost, use = cost_of(session, caller, request, key)
    wallet_id = wallet_for(session, caller, request.wallet, now=now)
    lasts = timedelta(seconds=request.expires_in)
    operation = ledger.OpenHold(wallet_id, caller.scope, key, caller.key_id, cost, request.reference, use, lasts)
    posted = ledger.post_one(session, operation, now=now)
    _, at = identity(posted)
    answer = answers.Hold(
        id=posted.hold_id,
        wallet=wallet_id,
        credits=posted.total("available", "held"),
        captured=0,
        state="open",
        feature=operation.feature,
        reference=request.reference,
        expires_at=at + lasts,
        created_at=at,
        closed_at=None,
    )
    return Replayable(answer, posted.replayed)


def capture(
    session: Session,
    caller: Caller,
    hold_id: str,
    wanted: int | None,
    key: str,
    *,
    now: datetime,
) -> Closed:
    """Use what is held, or `wanted` credits of it, and release the rest, once for this key.

    Raises what the ledger refuses.
    """
    found = _find(session, caller, hold_id, now=now)
    operation = ledger.Capture(found.wallet_id, caller.scope, key, caller.key_id, hold_id, wanted)
    return _close(session, operation, now=now)


def release(session: Session, caller: Caller, hold_id: str, key: str, *, now: datetime) -> Closed:
    """Give back what is held, once for this key. Raises what the ledger refuses."""
    found = _find(session, caller, hold_id, now=now)
    return _close(session, ledger.Release(found.wallet_id, caller.scope, key, caller.key_id, hold_id), now=now)


def find_hold(session: Session, caller: Caller, hold_id: str, *, now: datetime) -> answers.Hold:
    """A hold as it is now. Raises HoldNotFound."""
    return hold_of(_find(session, caller, hold_id, now=now))


def list_holds(
    session: Session, caller: Caller, place: str, *, cursor: str | None = None, limit: int = 25, now: datetime
) -> answers.Page[answers.Hold]:
    """A wallet's holds, newest first. Raises WalletNotFound."""
    wallet_id = wallet_at(session, caller, place)
    ledger.balance(session, wallet_id)
    page = ledger.holds(session, wallet_id, now=now, before=cursor, limit=limit)
    return answers.Page(tuple(map(hold_of, page.holds)), page.older is not None, page.older)


def _find(session: Session, caller: Caller, hold_id: str, *, now: datetime) -> HoldView:
    found = ledger.find_hold(session, hold_id, now=now)
    if not may_see(session, caller, found.wallet_id):
        raise HoldNotFound(hold_id)
    return found


def _close(session: Session, operation: ledger.Capture | ledger.Release, *, now: datetime) -> Closed:
    posted = ledger.post_one(session, operation, now=now)
    operation_id, at = identity(posted)
    answer = answers.HoldClosing(
        id=operation_id,
        hold=operation.hold_id,
        wallet=operation.wallet_id,
        credits=posted.total("held", "spent"),
        released=posted.total("held", "available") + posted.total("held", "owed"),
        balance=balance_of(posted.parts),
        created_at=at,
    )
    return Replayable(answer, posted.replayed)
