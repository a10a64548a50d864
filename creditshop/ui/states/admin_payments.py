"""One purchase for staff, with its story and its decision."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from creditshop.accounts import DECIDERS, SignedIn
from creditshop.checkout import (
    NotInReview,
    PurchaseDetail,
    PurchaseNotFound,
    PurchaseState,
    PurchaseView,
    purchase_detail,
)
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.fraud import flags_of
from creditshop.inbox import events
from creditshop.ui import format as fmt
from creditshop.ui.gate import staff
from creditshop.ui.states import acts
from creditshop.ui.states.admin_events import EventRow, event_row
from creditshop.ui.states.detail import StaffDetail
from creditshop.ui.states.flags import Flagged
from creditshop.ui.states.paging import PAGE
from creditshop.ui.states.return_rows import DisputeRow, RefundRow, dispute_row, refund_row
from creditshop.ui.states.returns import returns_of
from creditshop.ui.states.rows import PaymentRow, charged, payment_row
from creditshop.ui.states.session import actor, signed_in_user
from creditshop.ui.states.story import StoryLine, attempts, oddity, story
from creditshop.ui.states.visit import locale_of
from creditshop.ui.texts import text

_IDS = ("customer", "session", "intent", "status")


@dataclass(frozen=True)
class Fact:
    """A name and a value; `id` where a program gave the value, `href` where it leads."""

    label: str
    value: str
    id: bool
    href: str = ""


class AdminPaymentState(Flagged, StaffDetail, rx.State):
    """One purchase with its story and its decision. `disputed` is the dispute of it that waits for an answer."""

    may_decide: bool = False
    in_review: bool = False
    held: bool = False
    payment: PaymentRow = PaymentRow("", "", "", "", "", "", "", "", "", False, "", "")
    facts: list[Fact] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    story: list[StoryLine] = []  # noqa: RUF012
    attempts: list[StoryLine] = []  # noqa: RUF012
    events: list[EventRow] = []  # noqa: RUF012
    refunds: list[RefundRow] = []  # noqa: RUF012
    disputes: list[DisputeRow] = []  # noqa: RUF012
    disputed: DisputeRow = DisputeRow()
    may_refund: bool = False
    odd: str = ""
    asks: bool = False
    failed: str = ""

    @rx.event
    @staff(*DECIDERS, fresh=True)
    async def grant(self) -> None:
        """Decide that the purchase in review is paid: it grants its credits now."""
        await self._decide(acts.grant_purchase, "admin.granted")

    @rx.event
    @staff(*DECIDERS)
    async def dismiss(self) -> None:
        """Say that what was odd about the purchase has been looked at."""
        await self._decide(acts.dismiss_purchase, "admin.dismissed")

    async def _decide(self, decision: Any, done: str) -> None:
        user = await signed_in_user(self)
        if user is None or user.role not in DECIDERS:
            return
        locale = await locale_of(self)
        self.said = self.failed = ""
        try:
            await transact(decision, self._wanted(), by=actor(self, user), now=utcnow())
        except (PurchaseNotFound, NotInReview):
            self.failed = text(locale, "admin.decided_before")
        else:
            self.said = text(locale, done)
        await self._show(user)
        self.answer += 1

    async def _show(self, user: SignedIn) -> None:
        self.loaded, self.may_decide = True, user.role in DECIDERS
        try:
            detail = await read(purchase_detail, self._wanted())
        except PurchaseNotFound:
            self.found = False
            return
        locale = await locale_of(self)
        purchase = detail.purchase
        heard = await read(events, purchase_id=purchase.id, payment_intent_id=purchase.payment_intent_id, limit=PAGE)
        self.found, self.in_review = True, detail.purchase.state is PurchaseState.REVIEW
        self.held = self.in_review and detail.purchase.held_at is not None
        self.payment = payment_row(detail.purchase, locale)
        self.facts = _facts(detail.purchase, locale)
        self.events = [event_row(event, locale) for event in heard.events]
        await self._tell(detail, user, locale)

    async def _tell(self, detail: PurchaseDetail, user: SignedIn, locale: str) -> None:
        """What happened to it, and what there is to decide."""
        purchase, flags, now = detail.purchase, await read(flags_of, detail.purchase.id), utcnow()
        returns = await read(returns_of, detail)
        self.story, self.attempts = story(detail, returns, flags, locale), attempts(detail, locale)
        self.refunds = [refund_row(refund, returns.people, locale) for refund in returns.refunds]
        self.disputes = [dispute_row(dispute, locale, now=now) for dispute in returns.disputes]
        self.disputed = next((row for row in self.disputes if row.answerable), DisputeRow())
        self.may_refund = returns.is_refundable
        await self._show_flags(flags, user)
        self.odd = oddity(purchase.attention or "", flags=flags, currency=purchase.currency, locale=locale)
        # What a flag asks is answered by resolving it.
        self.asks = bool(purchase.attention) and (self.in_review or not any(row.open for row in self.flags))


def _facts(purchase: PurchaseView, locale: str) -> list[Fact]:
    """What was sold and what the provider calls it; what is not known is left out."""

    def money(minor: int | None) -> str:
        return "" if minor is None else fmt.money(minor, purchase.currency, locale)

    facts = {
        "email": purchase.email,
        "customer": purchase.owner_id,
        "package": purchase.name,
        "credits": fmt.credits(purchase.credits, locale),
        "bonus": fmt.credits(purchase.bonus_credits, locale) if purchase.bonus_credits else "",
        "offered": money(purchase.amount_minor),
        "charged": money(charged(purchase)) if purchase.amount_total is not None else "",
        "discount": money(purchase.amount_discount) if purchase.amount_discount else "",
        "tax": money(purchase.amount_tax) if purchase.amount_tax else "",
        "created": fmt.day_and_time(purchase.created_at, locale),
        "paid": fmt.day_and_time(purchase.paid_at, locale) if purchase.paid_at else "",
        "session": purchase.session_id or "",
        "intent": purchase.payment_intent_id or "",
        "status": purchase.payment_status or "",
    }
    leads = {"email" if purchase.email else "customer": f"/admin/customer/?id={purchase.owner_id}"}
    return [
        Fact(text(locale, f"admin.fact.{name}"), value, name in _IDS, leads.get(name, ""))
        for name, value in facts.items()
        if value
    ]
