"""The acts that a crash cuts off. Each is one transaction, and whoever asked for it asks again until it is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlmodel import Session

from creditshop import inbox
from creditshop.audit import Actor
from creditshop.catalog import offers
from creditshop.checkout import Agreement, Buyer, PurchaseView, apply_session, find_purchase
from creditshop.checkout.intent import Open, next_step
from creditshop.database import new_id
from creditshop.handlers import AWAITED, HANDLERS
from creditshop.images import Link, charge, reserve
from creditshop.ledger import OpenHold, Operation, open_wallet, post_one
from creditshop.payments import current, events
from creditshop.payments.events import CheckoutSession, Event
from creditshop.providers.stripe import StripeGateway, parse_event, verify_webhook
from creditshop.refunds import RefundKind, RefundWish, hear_dispute, hear_refund, preview, request_refund
from tests.images.shop import link, set_price, wallet_with
from tests.ledger.acts import capture, grant, hold_id, open_hold, release, spend
from tests.webhooks import an_event

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
AGREED = Agreement("2026-11", "I agree.")
OWNER = Actor("usr_olga", "olga@example.com", "owner", "192.0.2.1")


Wish = tuple[Buyer, str, str]  # who, which package, in which currency


@dataclass(frozen=True, slots=True)
class Act:
    """`prepare` makes a subject of its own and returns it; `do` acts on it, once however often it is called."""

    prepare: Callable[[Session, Random], Any]
    do: Callable[[Session, Any], object]


def wire() -> None:
    """Bind what the acts need of the composition root."""
    inbox.bind(HANDLERS, AWAITED)
    current.bind(StripeGateway("sk_test_sandbox"), verify_webhook, parse_event)


def _wish(session: Session, random: Random) -> Wish:
    buyer = Buyer(new_id("usr"), "ada@example.com", random.choice(["en", "de"]))
    offer = random.choice(offers(session, random.choice(["usd", "eur"])))
    return buyer, offer.package_id, offer.currency


def _ask(session: Session, wish: Wish) -> object:
    return next_step(session, *wish, AGREED, now=NOW)


def _webhook(session: Session, random: Random, *, answered: bool = True, **changes: Any) -> Event:
    """The report of a payment. Unless `answered`, the shop has not heard yet which session it opened."""
    wish = _wish(session, random)
    if random.random() < 0.5:
        post_one(session, grant(open_wallet(session, wish[0].user_id, now=NOW), random.randint(1, 1000)), now=NOW)
    step = _ask(session, wish)
    assert isinstance(step, Open)
    session.flush()
    amount = step.request.amount_minor
    told = {"id": new_id("cs"), "currency": step.request.currency, "amount_subtotal": amount, "amount_total": amount}
    told |= {"payment_intent": new_id("pi"), "payment_status": "paid"}
    report = parse_event(an_event(purchase_id=step.purchase_id, **(told | changes)))
    if answered:
        opened = parse_event(an_event(purchase_id=step.purchase_id, **told, status="open")).subject
        assert isinstance(opened, CheckoutSession)
        apply_session(session, opened, now=NOW)
    else:
        declined = an_event("payment_intent.payment_failed", purchase_id=step.purchase_id)
        inbox.receive(session, parse_event(declined), now=NOW)  # waits for its purchase, which the report will link
    return report


def _receive(session: Session, event: Event) -> None:
    inbox.receive(session, event, now=NOW)


def _bought(session: Session, random: Random) -> PurchaseView:
    """A purchase whose credits have been used in part."""
    report = _webhook(session, random)
    _receive(session, report)
    session.flush()
    bought = find_purchase(session, str(report.purchase_id))
    post_one(session, spend(open_wallet(session, bought.owner_id, now=NOW), random.randint(1, 400)), now=NOW)
    return bought


def _refund_wish(session: Session, random: Random) -> RefundWish:
    purchase, kind = _bought(session, random), random.choice([RefundKind.ALL, RefundKind.UNSPENT])
    terms = preview(session, purchase.id, kind).terms
    return RefundWish(new_id("req"), purchase.id, kind, None, None, "They asked.", terms)


def _give_back(session: Session, wish: RefundWish) -> None:
    request_refund(session, wish, by=OWNER, now=NOW)


def _refund(session: Session, random: Random) -> events.Refund:
    """One that somebody made in the provider's dashboard."""
    bought = _bought(session, random)
    amount = random.randint(1, bought.amount_minor)
    return events.Refund(
        new_id("re"), "succeeded", amount, bought.currency, bought.payment_intent_id, None, None, None, None, NOW
    )


def _dispute(session: Session, random: Random, *, status: str) -> events.Dispute:
    bought, due_by = _bought(session, random), NOW + timedelta(days=7)
    amount, of = bought.amount_minor, (bought.currency, bought.payment_intent_id)
    return events.Dispute(new_id("du"), status, "fraudulent", amount, *of, amount, 1500, 1, due_by, 0, NOW)


def _hear_refund(session: Session, seen: events.Refund) -> None:
    hear_refund(session, seen, now=NOW)


def _hear_dispute(session: Session, seen: events.Dispute) -> None:
    hear_dispute(session, seen, as_of=NOW, now=NOW)


def _operation(session: Session, random: Random, *, make: Callable[[str, int], Operation]) -> Operation:
    """What an app asks of a wallet that has enough in several grants."""
    wallet_id = open_wallet(session, new_id("usr"), now=NOW)
    post_one(session, grant(wallet_id, *(random.randint(10, 100) for _ in range(3))), now=NOW)
    return make(wallet_id, random.randint(1, 30))


def _of_hold(session: Session, random: Random, *, make: Callable[[str, str], Operation]) -> Operation:
    """What an app asks of a hold that is open."""
    asked = _operation(session, random, make=open_hold)
    assert isinstance(asked, OpenHold)
    return make(asked.wallet_id, hold_id(post_one(session, asked, now=NOW)))


def _post(session: Session, operation: Operation) -> None:
    post_one(session, operation, now=NOW)


def _image(session: Session, _random: Random) -> tuple[Link, str]:
    """A signed address that nobody has asked for yet, and the wallet that is to pay."""
    set_price(session, 2)
    return link(new_id("img")), wallet_with(session, 10)


def _charge(session: Session, asked: tuple[Link, str]) -> None:
    reserve(session, *asked, now=NOW)
    charge(session, *asked, now=NOW)


ACTS = {
    "wish": Act(_wish, _ask),
    "paid": Act(_webhook, _receive),
    "paid before the shop knew the session": Act(partial(_webhook, answered=False), _receive),
    "paid another amount": Act(partial(_webhook, amount_subtotal=1), _receive),
    "refund": Act(_refund_wish, _give_back),
    "refund elsewhere": Act(_refund, _hear_refund),
    "dispute": Act(partial(_dispute, status="needs_response"), _hear_dispute),
    "dispute lost": Act(partial(_dispute, status="lost"), _hear_dispute),
    "spend": Act(partial(_operation, make=spend), _post),
    "hold": Act(partial(_operation, make=open_hold), _post),
    "capture": Act(partial(_of_hold, make=capture), _post),
    "image": Act(_image, _charge),
    "release": Act(partial(_of_hold, make=release), _post),
}
