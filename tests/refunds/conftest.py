"""A shop with paid purchases, a bank, and a member of staff who gives money back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from creditshop import ledger
from creditshop.audit import Actor
from creditshop.catalog import seed_packages
from creditshop.checkout import Buyer, PurchaseView, dismiss, find_purchase, listening
from creditshop.database import new_id, transact
from creditshop.jobs import JobRun
from creditshop.ledger import (
    INTERNAL,
    Balance,
    Capture,
    OpenHold,
    Release,
    Spend,
    balance,
    post_one,
    verify,
    wallet_of,
)
from creditshop.payments import events
from creditshop.refunds import (
    RefundKind,
    RefundPreview,
    RefundView,
    RefundWish,
    frozen,
    hear_dispute,
    hear_refund,
    on_paid,
    preview,
    refunds_of,
    request_refund,
    verify_returns,
)
from creditshop.refunds.sending import send
from tests.checkout.conftest import ADA, Shop
from tests.conftest import Database
from tests.refunds.bank import Bank

OWNER = Actor("usr_olga", "olga@example.com", "owner", "192.0.2.1")
SUPPORT = Actor("usr_sue", "sue@example.com", "support", "192.0.2.2")


@dataclass
class Till(Shop):
    """What a test does and sees, where money goes back."""

    bank: Bank

    async def sell(self, slug: str = "maker", buyer: Buyer = ADA, **facts: int) -> PurchaseView:
        """A purchase that is paid, perhaps oddly: 2,500 credits and 250 free ones for 22 dollars."""
        url = await self.buy(slug, buyer)
        return self.hear(self.bank.pay(url.rsplit("/", 1)[1], **facts))

    def spend(self, amount: int, owner_id: str = ADA.user_id) -> None:
        self.db.transact(_spend, owner_id, amount, self.now)

    def hold(self, amount: int, owner_id: str = ADA.user_id, lasts: timedelta = timedelta(days=60)) -> str:
        """Reserve credits; the id of the hold."""
        return self.db.transact(_hold, owner_id, amount, lasts, self.now)

    def close(self, hold_id: str, used: int, owner_id: str = ADA.user_id) -> None:
        """Use so many credits of the hold; the rest comes back."""
        self.db.transact(_close, hold_id, owner_id, used, self.now)

    def look(self, purchase: PurchaseView, kind: RefundKind, amount: int | None = None) -> RefundPreview:
        return self.db.transact(preview, purchase.id, kind, amount)

    def ask(
        self, purchase: PurchaseView, kind: RefundKind, amount: int | None = None, *, by: Actor = OWNER, key: str = ""
    ) -> str:
        """Ask for a refund as the preview has it; the id of the refund."""
        shown = self.look(purchase, kind, amount)
        wish = RefundWish(key or new_id("req"), purchase.id, kind, amount, None, "because", shown.terms)
        return self.db.transact(request_refund, wish, by=by, now=self.now)

    async def carry_out(self, refund_id: str) -> None:
        """Do what the job does; it raises what the job fails with."""
        effect = await send(JobRun("job_1", "key", "refunds.send", {"refund_id": refund_id}, 1, 1, self.now))
        if effect:
            await transact(effect)

    def report(self, told: events.Refund | events.Dispute, as_of: datetime | None = None) -> None:
        """Let the shop hear what the provider says."""
        if isinstance(told, events.Refund):
            self.db.transact(hear_refund, told, now=self.now)
        else:
            self.db.transact(hear_dispute, told, as_of=as_of or self.bank.events[-1][1], now=self.now)

    def refunds(self, purchase: PurchaseView) -> list[RefundView]:
        return list(self.db.transact(refunds_of, purchase.id))

    def again(self, purchase: PurchaseView) -> PurchaseView:
        """The purchase as it is now."""
        return self.db.transact(find_purchase, purchase.id)

    def dismiss(self, purchase: PurchaseView) -> None:
        """Somebody has looked at what was odd."""
        self.db.transact(dismiss, purchase.id, actor=OWNER.user_id, now=self.now)

    def balance(self, owner_id: str = ADA.user_id) -> Balance:
        return self.db.transact(_balance, owner_id)

    def problems(self) -> list[str]:
        return [*super().problems(), *self.db.transact(_returns), *self.db.transact(_ledger)]


def _spend(session: Session, owner_id: str, amount: int, now: datetime) -> None:
    wallet_id = str(wallet_of(session, owner_id))
    post_one(session, Spend(wallet_id, INTERNAL, new_id("key"), "key_1", amount, "job_1"), now=now)


def _hold(session: Session, owner_id: str, amount: int, lasts: timedelta, now: datetime) -> str:
    wallet_id = str(wallet_of(session, owner_id))
    hold = OpenHold(wallet_id, INTERNAL, new_id("key"), "key_1", amount, "job_1", lasts=lasts)
    return post_one(session, hold, now=now).hold_id


def _close(session: Session, hold_id: str, owner_id: str, used: int, now: datetime) -> None:
    wallet_id, key = str(wallet_of(session, owner_id)), new_id("key")
    if used:
        post_one(session, Capture(wallet_id, INTERNAL, key, "key_1", hold_id, used), now=now)
    else:
        post_one(session, Release(wallet_id, INTERNAL, key, "key_1", hold_id), now=now)


def _balance(session: Session, owner_id: str) -> Balance:
    return balance(session, str(wallet_of(session, owner_id)))


def _returns(session: Session) -> list[str]:
    return [*map(str, verify_returns(session))]


def _ledger(session: Session) -> list[str]:
    return [*map(str, verify(session).violations)]


@pytest.fixture
def till(db: Database, monkeypatch: pytest.MonkeyPatch) -> Till:
    monkeypatch.setattr(listening, "_listeners", [on_paid])
    monkeypatch.setattr(ledger.guarding, "_guards", [frozen])
    db.transact(seed_packages)
    bank = Bank()
    made = Till(db, bank, bank)
    made.use(bank)
    return made
