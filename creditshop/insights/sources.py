"""Where figures come from: each part of the shop says what happened in its own tables, and here it gets its name.

A source is a function (session, start, end) that gives the lines of what happened from `start` on and before `end`.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlmodel import Session

from creditshop.checkout import first_purchase_at, purchase_figures
from creditshop.insights.figures import Figure, Line
from creditshop.ledger import first_wallet_at, flows
from creditshop.refunds import disputed, refunded

Source = Callable[[Session, datetime, datetime], Iterator[Line]]


def purchases(session: Session, start: datetime, end: datetime) -> Iterator[Line]:
    """Purchases and what they sold."""
    for found in purchase_figures(session, start, end):
        yield Line(Figure.STARTED, found.currency, found.started)
        yield Line(Figure.OPENED, found.currency, found.opened)
        yield Line(Figure.PAID, found.currency, found.paid, found.charged_minor)
        yield Line(Figure.FAILED, found.currency, found.failed)
        yield Line(Figure.ABANDONED, found.currency, found.expired)
        yield Line(Figure.REVIEW, found.currency, found.review)
        yield Line(Figure.DECLINED, found.currency, found.declined)
        yield Line(Figure.SOLD, found.currency, found.paid, found.credits)
        yield Line(Figure.BONUS, found.currency, found.paid, found.bonus_credits)


def credits(session: Session, start: datetime, end: datetime) -> Iterator[Line]:  # noqa: A001 - hides only a joke of the interactive shell
    """Credits that came into wallets and left them."""
    got = flows(session, start, end)
    yield Line(Figure.ISSUED, amount=-got["issued"])
    yield Line(Figure.ADJUSTED, amount=-got["adjusted"])
    yield Line(Figure.SPENT, amount=got["spent"])
    yield Line(Figure.EXPIRED, amount=got["expired"])
    yield Line(Figure.REVOKED, amount=got["revoked"])


def returns(session: Session, start: datetime, end: datetime) -> Iterator[Line]:
    """Money that went back, or that buyers ask their banks for."""
    for figure, found in ((Figure.REFUNDED, refunded), (Figure.DISPUTED, disputed)):
        for one in found(session, start, end):
            yield Line(figure, one.currency, one.count, one.amount_minor)


SOURCES: tuple[Source, ...] = (purchases, credits, returns)
CHANGES = {Figure.ISSUED: 1, Figure.ADJUSTED: 1, Figure.SPENT: -1, Figure.EXPIRED: -1, Figure.REVOKED: -1}
"""How each figure changes what is outstanding."""


def began(session: Session) -> datetime | None:
    """When the first thing happened that any source knows of; None in a shop where nothing has."""
    moments = (first_purchase_at(session), first_wallet_at(session))
    return min((moment for moment in moments if moment), default=None)
