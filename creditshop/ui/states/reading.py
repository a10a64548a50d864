"""What the account's pages read in one go: each function is one look at the database, made of the services' own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from creditshop.checkout import PurchaseNotFound, PurchaseView, find_purchase, purchases
from creditshop.ledger import Balance, GrantView, Movement, balance, live_grants, movements, wallet_of

EMPTY = Balance(available=0, held=0, frozen=0, owed=0, suspended=False)


@dataclass(frozen=True, slots=True)
class Overview:
    """An owner's credits at a glance. `names`: package names by purchase id, for what movements and grants refer to."""

    balance: Balance
    grants: tuple[GrantView, ...]
    movements: tuple[Movement, ...]
    payments: tuple[PurchaseView, ...]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class NamedMovements:
    """Some movements, newest first, and what they refer to; `older` asks for the next page, None on the last."""

    movements: tuple[Movement, ...]
    older: int | None
    names: dict[str, str]


def overview(session: Session, owner_id: str, *, recent: int, now: datetime) -> Overview:
    """Balance, what is spent first, and the `recent` latest movements and payments of this owner."""
    latest = purchases(session, owner_id, limit=recent).purchases
    wallet_id = wallet_of(session, owner_id)
    if wallet_id is None:
        return Overview(EMPTY, (), (), latest, {})
    grants = live_grants(session, wallet_id, now=now)
    moved = movements(session, wallet_id, limit=recent).movements
    references = [grant.reference for grant in grants] + [movement.reference for movement in moved]
    names = package_names(session, owner_id, references)
    return Overview(balance(session, wallet_id), grants, moved, latest, names)


def named_movements(session: Session, owner_id: str, *, before: int | None, limit: int) -> NamedMovements:
    """A page of this owner's movements."""
    wallet_id = wallet_of(session, owner_id)
    if wallet_id is None:
        return NamedMovements((), None, {})
    page = movements(session, wallet_id, before=before, limit=limit)
    names = package_names(session, owner_id, [movement.reference for movement in page.movements])
    return NamedMovements(page.movements, page.older, names)


def own_balance(session: Session, owner_id: str) -> Balance:
    """This owner's balance; nothing for somebody who never had credits."""
    wallet_id = wallet_of(session, owner_id)
    return EMPTY if wallet_id is None else balance(session, wallet_id)


def own_purchase(session: Session, purchase_id: str, owner_id: str) -> PurchaseView | None:
    """One purchase of this owner; None also for somebody else's."""
    try:
        found = find_purchase(session, purchase_id)
    except PurchaseNotFound:
        return None
    return found if found.owner_id == owner_id else None


def package_names(session: Session, owner_id: str, references: Iterable[str]) -> dict[str, str]:
    """The package names of those references that are this owner's purchases."""
    found = {reference: own_purchase(session, reference, owner_id) for reference in set(references)}
    return {reference: purchase.name for reference, purchase in found.items() if purchase}
