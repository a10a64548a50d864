"""Asking for a refund: the row and its effect on the credits are stored before anybody outside hears of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from creditshop.accounts import DECIDERS
from creditshop.audit import Actor, record
from creditshop.checkout import PurchaseState, add_note, hold_purchase
from creditshop.config import settings
from creditshop.database import new_id
from creditshop.jobs import enqueue
from creditshop.ledger import hold_wallet, wallet_of
from creditshop.payments.money import exponent
from creditshop.refunds.errors import PreviewOutdated, ReasonMissing, RefundLimitExceeded
from creditshop.refunds.models import Refund
from creditshop.refunds.preview import Terms, preview_of
from creditshop.refunds.settling import Standing, settle, standing
from creditshop.refunds.states import RefundKind, RefundReason, RefundState

SEND = "refunds.send"


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What a member of staff has decided. `key` makes a repeat the same refund; `expected` is what the preview said.

    `amount_minor` is for the kinds that ask for one; `reason` is in their words, `reason_code` the provider's.
    """

    key: str
    purchase_id: str
    kind: RefundKind
    amount_minor: int | None
    reason_code: RefundReason | None
    reason: str
    expected: Terms


def request_refund(session: Session, wish: RefundWish, *, by: Actor, now: datetime) -> str:
    """Store the refund, take back its credits and have a job carry it out; the id of the refund.

    Asked again with the same key it is the same refund. Raises PurchaseNotFound, or the RefundRefused that says why
    not: nothing has happened then.
    """
    if not wish.reason.strip():
        raise ReasonMissing
    purchase = hold_purchase(session, wish.purchase_id)
    known = session.exec(select(Refund.id).where(Refund.request_key == wish.key)).first()
    if known:
        return known
    if wallet_id := wallet_of(session, purchase.owner_id):
        hold_wallet(session, wallet_id)  # what is unspent stays so until it is taken
    found = standing(session, purchase)
    terms = preview_of(session, found, wish.kind, wish.amount_minor).terms
    if terms != wish.expected:
        raise PreviewOutdated
    _check_right(found, terms, by)
    refund = _row(wish, found, terms, by, now)
    session.add(refund)
    settle(session, purchase, actor=by.user_id, cause="refund", now=now)
    add_note(session, purchase.id, "refund_requested", detail=refund.id, now=now)
    _record(session, refund, terms, by, now)
    enqueue(session, SEND, {"refund_id": refund.id}, key=f"{SEND}:{refund.id}:0", run_at=now)
    return refund.id


def _check_right(found: Standing, terms: Terms, by: Actor) -> None:
    """Support gives back up to a limit of each payment, all refunds together; finance and owners whatever is left."""
    if by.role in DECIDERS:
        return
    currency = found.purchase.currency
    limit = settings().support_refund_limits.get(currency, 0) * 10 ** exponent(currency)
    if sum(refund.amount_minor for refund in found.live) + terms.amount_minor > limit:
        raise RefundLimitExceeded(limit)


def _record(session: Session, refund: Refund, terms: Terms, by: Actor, now: datetime) -> None:
    what = {"refund": refund.id, "kind": str(refund.kind), "currency": refund.currency}
    after = what | {"amount_minor": terms.amount_minor, "credits": terms.credits}
    record(session, by, "refund.request", refund.purchase_id, after=after, reason=refund.reason, now=now)


def _row(wish: RefundWish, found: Standing, terms: Terms, by: Actor, now: datetime) -> Refund:
    # Of a purchase in review nothing was taken: should its credits be granted all the same, they follow the money.
    has_credits = found.purchase.state is PurchaseState.PAID
    in_proportion = wish.kind is RefundKind.AMOUNT or (wish.kind is RefundKind.ALL and not has_credits)
    return Refund(
        id=new_id("rfd"),
        purchase_id=found.purchase.id,
        request_key=wish.key,
        kind=wish.kind,
        amount_minor=terms.amount_minor,
        currency=found.purchase.currency,
        credits=None if in_proportion else terms.credits,
        reason_code=wish.reason_code,
        reason=wish.reason.strip(),
        requested_by=by.user_id,
        state=RefundState.REQUESTED,
        created_at=now,
        changed_at=now,
    )
