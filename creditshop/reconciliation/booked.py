"""What the provider booked on the shop's account in a span of time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from creditshop.reconciliation.models import MOVEMENTS

_PAYOUT = "payout"  # money on its way to the shop's bank: it was earned before


@dataclass(frozen=True, slots=True)
class Booked:
    """In minor units of one currency: the provider's fees, and what was left of everything that came and went."""

    fees_minor: int = 0
    net_minor: int = 0


def booked(session: Session, start: datetime, end: datetime) -> dict[str, Booked]:
    """By currency, from `start` on and before `end`, as far as comparisons have read it; payouts aside."""
    amount, fee = func.sum(MOVEMENTS.c.amount_minor), func.sum(MOVEMENTS.c.fee_minor)
    within = (MOVEMENTS.c.created_at >= start, MOVEMENTS.c.created_at < end, MOVEMENTS.c.category != _PAYOUT)
    sums = select(MOVEMENTS.c.currency, amount, fee).where(*within).group_by(MOVEMENTS.c.currency)
    rows = session.connection().execute(sums)
    return {currency: Booked(int(fees), int(total) - int(fees)) for currency, total, fees in rows}
