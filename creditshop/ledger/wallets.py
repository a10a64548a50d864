"""Opening and looking at wallets."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from creditshop.database import announce, insert_once, new_id
from creditshop.ledger.errors import ExternalIdTaken, WalletNotFound
from creditshop.ledger.models import NO_HASH, WALLETS
from creditshop.ledger.outcomes import Balance

_OF_EXTERNAL: Final = select(WALLETS.c.id).where(WALLETS.c.external_id == bindparam("external_id"))
_VIEW: Final = select(WALLETS).where(WALLETS.c.id == bindparam("wallet"))
_OF_OWNER: Final = select(WALLETS.c.id).where(WALLETS.c.owner_id == bindparam("owner_id"))


@dataclass(frozen=True, slots=True)
class WalletView:
    """A wallet, whose it is, and by which name the app that made it knows it."""

    id: str
    owner_id: str
    external_id: str | None
    created_at: datetime
    balance: Balance


def open_wallet(session: Session, owner_id: str, *, external_id: str | None = None, now: datetime) -> str:
    """The id of this owner's wallet, opened empty if there was none; two at once get the same.

    `external_id` is for a new one only. Raises ExternalIdTaken when another wallet has it.
    """
    found = wallet_of(session, owner_id)
    if found is not None:
        return found
    wallet_id = new_id("wal")
    empty = {"available": 0, "held": 0, "frozen": 0, "owed": 0, "suspended": False, "sequence": 0, "head": NO_HASH}
    row = {"id": wallet_id, "owner_id": owner_id, "external_id": external_id, "created_at": now, **empty}
    if _insert(session, row):
        return wallet_id
    return str(session.connection().execute(_OF_OWNER, {"owner_id": owner_id}).scalar_one())


def _insert(session: Session, row: dict[str, Any]) -> bool:
    if row["external_id"] is None:
        return insert_once(session, WALLETS, row, "owner_id")
    try:
        with session.begin_nested():
            return insert_once(session, WALLETS, row, "owner_id")
    except IntegrityError:
        raise ExternalIdTaken(row["external_id"]) from None


def wallet_of(session: Session, owner_id: str) -> str | None:
    """The id of this owner's wallet, or None."""
    found: str | None = session.connection().scalar(_OF_OWNER, {"owner_id": owner_id})
    return found


def hold_wallet(session: Session, wallet_id: str) -> None:
    """Let nobody else move this wallet's credits until the caller's transaction ends; its keys are claimed before."""
    session.connection().execute(select(WALLETS.c.id).where(WALLETS.c.id == wallet_id).with_for_update())


def wallet_by_external_id(session: Session, external_id: str) -> str | None:
    """The id of the wallet that an app knows by this name, or None."""
    found: str | None = session.connection().scalar(_OF_EXTERNAL, {"external_id": external_id})
    return found


def wallet_view(session: Session, wallet_id: str) -> WalletView:
    """The wallet as it is now. Raises WalletNotFound."""
    parts = balance(session, wallet_id)
    row = session.connection().execute(_VIEW, {"wallet": wallet_id}).one()
    return WalletView(row.id, row.owner_id, row.external_id, row.created_at, parts)


def wallets(session: Session, *, after: str = "", limit: int = 50) -> tuple[WalletView, ...]:
    """A page of all wallets, in the order of their ids, beginning after that of the last page."""
    query = select(WALLETS).where(WALLETS.c.id > after).order_by(WALLETS.c.id).limit(limit)
    return tuple(
        WalletView(
            row.id,
            row.owner_id,
            row.external_id,
            row.created_at,
            Balance(row.available, row.held, row.frozen, row.owed, row.suspended),
        )
        for row in session.connection().execute(query)
    )


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
