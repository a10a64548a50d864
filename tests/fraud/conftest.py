"""A shop whose sales the rules judge, and short ways to do what looks like fraud."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from creditshop import fraud
from creditshop.audit import Actor
from creditshop.checkout import Buyer, PurchaseView, listening, screen
from creditshop.database import new_id
from creditshop.fraud import DEFINITIONS, Action, Flag, RuleName, change_rule, open_flags
from creditshop.handlers import attempt_failed
from creditshop.payments.events import Event
from tests.checkout.conftest import Shop, shop

__all__ = ["shop"]
OWNER = Actor("usr_owner", "owner@example.com", "owner", "203.0.113.1")


@pytest.fixture
def guarded(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """The shop as the composition root wires it, with every rule off that a test does not set."""
    monkeypatch.setattr(listening, "_listeners", [fraud.on_paid, fraud.watch])
    screen(fraud.SCREEN)
    for name in RuleName:
        set_rule(shop, name, Action.OFF)
    yield shop
    screen()


def set_rule(shop: Shop, name: RuleName, action: Action, **values: int) -> None:
    """Set a rule; what is not said is as at first."""
    wanted = replace(DEFINITIONS[name].rule, action=action, **values)
    shop.db.transact(change_rule, wanted, by=OWNER, now=shop.now)


def buyer(name: str, ip: str = "") -> Buyer:
    return Buyer(f"usr_{name}", f"{name}@example.com", "en", ip)


async def wish(shop: Shop, who: Buyer, slug: str = "maker") -> str:
    """Ask for a package; the id of its session."""
    return (await shop.buy(slug, who)).rsplit("/", 1)[1]


async def paid(shop: Shop, who: Buyer, slug: str = "maker") -> PurchaseView:
    """Ask for a package, and pay."""
    return shop.hear(shop.provider.pay(await wish(shop, who, slug)))


def decline(shop: Shop, session_id: str, times: int = 1) -> None:
    """The bank says no, and the shop hears of it."""
    for _ in range(times):
        shop.db.transact(attempt_failed, _event(shop.now, session_id, shop), now=shop.now)


def _event(now: datetime, session_id: str, of: Shop) -> Event:
    kind = "payment_intent.payment_failed"
    return Event("stripe", new_id("evt"), kind, now, False, None, {}, subject=of.provider.decline(session_id))


def flags(shop: Shop) -> list[Flag]:
    """What nobody has resolved, oldest first."""
    return list(reversed(shop.db.transact(open_flags, limit=100).flags))
