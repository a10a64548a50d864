"""What moved between the wallets and the system's accounts in a span of time: for figures over all wallets."""

from datetime import datetime
from typing import get_args

from sqlalchemy import func, select
from sqlmodel import Session

from creditshop.ledger.models import ENTRIES, WALLETS
from creditshop.ledger.vocabulary import SystemAccount


def flows(session: Session, start: datetime, end: datetime) -> dict[SystemAccount, int]:
    """What each system account got more than it gave, in credits, by the entries from `start` on and before `end`.

    Debits equal credits: what all of them together gave is what the wallets got.
    """
    within = (ENTRIES.c.created_at >= start) & (ENTRIES.c.created_at < end)
    columns = (ENTRIES.c.debit, ENTRIES.c.credit)
    sums = select(*columns, func.sum(ENTRIES.c.amount)).where(within).group_by(*columns)
    balance = dict.fromkeys(get_args(SystemAccount), 0)
    for debit, credit, amount in session.connection().execute(sums):
        for account, change in ((debit, -int(amount)), (credit, int(amount))):
            if account in balance:
                balance[account] += change
    return balance


def first_wallet_at(session: Session) -> datetime | None:
    """When the first wallet was opened, before which nothing moved. Reads every wallet: nothing for a page."""
    first: datetime | None = session.connection().scalar(select(func.min(WALLETS.c.created_at)))
    return first
