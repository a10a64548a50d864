"""Opening and looking at wallets."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from creditshop.database import announce, insert_once, new_id
from creditshop.ledger.errors import WalletNotFound
from creditshop.ledger.models import NO_HASH, WALLETS
from creditshop.ledger.outcomes import Balance

_OF_OWNER: Final = select(WALLETS.c.id).where(WALLETS.c.owner_id == bindparam("owner_id"))


def open_wallet(session: Session, owner_id: str, *, now: datetime) -> str:
    """The id of this owner's wallet, opened empty if there was none; two at once get the same."""
    found = wallet_of(session, owner_id)
    if found is not None:
        return found
    wallet_id = new_id("wal")
    empty = {"available": 0, "held": 0, "frozen": 0, "owed": 0, "suspended": False, "sequence": 0, "head": NO_HASH}
    row = {"id": wallet_id, "owner_id": owner_id, "created_at": now, **empty}
    if insert_once(session, WALLETS, row, "owner_id"):
        return wallet_id
    return str(session.connection().execute(_OF_OWNER, {"owner_id": owner_id}).scalar_one())


def wallet_of(session: Session, owner_id: str) -> str | None:
    """The id of this owner's wallet, or None."""
    found: str | None = session.connection().scalar(_OF_OWNER, {"owner_id": owner_id})
    return found


def balance(session: Session, wallet_id: str) -> Balance:
    """The wallet's parts as of the last operation, in credits. Raises WalletNotFound."""
    columns = (WALLETS.c.available, WALLETS.c.held, WALLETS.c.frozen, WALLETS.c.owed, WALLETS.c.suspended)
    row = session.connection().execute(select(*columns).where(WALLETS.c.id == wallet_id)).one_or_none()
    if row is None:
        raise WalletNotFound(wallet_id)
    return Balance(*row)


def suspend(session: Session, wallet_id: str, *, suspended: bool = True) -> None:
    """Stop (or allow again) spending from a wallet; credits still arrive. Raises WalletNotFound."""
    changed = update(WALLETS).where(WALLETS.c.id == wallet_id).values(suspended=suspended).returning(WALLETS.c.owner_id)
    owner_id = session.connection().scalar(changed)
    if owner_id is None:
        raise WalletNotFound(wallet_id)
    announce(session, owner_id)
