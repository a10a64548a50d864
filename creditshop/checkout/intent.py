"""The first half of every checkout: what the buyer wants is stored before anybody outside hears of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from creditshop import metrics
from creditshop.catalog import Offer, find_offer
from creditshop.checkout.models import Purchase
from creditshop.checkout.screening import Sale, refused
from creditshop.checkout.states import WISHES, PurchaseState
from creditshop.config import Mode, settings
from creditshop.database import new_id
from creditshop.jobs import enqueue
from creditshop.payments.events import PURCHASE_KEY
from creditshop.payments.gateway import CheckoutRequest
from creditshop.ratelimit import network_of

RESUME, LOOK = "checkout.resume", "checkout.look"
SESSION_LIFE = timedelta(hours=1)  # the provider allows 30 minutes to 24 hours
ENOUGH_LIFE = timedelta(minutes=10)  # to find the card and pass the bank's checks
RESUME_AFTER = timedelta(minutes=1)
LOOK_AFTER = timedelta(minutes=1)
_REQUEST = TypeAdapter(CheckoutRequest)


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys, as the shop knows them, and the address (IP) they come from; what is unknown is empty."""

    user_id: str
    email: str
    locale: str
    ip: str = ""

    @property
    def address(self) -> str:
        """Where they are, as far as one subscriber can be told; empty when unknown."""
        return network_of(self.ip)

    @property
    def network(self) -> str:
        """What is around that address: what a site or a small provider usually has."""
        return network_of(self.ip, v4=24, v6=48)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the buyer has agreed to: which terms, and in which words about the right of withdrawal."""

    terms_version: str
    withdrawal_wording: str


@dataclass(frozen=True, slots=True)
class Show:
    """Next step: send the buyer to this session, it is still good."""

    url: str


@dataclass(frozen=True, slots=True)
class Open:
    """Next step: hear which session the provider has for this purchase. `wanted`: it is what the buyer asks for."""

    purchase_id: str
    request: CheckoutRequest
    created_at: datetime
    wanted: bool


@dataclass(frozen=True, slots=True)
class Close:
    """Next step: close this session, for its buyer wants something else, or it is about to end."""

    purchase_id: str
    session_id: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class Blocked:
    """Next step: none, for the shop does not sell to this buyer now. A value, so that what was noted is committed."""


Step = Show | Open | Close | Blocked


def next_step(
    session: Session, buyer: Buyer, package_id: str, currency: str, agreement: Agreement, *, now: datetime
) -> Step | None:
    """Store the buyer's wish, unless they have one already, and say what is to be done about it.

    None: another tab has come in between, ask again. Raises OfferNotFound.
    """
    offer = find_offer(session, package_id, currency)
    found = _wish_of(session, buyer.user_id)
    if found is None and refused(session, _sale(buyer, offer), now):
        return Blocked()
    wish = found or _store(session, buyer, offer, agreement, now=now) or _wish_of(session, buyer.user_id)
    if wish is None:
        return None
    same = _is_for(wish, offer)
    if same:
        _agree(wish, agreement, now=now)
    if wish.session_id is None:
        return Open(wish.id, _REQUEST.validate_python(wish.request), wish.created_at, wanted=same)
    if same and wish.session_url and wish.expires_at - now >= ENOUGH_LIFE:
        return Show(wish.session_url)
    return Close(wish.id, wish.session_id, wanted=same)


def unanswered(session: Session, purchase_id: str) -> Open | None:
    """How to ask the provider again about a purchase whose session we never heard of; None when there is no need."""
    purchase = session.get(Purchase, purchase_id)
    if purchase is None or purchase.state != PurchaseState.CREATED:
        return None
    return Open(purchase.id, _REQUEST.validate_python(purchase.request), purchase.created_at, wanted=True)


def _sale(buyer: Buyer, offer: Offer) -> Sale:
    return Sale(
        purchase_id=None,
        owner_id=buyer.user_id,
        ip=buyer.address,
        network=buyer.network,
        amount_minor=offer.amount_minor,
        currency=offer.currency,
    )


def _wish_of(session: Session, owner_id: str) -> Purchase | None:
    wishes = select(Purchase).where(Purchase.owner_id == owner_id, col(Purchase.state).in_(WISHES))
    return session.exec(wishes.with_for_update()).one_or_none()


def _store(session: Session, buyer: Buyer, offer: Offer, agreement: Agreement, *, now: datetime) -> Purchase | None:
    wish = _wish(buyer, offer, agreement, now=now)
    try:
        with session.begin_nested():
            session.add(wish)
    except IntegrityError:  # purchase_one_wish: another tab was first
        return None
    metrics.count(session, metrics.PURCHASES.labels(str(wish.state)))
    args = {"purchase_id": wish.id}
    enqueue(session, RESUME, args, key=f"{RESUME}:{wish.id}", run_at=now + RESUME_AFTER)
    enqueue(session, LOOK, args, key=f"{LOOK}:{wish.id}", run_at=wish.expires_at + LOOK_AFTER)
    return wish


def _wish(buyer: Buyer, offer: Offer, agreement: Agreement, *, now: datetime) -> Purchase:
    purchase_id = new_id("pur")
    request = _request(purchase_id, buyer, offer, now=now)
    return Purchase(
        id=purchase_id,
        owner_id=buyer.user_id,
        email=buyer.email,
        locale=buyer.locale,
        package_id=offer.package_id,
        name=offer.name,
        description=offer.description,
        credits=offer.credits,
        bonus_credits=offer.bonus_credits,
        validity_days=offer.validity_days,
        amount_minor=offer.amount_minor,
        currency=offer.currency,
        livemode=settings().mode is Mode.LIVE,
        terms_version=agreement.terms_version,
        withdrawal_wording=agreement.withdrawal_wording,
        agreed_at=now,
        ip=buyer.address or None,
        network=buyer.network or None,
        request=_REQUEST.dump_python(request, mode="json"),
        expires_at=request.expires_at,
        created_at=now,
    )


def _request(purchase_id: str, buyer: Buyer, offer: Offer, *, now: datetime) -> CheckoutRequest:
    public = settings().public_url
    return CheckoutRequest(
        idempotency_key=f"checkout-{purchase_id}",
        amount_minor=offer.amount_minor,
        currency=offer.currency,
        product_name=f"{offer.name}: {offer.all_credits:,} credits",
        product_description=offer.description,
        customer_email=buyer.email or None,
        client_reference_id=purchase_id,
        metadata={PURCHASE_KEY: purchase_id},
        success_url=success_url("{CHECKOUT_SESSION_ID}"),
        cancel_url=f"{public}/?checkout=cancelled",
        expires_at=(now + SESSION_LIFE).replace(microsecond=0),
        locale=buyer.locale,
    )


def success_url(session_id: str) -> str:
    """Where a buyer lands after paying on this session; the provider fills in its own placeholder for the id."""
    return f"{settings().public_url}/checkout/success?session_id={session_id}"


def _is_for(wish: Purchase, offer: Offer) -> bool:
    sold = (wish.package_id, wish.credits, wish.bonus_credits, wish.validity_days, wish.amount_minor, wish.currency)
    return sold == (
        offer.package_id,
        offer.credits,
        offer.bonus_credits,
        offer.validity_days,
        offer.amount_minor,
        offer.currency,
    )


def _agree(wish: Purchase, agreement: Agreement, *, now: datetime) -> None:
    wish.terms_version = agreement.terms_version
    wish.withdrawal_wording = agreement.withdrawal_wording
    wish.agreed_at = now
