"""What staff's pages about a customer read in one go."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from creditshop.accounts import AccountView, SessionInfo, account, accounts_by_id, last_seen, sessions
from creditshop.apikeys import KeyView, keys
from creditshop.checkout import PurchaseView, purchases
from creditshop.ledger import (
    GrantView,
    HoldView,
    Movement,
    Parts,
    Summary,
    WalletView,
    balance_at,
    grants_at,
    grants_in_use,
    grants_named,
    movements,
    open_holds,
    purposes,
    summary,
    wallet_of,
    wallet_view,
)
from creditshop.ui.states.reading import names_of, own_purchases


@dataclass(frozen=True, slots=True)
class Person:
    """A customer with what they have now. Who never had credits has no wallet. `names`: what grants refer to."""

    account: AccountView
    seen_at: datetime | None
    wallet: WalletView | None
    summary: Summary | None
    grants: tuple[GrantView, ...]
    holds: tuple[HoldView, ...]
    payments: tuple[PurchaseView, ...]
    sessions: tuple[SessionInfo, ...]
    keys: tuple[KeyView, ...]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class ActedMovements:
    """A page of movements; what they refer to, which of that are purchases, and the names of people and keys."""

    movements: tuple[Movement, ...]
    older: int | None
    names: dict[str, str]
    purchases: frozenset[str]
    actors: dict[str, str]


@dataclass(frozen=True, slots=True)
class Then:
    """A wallet at an earlier moment: its parts, and what was left of each grant: `remaining`, `held`, `frozen`."""

    parts: Parts
    grants: tuple[GrantView, ...]
    names: dict[str, str]


def person(session: Session, user_id: str, *, recent: int, now: datetime) -> Person:
    """Everything about this customer but their movements, with the `recent` latest payments. Raises NoSuchUser."""
    found = account(session, user_id)
    wallet_id = wallet_of(session, user_id)
    grants = grants_in_use(session, wallet_id, now=now) if wallet_id else ()
    return Person(
        account=found,
        seen_at=last_seen(session, user_id),
        wallet=wallet_view(session, wallet_id) if wallet_id else None,
        summary=summary(session, wallet_id) if wallet_id else None,
        grants=grants,
        holds=open_holds(session, wallet_id, now=now) if wallet_id else (),
        payments=purchases(session, user_id, limit=recent).purchases,
        sessions=sessions(session, user_id, now=now),
        keys=keys(session, user_id),
        names=names_of(session, user_id, wallet_id, (grant.reference for grant in grants)) if wallet_id else {},
    )


def acted_movements(session: Session, user_id: str, *, before: int | None, limit: int) -> ActedMovements:
    """A page of this customer's movements."""
    wallet_id = wallet_of(session, user_id)
    if wallet_id is None:
        return ActedMovements((), None, {}, frozenset(), {})
    page = movements(session, wallet_id, before=before, limit=limit)
    references = {movement.reference for movement in page.movements}
    bought = {purchase.id: purchase.name for purchase in own_purchases(session, user_id, references).values()}
    names = bought | purposes(session, wallet_id, references - bought.keys())
    actors = {movement.actor for movement in page.movements}
    people = {found.user_id: found.email for found in accounts_by_id(session, actors).values()}
    machines = {key.id: key.name for owner in (user_id, None) for key in keys(session, owner)}
    return ActedMovements(page.movements, page.older, names, frozenset(bought), people | machines)


def life_of(session: Session, user_id: str) -> WalletView | None:
    """This customer's wallet; None as long as they have none."""
    wallet_id = wallet_of(session, user_id)
    return wallet_view(session, wallet_id) if wallet_id else None


def wallet_then(session: Session, wallet: WalletView, moment: datetime) -> Then:
    """The wallet at an earlier moment. Reads every entry until then."""
    left = {grant.grant_id: grant for grant in grants_at(session, wallet.id, moment)}
    grants = tuple(
        replace(grant, remaining=left[grant.id].remaining, held=left[grant.id].held, frozen=left[grant.id].frozen)
        for grant in grants_named(session, left.keys())
    )
    names = names_of(session, wallet.owner_id, wallet.id, (grant.reference for grant in grants))
    return Then(balance_at(session, wallet.id, moment), grants, names)
