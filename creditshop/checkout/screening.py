"""Who may refuse a sale or hold its payment back: bound by the composition root; the checkout itself knows no rules."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from creditshop.checkout.models import Purchase


@dataclass(frozen=True, slots=True)
class Sale:
    """What rules judge: who buys, from where, for how much in minor units. `purchase_id` is None before it is stored.

    `ip` and `network` are empty when nobody knows them.
    """

    purchase_id: str | None
    owner_id: str
    ip: str
    network: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Screen:
    """`refuses(session, sale, now)`: whether this sale is not made. `holds(session, sale, now)`: why its payment, which
    has just arrived, waits for a person; empty when it need not. Both may write, and are asked in the transaction.
    """

    refuses: Callable[[Session, Sale, datetime], bool]
    holds: Callable[[Session, Sale, datetime], str]


_LETS_PASS = Screen(refuses=lambda *_: False, holds=lambda *_: "")
_bound = [_LETS_PASS]


def screen(by: Screen = _LETS_PASS) -> None:
    """Have every sale and every payment judged by this screen from now on; without one, all pass."""
    _bound[:] = [by]


def refused(session: Session, sale: Sale, now: datetime) -> bool:
    """Ask the screen about a sale that is about to be made."""
    return _bound[0].refuses(session, sale, now)


def reason_to_hold(session: Session, sale: Sale, now: datetime) -> str:
    """Ask the screen about a sale whose payment has arrived."""
    return _bound[0].holds(session, sale, now)


def sale_of(purchase: Purchase) -> Sale:
    """The purchase as rules see it."""
    return Sale(
        purchase_id=purchase.id,
        owner_id=purchase.owner_id,
        ip=purchase.ip or "",
        network=purchase.network or "",
        amount_minor=purchase.amount_minor,
        currency=purchase.currency,
    )
