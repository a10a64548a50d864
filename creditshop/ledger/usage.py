"""What was used, by day and feature: kept beside the entries, so that a chart never reads them all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from creditshop.ledger import statements as sql
from creditshop.ledger.book import Book
from creditshop.ledger.models import DAILY_USE
from creditshop.ledger.vocabulary import SPENT


@dataclass(frozen=True, slots=True)
class DayUse:
    """What a wallet used on one day (UTC) for a feature; the empty feature is what was spent without one."""

    day: date
    feature: str
    credits: int
    spends: int


@dataclass(slots=True)
class _Sum:
    credits: int = 0
    operations: set[str] = field(default_factory=set)


def daily_use(session: Session, wallet_id: str, *, since: date, until: date) -> tuple[DayUse, ...]:
    """The wallet's use from `since` to `until`, both included, by day and feature."""
    columns = (DAILY_USE.c.day, DAILY_USE.c.feature, DAILY_USE.c.credits, DAILY_USE.c.spends)
    within = DAILY_USE.c.day.between(since, until)
    query = select(*columns).where(DAILY_USE.c.wallet_id == wallet_id, within).order_by(*columns[:2])
    return tuple(DayUse(*row) for row in session.connection().execute(query))


def used(dialect: str, books: Iterable[Book], now: datetime) -> list[dict[str, Any]]:
    """Rows that add what the batch spent to the days' use."""
    sums: dict[tuple[str, str], _Sum] = defaultdict(_Sum)
    for book in books:
        for entry in book.entries:
            if entry["credit"] == SPENT:
                total = sums[book.wallet_id, entry["feature"] or ""]
                total.credits += entry["amount"]
                total.operations.add(entry["operation_id"])
    day = sql.stored_day(dialect, now.astimezone(UTC).date())
    return [
        {"wallet_id": wallet, "day": day, "feature": feature, "credits": total.credits, "spends": len(total.operations)}
        for (wallet, feature), total in sorted(sums.items())
    ]
