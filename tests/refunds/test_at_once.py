"""Whoever acts at the same moment: no money goes back twice, and none without its credits."""

import asyncio
from datetime import datetime, timedelta

from sqlmodel import Session, select

from creditshop.checkout import Buyer, PurchaseView
from creditshop.checkout.models import Purchase
from creditshop.clock import utcnow
from creditshop.database import new_id, transact
from creditshop.jobs import Registry, Runner
from creditshop.ledger import INTERNAL, GrantCredits, Lot, open_wallet, post
from creditshop.refunds import (
    AmountNotRefundable,
    NotRefundable,
    PaymentDisputed,
    PreviewOutdated,
    RefundKind,
    RefundWish,
    Terms,
    hear_dispute,
    register_jobs,
    request_refund,
)
from creditshop.refunds.models import Refund, Settlement
from tests.refunds.conftest import OWNER, Till

TIMES = 500
NOTHING_LEFT = (AmountNotRefundable, NotRefundable, PreviewOutdated)
EVERYTHING = Terms(2200, 2750)


def wish_for(purchase_id: str, key: str = "") -> RefundWish:
    """All of the money, which is all that anybody can have."""
    return RefundWish(key or new_id("req"), purchase_id, RefundKind.ALL, None, None, "because", EVERYTHING)


async def ask(till: Till, wish: RefundWish) -> str:
    return await transact(request_refund, wish, by=OWNER, now=till.now)


async def test_two_refunds_of_the_same_money_at_once_are_one_five_hundred_times(till: Till) -> None:
    """OWASP ASVS 5.0, 2.3.4 and 15.4.2."""
    sold = till.db.transact(_sold_again, (await till.sell()).id, now=till.now)
    asking = (ask(till, wish_for(purchase_id)) for purchase_id in sold for _ in range(2))
    answers = await asyncio.gather(*asking, return_exceptions=True)
    for pair in zip(answers[::2], answers[1::2], strict=True):
        assert sum(isinstance(answer, str) for answer in pair) == 1, pair
        assert sum(isinstance(answer, NOTHING_LEFT) for answer in pair) == 1, pair
    assert till.db.transact(_all, Refund, "amount_minor") == {one: [EVERYTHING.amount_minor] for one in sold}
    assert till.db.transact(_all, Settlement, "credits") == {one: [EVERYTHING.credits] for one in sold}
    assert till.problems() == []


async def test_the_same_key_twenty_times_at_once_is_one_refund(till: Till) -> None:
    purchase = await till.sell()
    answers = await asyncio.gather(*(ask(till, wish_for(purchase.id, "req_1")) for _ in range(20)))
    assert [refund.id for refund in till.refunds(purchase)] == [*set(answers)]
    assert (till.balance().available, till.balance().owed) == (0, 0)
    assert till.problems() == []


async def test_a_refund_at_once_with_a_dispute_takes_the_credits_once(till: Till) -> None:
    for number, purchase in enumerate(await sell_to(till, 10)):
        opened = till.bank.dispute(str(purchase.payment_intent_id))
        hear = transact(hear_dispute, opened, as_of=till.bank.events[-1][1], now=till.now)
        both = (hear, ask(till, wish_for(purchase.id)))
        heard, asked = await asyncio.gather(*both[:: 1 if number % 2 else -1], return_exceptions=True)
        assert {type(heard), type(asked)} <= {type(None), str, PaymentDisputed}
        assert till.again(purchase).dispute_status == "needs_response"
        assert till.balance(purchase.owner_id).available == 0
        till.report(till.bank.decide(opened.id, "lost"))
        found = till.balance(purchase.owner_id)
        assert (found.available, found.frozen, found.owed) == (0, 0, 0)
    assert till.problems() == []


async def test_two_workers_with_the_same_refund_make_one_at_the_provider(till: Till) -> None:
    purchase = await till.sell()
    refund_id = till.ask(purchase, RefundKind.ALL)
    await asyncio.gather(*(till.carry_out(refund_id) for _ in range(2)))  # the first one lost its lease
    (made,) = till.bank.refunds.values()
    (refund,) = till.refunds(purchase)
    assert (refund.provider_id, refund.state, made.amount_minor) == (made.id, "pending", 2200)
    assert till.mails().count(("refunded", "ada@example.com")) == 1


async def test_two_workers_share_the_refunds(till: Till) -> None:
    sold = await sell_to(till, 10)
    till.bank.now = utcnow()  # jobs are due by the database's clock
    await asyncio.gather(*(ask(till, wish_for(purchase.id)) for purchase in sold))
    kinds = Registry()
    register_jobs(kinds)
    await asyncio.gather(*(Runner(kinds, concurrency=2).drain() for _ in range(2)))
    assert sorted(str(made.purchase_id) for made in till.bank.refunds.values()) == sorted(one.id for one in sold)
    assert {refund.state for one in sold for refund in till.refunds(one)} == {"pending"}
    assert till.problems() == []


async def sell_to(till: Till, people: int) -> list[PurchaseView]:
    return [await till.sell(buyer=Buyer(f"usr_{n}", f"buyer{n}@example.com", "en")) for n in range(people)]


def _sold_again(session: Session, purchase_id: str, *, now: datetime) -> list[str]:
    """TIMES purchases like this one, each paid by somebody else: the shortest way there."""
    like = session.get_one(Purchase, purchase_id).model_dump()
    expires_at = now + timedelta(days=like["validity_days"])
    lots = (Lot(2500, "purchase", 2200, "usd", expires_at=expires_at), Lot(250, "bonus", expires_at=expires_at))
    made = [_copy(like) for _ in range(TIMES)]
    session.add_all(made)
    session.flush()
    wallets = {one.id: open_wallet(session, one.owner_id, now=now) for one in made}
    post(session, [_grant(id_, wallet, lots) for id_, wallet in wallets.items()], now=now)
    return [*wallets]


def _copy(like: dict[str, object]) -> Purchase:
    fresh = {"id": "pur", "owner_id": "usr", "session_id": "cs", "payment_intent_id": "pi"}
    return Purchase(**like | {name: new_id(prefix) for name, prefix in fresh.items()})


def _grant(purchase_id: str, wallet_id: str, lots: tuple[Lot, ...]) -> GrantCredits:
    return GrantCredits(wallet_id, INTERNAL, f"purchase:{purchase_id}", "provider", lots, purchase_id)


def _all(session: Session, table: type[Refund | Settlement], what: str) -> dict[str, list[int]]:
    """What the rows of each purchase say."""
    found: dict[str, list[int]] = {}
    for row in session.exec(select(table)):
        found.setdefault(row.purchase_id, []).append(getattr(row, what))
    return found
