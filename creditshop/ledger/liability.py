"""What the shop owes in money: what the credits cost that were bought and not used, accountants' deferred revenue."""

from collections import Counter
from datetime import datetime

from sqlalchemy import case, func, select
from sqlmodel import Session

from creditshop.ledger.models import ENTRIES, GRANTS
from creditshop.ledger.vocabulary import AVAILABLE, FROZEN, HELD

_KEPT = (AVAILABLE, HELD, FROZEN)


def unused_value(session: Session, at: datetime) -> dict[str, int]:
    """By currency, in minor units, what the credits had cost that customers had not used just before `at`.

    Each grant counts in proportion to what was left of it, rounded down; credits that were given count for nothing.
    Goes backwards from what is left now, so it reads the entries since `at`, and every grant that had a price.
    """
    amount = ENTRIES.c.amount
    change = case((ENTRIES.c.credit.in_(_KEPT), amount), else_=0) - case((ENTRIES.c.debit.in_(_KEPT), amount), else_=0)
    since = (
        select(ENTRIES.c.grant_id, func.sum(change).label("change"))
        .where(ENTRIES.c.created_at >= at, ENTRIES.c.grant_id.is_not(None))
        .group_by(ENTRIES.c.grant_id)
        .subquery()
    )
    left = GRANTS.c.remaining + GRANTS.c.held + GRANTS.c.frozen - func.coalesce(since.c.change, 0)
    kinds = (GRANTS.c.currency, GRANTS.c.price_minor, GRANTS.c.amount, left)
    query = (
        select(*kinds, func.count())
        .outerjoin(since, since.c.grant_id == GRANTS.c.id)
        .where(GRANTS.c.price_minor > 0, GRANTS.c.created_at < at, left > 0)
        .group_by(*kinds)
    )
    value = Counter[str]()
    for currency, price, whole, rest, grants in session.connection().execute(query):
        value[currency] += price * int(rest) // whole * grants
    return dict(value)
