"""Purchases as plain values: what pages, exports and answers show."""

from dataclasses import dataclass
from datetime import datetime

from creditshop.checkout.models import FailedAttempt, Purchase, PurchaseEvent
from creditshop.checkout.states import PurchaseState


@dataclass(frozen=True, slots=True)
class PurchaseView:
    """One purchase. Amounts are minor units of `currency`; those of the provider are None until it told them.

    `ip` is where its buyer was, of IPv6 the network; empty when unknown.
    """

    id: str
    owner_id: str
    email: str
    locale: str
    package_id: str
    name: str
    credits: int
    bonus_credits: int
    amount_minor: int
    currency: str
    state: PurchaseState
    attention: str | None
    session_id: str | None
    session_url: str | None
    payment_intent_id: str | None
    payment_status: str | None
    amount_total: int | None
    amount_discount: int | None
    amount_tax: int | None
    presentment_amount: int | None
    presentment_currency: str | None
    refunded_minor: int
    dispute_status: str | None
    created_at: datetime
    expires_at: datetime
    paid_at: datetime | None
    terms_version: str
    agreed_at: datetime
    withdrawal_wording: str
    held_at: datetime | None
    ip: str

    @property
    def all_credits(self) -> int:
        """Bought and free together."""
        return self.credits + self.bonus_credits

    @property
    def had_money(self) -> bool:
        """Whether money has arrived for it, whatever became of that since."""
        return self.state in (PurchaseState.PAID, PurchaseState.REVIEW) or self.payment_status == "paid"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened to a purchase; equal states mean that it was recorded and changed nothing."""

    at: datetime
    what: str
    from_state: PurchaseState
    to_state: PurchaseState
    detail: str


@dataclass(frozen=True, slots=True)
class AttemptView:
    """A declined attempt to pay."""

    at: datetime
    amount_minor: int
    currency: str
    decline_code: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class PurchaseDetail:
    """A purchase with its whole story, oldest first."""

    purchase: PurchaseView
    timeline: tuple[TimelineEntry, ...]
    attempts: tuple[AttemptView, ...]


@dataclass(frozen=True, slots=True)
class PurchaseNews:
    """One thing that happened, and the purchase that it happened to, as it is now."""

    entry: TimelineEntry
    purchase: PurchaseView


@dataclass(frozen=True, slots=True)
class PurchasePage:
    """Some purchases, newest first; `next_before` asks for the following page and is None on the last."""

    purchases: tuple[PurchaseView, ...]
    next_before: str | None


def view(purchase: Purchase) -> PurchaseView:
    """The purchase as a value."""
    return PurchaseView(
        id=purchase.id,
        owner_id=purchase.owner_id,
        email=purchase.email,
        locale=purchase.locale,
        package_id=purchase.package_id,
        name=purchase.name,
        credits=purchase.credits,
        bonus_credits=purchase.bonus_credits,
        amount_minor=purchase.amount_minor,
        currency=purchase.currency,
        state=PurchaseState(purchase.state),
        attention=purchase.attention,
        session_id=purchase.session_id,
        session_url=purchase.session_url,
        payment_intent_id=purchase.payment_intent_id,
        payment_status=purchase.payment_status,
        amount_total=purchase.amount_total,
        amount_discount=purchase.amount_discount,
        amount_tax=purchase.amount_tax,
        presentment_amount=purchase.presentment_amount,
        presentment_currency=purchase.presentment_currency,
        refunded_minor=purchase.refunded_minor,
        dispute_status=purchase.dispute_status,
        created_at=purchase.created_at,
        expires_at=purchase.expires_at,
        paid_at=purchase.paid_at,
        terms_version=purchase.terms_version,
        agreed_at=purchase.agreed_at,
        withdrawal_wording=purchase.withdrawal_wording,
        held_at=purchase.held_at,
        ip=purchase.ip or "",
    )


def timeline_entry(event: PurchaseEvent) -> TimelineEntry:
    """The line as a value."""
    states = (PurchaseState(event.from_state), PurchaseState(event.to_state))
    return TimelineEntry(event.at, event.what, *states, event.detail)


def attempt_view(attempt: FailedAttempt) -> AttemptView:
    """The attempt as a value."""
    return AttemptView(attempt.at, attempt.amount_minor, attempt.currency, attempt.decline_code, attempt.message)
