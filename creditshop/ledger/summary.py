"""What staff look up: many balances at once, who is suspended or in debt, and how a balance came about."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Final, Literal

from sqlalchemy import ColumnElement, FromClause, and_, case, func, literal_column, or_, select, true, tuple_
from sqlmodel import Session

from creditshop.ledger.burning import burn_order
from creditshop.ledger.errors import WalletNotFound
from creditshop.ledger.history import GrantView
from creditshop.ledger.models import DAILY_USE, ENTRIES, GRANTS, WALLETS
from creditshop.ledger.outcomes import Balance, Parts
from creditshop.ledger.vocabulary import ADJUSTED, REVOKED

Trouble = Literal["suspended", "in_debt"]
# As in the partial indexes.
_IN: Final[dict[Trouble, ColumnElement[bool]]] = {
    "suspended": literal_column("suspended"),
    "in_debt": literal_column("owed > 0"),
}
_IS_TAKEN_BACK: Final[ColumnElement[bool]] = literal_column("(credit IN ('revoked', 'adjusted') OR debit = 'revoked')")
_PLACE: Final = (WALLETS.c.created_at, WALLETS.c.id)


@dataclass(frozen=True, slots=True)
class OwnerPage:
    """Owners of wallets, the newest wallet first; `next_before` asks for the following page, None on the last."""

    owners: tuple[str, ...]
    next_before: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """How a balance came about: all that ever arrived, by cause, and all that left, in credits.

    What a refund took back and a failed one put back again counts as nothing.
    """

    parts: Parts
    bought: int
    bonus: int
    gifts: int
    given: int
    used: int
    expired: int
    refunded: int
    disputed: int
    taken: int

    @property
    def total(self) -> int:
        """All that the owner has, debt counted negative."""
        return self.parts.available + self.parts.held + self.parts.frozen - self.parts.owed

    @property
    def adds_up(self) -> bool:
        """Whether what arrived, less what left, is what is there: as long as the ledger is whole, it is."""
        arrived = self.bought + self.bonus + self.gifts + self.given
        left = self.used + self.expired + self.refunded + self.disputed + self.taken
        return arrived - left == self.total


def balances(session: Session, owner_ids: Collection[str]) -> dict[str, Balance]:
    """The balances of those of the owners who have a wallet, by owner."""
    columns = (WALLETS.c.available, WALLETS.c.held, WALLETS.c.frozen, WALLETS.c.owed, WALLETS.c.suspended)
    query = select(WALLETS.c.owner_id, *columns).where(WALLETS.c.owner_id.in_(owner_ids))
    return {owner_id: Balance(*parts) for owner_id, *parts in session.connection().execute(query)}


def owners_named(session: Session, name: str) -> tuple[str, ...]:
    """Whose wallet has this id, or is known to an app by this name: at most one of each."""
    query = select(WALLETS.c.owner_id).where(or_(WALLETS.c.id == name, WALLETS.c.external_id == name))
    return tuple(session.connection().scalars(query))


def owners_in(session: Session, trouble: Trouble, *, before: str | None = None, limit: int = 25) -> OwnerPage:
    """A page of the owners whose wallets are suspended or in debt, following the owner `before`."""
    query = select(WALLETS.c.owner_id).where(_IN[trouble]).order_by(*(column.desc() for column in _PLACE))
    if before is not None:
        start = select(*_PLACE).where(WALLETS.c.owner_id == before).scalar_subquery()
        query = query.where(tuple_(*_PLACE) < start)
    found = tuple(session.connection().scalars(query.limit(limit + 1)))
    return OwnerPage(found[:limit], found[limit - 1] if len(found) > limit else None)


def grants_named(session: Session, grant_ids: Collection[str]) -> tuple[GrantView, ...]:
    """These grants as they are now, in burn order."""
    columns = [GRANTS.c[field.name] for field in fields(GrantView)]
    rows = session.connection().execute(select(*columns).where(GRANTS.c.id.in_(grant_ids)))
    return tuple(sorted((GrantView(*row) for row in rows), key=burn_order))


def summary(session: Session, wallet_id: str) -> Summary:
    """How the wallet's balance came about, of one moment, without reading all of its entries. Raises WalletNotFound."""
    came, used, taken = _came(wallet_id), _used(wallet_id), _taken(wallet_id)
    parts = (WALLETS.c.available, WALLETS.c.held, WALLETS.c.frozen, WALLETS.c.owed)
    together = WALLETS.join(came, true()).join(used, true()).join(taken, true())
    sums = (*came.c[:4], *used.c, came.c.expired, *taken.c)
    query = select(*parts, *sums).select_from(together).where(WALLETS.c.id == wallet_id)
    row = session.connection().execute(query).one_or_none()
    if row is None:
        raise WalletNotFound(wallet_id)
    return Summary(Parts(*row[: len(parts)]), *map(int, row[len(parts) :]))


def _came(wallet_id: str) -> FromClause:
    """What arrived, by cause, and what of it has expired: a wallet has as many grants as it got credits."""
    causes = [
        _sum(GRANTS.c.amount, GRANTS.c.cause == cause) for cause in ("purchase", "bonus", "promotion", "adjustment")
    ]
    columns = (*causes, func.coalesce(func.sum(GRANTS.c.expired), 0).label("expired"))
    return select(*columns).where(GRANTS.c.wallet_id == wallet_id).subquery("came")


def _used(wallet_id: str) -> FromClause:
    used = func.coalesce(func.sum(DAILY_USE.c.credits), 0)
    return select(used).where(DAILY_USE.c.wallet_id == wallet_id).subquery("used")


def _taken(wallet_id: str) -> FromClause:
    """What was taken back, by cause, less what was put back again."""
    amount = case((ENTRIES.c.credit.in_((REVOKED, ADJUSTED)), ENTRIES.c.amount), else_=-ENTRIES.c.amount)
    causes = [_sum(amount, ENTRIES.c.cause == cause) for cause in ("refund", "dispute", "adjustment")]
    return select(*causes).where(and_(ENTRIES.c.wallet_id == wallet_id, _IS_TAKEN_BACK)).subquery("taken")


def _sum(amount: ColumnElement[int], condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, amount), else_=0)), 0)
