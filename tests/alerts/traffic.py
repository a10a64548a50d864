"""Traffic of a shop, written as rows: what a normal day looks like, and what trouble looks like."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Table, insert
from sqlmodel import Session, SQLModel

from creditshop.checkout.models import FailedAttempt, Purchase, PurchaseEvent
from creditshop.fraud.models import FraudFlag
from creditshop.inbox.models import StoredEvent
from creditshop.jobs.models import Job
from creditshop.refunds.models import Dispute, Refund

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PRICES = (500, 2200, 2200, 2200, 9900)
Row = dict[str, Any]


class Traffic:
    """Collects rows, then writes them all. The same seed makes the same traffic."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.rows: dict[type[SQLModel], list[Row]] = {}
        self.numbers = count(1)

    def write(self, session: Session) -> None:
        """Write what was collected."""
        for model, rows in self.rows.items():
            session.connection().execute(insert(_table(model)), rows)
        self.rows.clear()

    def normal(self, begin: datetime, end: datetime, an_hour: int = 10) -> "Traffic":
        """What a good shop sees: of a hundred payment pages 65 are left, of the payments 2 % are declined at first,
        1 % refunded, 0.2 % disputed; one webhook in two hundred needs a second try; everything takes a second or two.
        """
        at = begin
        while at < end:
            self.visit(at)
            at += timedelta(seconds=self.chance.expovariate(an_hour / 3600))
        return self

    def visit(self, at: datetime) -> None:
        """A buyer opens a payment page; perhaps they pay."""
        pays = self.chance.random() < 0.35
        purchase_id = self.opened(at, amount=self.chance.choice(PRICES))
        if not pays:
            self.step(purchase_id, at + HOUR, "open", "expired", 2)
            self.event(at + HOUR, purchase_id)
            return
        if self.chance.random() < 0.02:
            self.declined(at + MINUTE, purchase_id)
        self.paid(at + 2 * MINUTE, purchase_id)
        if self.chance.random() < 0.01:
            self.refunded(at + DAY, purchase_id)
        if self.chance.random() < 0.002:
            self.disputed(at + 3 * DAY, purchase_id)

    def opened(self, at: datetime, amount: int = 2200, currency: str = "usd") -> str:
        """A payment page."""
        purchase_id = self._id("pur")
        row = {"id": purchase_id, "owner_id": self._id("usr"), "email": "", "locale": "en", "package_id": "pkg"}
        offer = {"name": "Maker", "description": "", "credits": 100, "bonus_credits": 0, "validity_days": 0}
        price = {"amount_minor": amount, "currency": currency, "livemode": False}
        terms = {"terms_version": "1", "withdrawal_wording": "", "agreed_at": at, "request": {}, "state": "expired"}
        rest = {"on_trust": False, "expires_at": at + HOUR, "created_at": at, "refunded_minor": 0}
        self._add(Purchase, row | offer | price | terms | rest)
        self.step(purchase_id, at, "created", "open", 1)
        return purchase_id

    def paid(self, at: datetime, purchase_id: str) -> None:
        """Its money arrives, and the webhook that says so."""
        self.step(purchase_id, at, "open", "paid", 2)
        self.event(at, purchase_id)

    def declined(self, at: datetime, purchase_id: str) -> None:
        """A bank says no."""
        attempt = {"id": self._id("att"), "event_id": self._id("evt"), "purchase_id": purchase_id, "at": at}
        self._add(FailedAttempt, attempt | {"payment_intent_id": "pi", "amount_minor": 2200, "currency": "usd"})
        self.event(at, purchase_id)

    def step(self, purchase_id: str, at: datetime, before: str, after: str, number: int) -> None:
        """A line of its time line."""
        line = {"purchase_id": purchase_id, "sequence": number, "at": at, "what": after, "detail": ""}
        self._add(PurchaseEvent, line | {"from_state": before, "to_state": after})

    def event(self, at: datetime, purchase_id: str, state: str = "done", *, took: timedelta | None = None) -> str:
        """A webhook."""
        again = state == "done" and self.chance.random() < 0.005
        took = took or timedelta(seconds=self.chance.uniform(0.5, 3))
        made = at - took
        row = {"id": self._id("evt"), "provider": "stripe", "event_id": self._id("se"), "type": "t", "created_at": made}
        more = {"received_at": at, "tried_at": at, "livemode": False, "payload": "{}", "state": state}
        self._add(StoredEvent, row | more | {"attempts": 1 + again, "purchase_id": purchase_id})
        return str(row["id"])

    def refunded(self, at: datetime, purchase_id: str) -> None:
        """Money goes back."""
        names = {"id": self._id("rfd"), "purchase_id": purchase_id, "request_key": self._id("key")}
        money = {"provider_id": self._id("re"), "kind": "all", "amount_minor": 2200, "currency": "usd"}
        rest = {"reason": "", "requested_by": "usr", "state": "succeeded", "tries": 0, "created_at": at}
        self._add(Refund, names | money | rest | {"changed_at": at, "succeeded_at": at})

    def disputed(self, at: datetime, purchase_id: str) -> None:
        """A buyer asks their bank for it."""
        names = {"id": self._id("dsp"), "purchase_id": purchase_id, "provider_id": self._id("du")}
        money = {"amount_minor": 2200, "currency": "usd", "withdrawn_minor": 0, "fee_minor": 0, "movements": 0}
        rest = {"status": "needs_response", "reason": "fraudulent", "as_of": at, "opened_at": at}
        self._add(Dispute, names | money | rest)

    def flagged(self, at: datetime, owner_id: str) -> None:
        """A rule against fraud fires."""
        facts = {"count": 9, "minutes": 60}
        row = {"id": self._id("flg"), "rule": "declines_account", "source": self._id("src"), "owner_id": owner_id}
        self._add(FraudFlag, row | {"facts": facts, "created_at": at})

    def died(self, at: datetime) -> str:
        """A job is given up."""
        row = {"id": self._id("job"), "key": self._id("key"), "kind": "mail.send", "args": {}, "state": "dead"}
        more = {"run_at": at, "attempts": 8, "forgiven": 0, "error": "no", "created_at": at, "finished_at": at}
        self._add(Job, row | more)
        return str(row["id"])

    def _id(self, kind: str) -> str:
        return f"{kind}_{next(self.numbers)}"

    def _add(self, model: type[SQLModel], row: Mapping[str, Any]) -> None:
        self.rows.setdefault(model, []).append(dict(row))


def _table(model: type[SQLModel]) -> Table:
    table: Table = SQLModel.metadata.tables[str(model.__tablename__)]
    return table
