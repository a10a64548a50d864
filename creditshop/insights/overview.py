"""What the overview shows: figures of a span of days, beside those of the span before it, out of the counted days."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from creditshop.insights.figures import Figure
from creditshop.insights.models import FIGURES
from creditshop.insights.rolling import outstanding

_DAY = timedelta(days=1)
Key = tuple[Figure, str]


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened in a span of time. Counts add up over currencies, money never does.

    `outstanding`: the credits that the shop owes at its end.
    """

    counts: Mapping[Key, int]
    amounts: Mapping[Key, int]
    outstanding: int

    def count(self, figure: Figure, currency: str | None = None) -> int:
        """How often it happened; without a currency: in all of them together."""
        if currency is not None:
            return self.counts.get((figure, currency), 0)
        return sum(count for (name, _), count in self.counts.items() if name is figure)

    def money(self, figure: Figure, currency: str) -> int:
        """What it adds up to, in minor units."""
        return self.amounts.get((figure, currency), 0)

    def credits(self, figure: Figure) -> int:
        """How many credits it adds up to, whatever they were paid in."""
        return sum(amount for (name, _), amount in self.amounts.items() if name is figure)

    def average(self, currency: str) -> int | None:
        """What a paid purchase was charged on average, in minor units; None when none was paid."""
        paid = self.count(Figure.PAID, currency)
        return round(self.money(Figure.PAID, currency) / paid) if paid else None

    @property
    def failure_rate(self) -> float | None:
        """The share of attempts to pay that a bank declined; None when there were none."""
        declined = self.count(Figure.DECLINED)
        return _share(declined, declined + self.count(Figure.PAID))

    @property
    def abandonment(self) -> float | None:
        """The share of opened payment pages that were left to expire; None when none was opened."""
        return _share(self.count(Figure.ABANDONED), self.count(Figure.OPENED))


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures from `first` to `last`, both included, all days of UTC; of each of these days; and of as many before.

    `currencies` are those in which anything happened, the one with the most payments first.
    """

    first: date
    last: date
    now: Figures
    before: Figures
    days: Mapping[date, Figures]
    currencies: tuple[str, ...]


def overview(session: Session, first: date, last: date) -> Overview:
    """The counted figures of these days; what was not counted yet is not in them."""
    length = last - first + _DAY
    owed = outstanding(session, first - _DAY)
    days = _days(session, first, last, owed)
    now = _sum(days, outstanding(session, last))
    before = Figures(*_totals(session, first - length, first - _DAY), owed)
    return Overview(first, last, now, before, days, _currencies(now, before))


def _days(session: Session, first: date, last: date, owed: int) -> dict[date, Figures]:
    rows: dict[date, list[Any]] = defaultdict(list)
    for row in session.connection().execute(select(FIGURES).where(FIGURES.c.day.between(first, last))):
        rows[row.day].append(row)
    days = {}
    for number in range((last - first).days + 1):
        day = first + number * _DAY
        counts, amounts = _maps(rows[day])
        owed = amounts.pop((Figure.OUTSTANDING, ""), owed)
        days[day] = Figures(counts, amounts, owed)
    return days


def _totals(session: Session, first: date, last: date) -> tuple[dict[Key, int], dict[Key, int]]:
    columns = (FIGURES.c.figure, FIGURES.c.currency)
    sums = (func.sum(FIGURES.c.count).label("count"), func.sum(FIGURES.c.amount).label("amount"))
    happened = FIGURES.c.day.between(first, last) & (FIGURES.c.figure != Figure.OUTSTANDING)
    return _maps(session.connection().execute(select(*columns, *sums).where(happened).group_by(*columns)))


def _maps(rows: Any) -> tuple[dict[Key, int], dict[Key, int]]:
    found = {(Figure(figure), currency): (count, amount) for *_, figure, currency, count, amount in rows}
    return {key: int(count) for key, (count, _) in found.items()}, {key: int(sum_) for key, (_, sum_) in found.items()}


def _sum(days: Mapping[date, Figures], owed: int) -> Figures:
    counts: Counter[Key] = Counter()
    amounts: Counter[Key] = Counter()
    for day in days.values():
        counts.update(day.counts)
        amounts.update(day.amounts)
    return Figures(dict(counts), dict(amounts), owed)


def _currencies(*spans: Figures) -> tuple[str, ...]:
    found = {currency for span in spans for _, currency in span.counts if currency}
    return tuple(sorted(found, key=lambda one: (-sum(span.count(Figure.PAID, one) for span in spans), one)))


def _share(part: int, whole: int) -> float | None:
    return min(part / whole, 1.0) if whole else None
