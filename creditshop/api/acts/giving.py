"""Making wallets, giving credits, stopping a wallet: for the shop's own keys."""

from datetime import datetime

import structlog
from sqlmodel import Session

from creditshop import ledger
from creditshop.api import answers
from creditshop.api.acting import Replayable
from creditshop.api.acts.places import open_external, wallet_at, wallet_for
from creditshop.api.acts.shapes import balance_of, identity, wallet_of
from creditshop.api.callers import check_shop
from creditshop.api.errors import RequestInvalid
from creditshop.api.requests import GrantRequest, WalletRequest
from creditshop.apikeys import Caller
from creditshop.ledger import GrantCredits, Lot

_log = structlog.get_logger(__name__)


def make_wallet(
    session: Session, caller: Caller, request: WalletRequest, *, now: datetime
) -> tuple[answers.Wallet, bool]:
    """The wallet of an app's customer, and whether it was made just now. Raises Forbidden, InvalidEmail, EmailTaken."""
    check_shop(caller)
    wallet_id, made = open_external(session, request.external_id, email=request.email, name=request.name, now=now)
    return wallet_of(ledger.wallet_view(session, wallet_id)), made


def grant(
    session: Session, caller: Caller, request: GrantRequest, key: str, *, now: datetime
) -> Replayable[answers.Gift]:
    """Give credits, once for this key; debt is paid first.

    Raises what the ledger refuses, and RequestInvalid for credits that would have expired already.
    """
    if request.expires_at and request.expires_at <= now and not ledger.is_used(session, caller.scope, key):
        raise RequestInvalid([{"loc": ["body", "expires_at"], "msg": "must be in the future"}])
    wallet_id = wallet_for(session, caller, request.wallet, now=now)
    lot = Lot(request.credits, "promotion", expires_at=request.expires_at)
    operation = GrantCredits(wallet_id, caller.scope, key, caller.key_id, (lot,), request.reason)
    posted = ledger.post_one(session, operation, now=now)
    operation_id, at = identity(posted)
    answer = answers.Gift(
        id=operation_id,
        wallet=wallet_id,
        credits=request.credits,
        grant=str(posted.moved[-1].grant_id),
        reason=request.reason,
        expires_at=request.expires_at,
        balance=balance_of(posted.parts),
        created_at=at,
    )
    return Replayable(answer, posted.replayed)


def suspend(session: Session, caller: Caller, place: str, reason: str, *, suspended: bool) -> answers.Wallet:
    """Stop a wallet from spending, or let it spend again. Raises WalletNotFound."""
    wallet_id = wallet_at(session, caller, place)
    ledger.suspend(session, wallet_id, suspended=suspended)
    _log.info("wallet_suspended", wallet_id=wallet_id, suspended=suspended, reason=reason, key_id=caller.key_id)
    return wallet_of(ledger.wallet_view(session, wallet_id))
