"""Who hears of every paid purchase: bound by the composition root, so that the checkout knows nobody above it."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from creditshop.checkout.views import PurchaseView

Listener = Callable[[Session, PurchaseView, datetime], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have `listener(session, purchase, now)` called in the transaction in which a purchase is paid, after its credits
    have arrived. What it raises undoes the whole. Listening twice is listening once.
    """
    if listener not in _listeners:
        _listeners.append(listener)


def tell(session: Session, purchase: PurchaseView, now: datetime) -> None:
    """Call the listeners."""
    for listener in _listeners:
        listener(session, purchase, now)
