"""Which wallet a request names."""

from datetime import datetime

from sqlmodel import Session

from creditshop import ledger
from creditshop.accounts import create_customer
from creditshop.apikeys import Caller
from creditshop.ledger import ExternalIdTaken, WalletNotFound

EXTERNAL = "external:"


def wallet_at(session: Session, caller: Caller, place: str) -> str:
    """The id of the wallet that `place` names. Raises WalletNotFound, also for one that is not the caller's.

    Whether the shop's own key names one that exists is left to whoever uses the id.
    """
    named = place.removeprefix(EXTERNAL)
    wallet_id = place if named == place else ledger.wallet_by_external_id(session, named)
    if wallet_id is None or not may_see(session, caller, wallet_id):
        raise WalletNotFound(place)
    return wallet_id


def wallet_for(session: Session, caller: Caller, place: str, *, now: datetime) -> str:
    """`wallet_at`, which opens the wallet when an app names its customer for the first time."""
    try:
        return wallet_at(session, caller, place)
    except WalletNotFound:
        if caller.owner_id is not None or not place.startswith(EXTERNAL):
            raise
    wallet_id, _ = open_external(session, place.removeprefix(EXTERNAL), now=now)
    return wallet_id


def may_see(session: Session, caller: Caller, wallet_id: str) -> bool:
    """Whether this wallet, if it exists, is any of the caller's business."""
    return caller.owner_id is None or ledger.wallet_of(session, caller.owner_id) == wallet_id


def open_external(
    session: Session, external_id: str, *, email: str | None = None, name: str = "", now: datetime
) -> tuple[str, bool]:
    """The wallet that an app knows by this name, and whether it was opened just now, with a customer to own it.

    Raises InvalidEmail, EmailTaken.
    """
    if found := ledger.wallet_by_external_id(session, external_id):
        return found, False
    try:
        with session.begin_nested():
            owner_id = create_customer(session, email=email, name=name, now=now)
            return ledger.open_wallet(session, owner_id, external_id=external_id, now=now), True
    except ExternalIdTaken:  # another request was first
        return str(ledger.wallet_by_external_id(session, external_id)), False
