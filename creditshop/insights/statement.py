"""The statement of a month: what was sold, spent and given back, what the provider kept, and what the shop owes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session

from creditshop.insights.figures import Figure
from creditshop.insights.overview import Figures, overview
from creditshop.insights.rolling import outstanding
from creditshop.ledger import unused_value
from creditshop.reconciliation import Booked, booked

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """A month in one currency, in minor units: by the shop's books, and what the provider booked on its own account.

    `net_minor` is what came to the account there, fees and everything that went back taken off; `unused_minor` what the
    credits had cost that nobody had used when it ended, which is revenue only when they are.
    """

    currency: str
    payments: int
    sold_minor: int
    refunds: int
    refunded_minor: int
    disputes: int
    disputed_minor: int
    fees_minor: int
    net_minor: int
    unused_minor: int


@dataclass(frozen=True, slots=True)
class CreditLine:
    """A month of credits: `opening` and what came, less what went, is `closing`, which the shop owes its customers."""

    opening: int
    sold: int
    bonus: int
    given: int
    adjusted: int
    spent: int
    expired: int
    revoked: int
    closing: int


@dataclass(frozen=True, slots=True)
class Statement:
    """From `first` to `last`, both included, days of UTC."""

    first: date
    last: date
    money: tuple[MoneyLine, ...]
    credits: CreditLine


def statement(session: Session, year: int, month: int) -> Statement:
    """The month as far as its days were counted. Raises ValueError for a month that is none."""
    first = date(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - _DAY
    seen = overview(session, first, last)
    at_provider = booked(session, _midnight(first), _midnight(last + _DAY))
    unused = unused_value(session, _midnight(last + _DAY))
    currencies = sorted({*(one for _, one in seen.now.counts if one), *at_provider, *unused})
    money = tuple(_money(seen.now, at_provider.get(one, Booked()), unused.get(one, 0), one) for one in currencies)
    return Statement(first, last, money, _credits(seen.now, outstanding(session, first - _DAY)))


def _money(now: Figures, at_provider: Booked, unused_minor: int, currency: str) -> MoneyLine:
    return MoneyLine(
        currency=currency,
        payments=now.count(Figure.PAID, currency),
        sold_minor=now.money(Figure.PAID, currency),
        refunds=now.count(Figure.REFUNDED, currency),
        refunded_minor=now.money(Figure.REFUNDED, currency),
        disputes=now.count(Figure.DISPUTED, currency),
        disputed_minor=now.money(Figure.DISPUTED, currency),
        fees_minor=at_provider.fees_minor,
        net_minor=at_provider.net_minor,
        unused_minor=unused_minor,
    )


def _credits(now: Figures, opening: int) -> CreditLine:
    sold, bonus = now.credits(Figure.SOLD), now.credits(Figure.BONUS)
    return CreditLine(
        opening=opening,
        sold=sold,
        bonus=bonus,
        given=now.credits(Figure.ISSUED) - sold - bonus,
        adjusted=now.credits(Figure.ADJUSTED),
        spent=now.credits(Figure.SPENT),
        expired=now.credits(Figure.EXPIRED),
        revoked=now.credits(Figure.REVOKED),
        closing=now.outstanding,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
