"""What the account's pages read in one go: each function is one look at the database, made of the services' own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from creditshop.checkout import PurchaseNotFound, PurchaseView, find_purchase, purchases
from creditshop.ledger import Balance, GrantView, Movement, balance, live_grants, movements, purposes, wallet_of

EMPTY = Balance(available=0, held=0, frozen=0, owed=0, suspended=False)


@dataclass(frozen=True, slots=True)
class Overview:
    """An owner's credits at a glance. `names`: what movements and grants refer to, by id."""

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
    names = names_of(session, owner_id, wallet_id, references)
    return Overview(balance(session, wallet_id), grants, moved, latest, names)


def named_movements(session: Session, owner_id: str, *, before: int | None, limit: int) -> NamedMovements:
    """A page of this owner's movements."""
    wallet_id = wallet_of(session, owner_id)
    if wallet_id is None:
        return NamedMovements((), None, {})
    page = movements(session, wallet_id, before=before, limit=limit)
    names = names_of(session, owner_id, wallet_id, [movement.reference for movement in page.movements])
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


def names_of(session: Session, owner_id: str, wallet_id: str, references: Iterable[str]) -> dict[str, str]:
    """What the references of this owner's movements and grants are called: packages, and what holds are for."""
    asked = set(references)
    bought = {purchase.id: purchase.name for purchase in own_purchases(session, owner_id, asked).values()}
    return bought | purposes(session, wallet_id, asked - bought.keys())


def own_purchases(session: Session, owner_id: str, references: Iterable[str]) -> dict[str, PurchaseView]:
    """Those of the references that are this owner's purchases."""
    found = {reference: own_purchase(session, reference, owner_id) for reference in set(references)}
    return {reference: purchase for reference, purchase in found.items() if purchase}
