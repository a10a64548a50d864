"""Controls over a payment that was made: what banks, networks and people at Stripe's Dashboard would do to it."""

from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.money import parse_money
from creditshop.sandbox.objects import disputes, refunds, reviews, warnings
from creditshop.sandbox.requests.base import Expandable
from creditshop.sandbox.requests.controls import Body, Decide, DecideDispute, OpenDispute, Refund, Warn
from creditshop.sandbox.requests.refunds import CreateRefund
from creditshop.sandbox.work import Work


def refund(work: Work, body: Object, payment_id: str) -> Object:
    """Refund as somebody does in the Dashboard: the shop hears of it by its events only, and no metadata is its own."""
    wanted, charge = Refund.model_validate(body), _charge(work, payment_id)
    amount = wanted.amount
    if wanted.amount_major is not None:
        amount = parse_money(wanted.amount_major, charge["currency"])
        if not amount:
            raise StripeError(f"{wanted.amount_major[:40]!r} is no amount of {charge['currency'].upper()}.")
    return refunds.create(work, CreateRefund(charge=charge["id"], amount=amount, reason=wanted.reason))


def decide_refund(work: Work, body: Object, refund_id: str) -> Object:
    """The bank takes a pending refund or gives it back now; it may give one back that had succeeded."""
    outcome, found = Decide.model_validate(body).outcome, work.find("refund", refund_id)
    if outcome == "fail":
        return refunds.fail(work, found)
    if found["status"] != "pending":
        raise StripeError(f"Refund {refund_id} is not pending but {found['status']}.", status=409)
    return refunds.succeed(work, found)


def dispute(work: Work, body: Object, payment_id: str) -> Object:
    """The buyer's bank disputes the payment, or inquires about it, now."""
    wanted, charge = OpenDispute.model_validate(body), _charge(work, payment_id)
    return disputes.open_for(work, charge["id"], wanted.reason, inquiry=wanted.inquiry, amount=wanted.amount)


def decide_dispute(work: Work, body: Object, dispute_id: str) -> Object:
    """The bank decides now, answered or not."""
    outcome = DecideDispute.model_validate(body).outcome
    return disputes.decide(work, work.find("dispute", dispute_id), outcome)


def warn(work: Work, body: Object, payment_id: str) -> Object:
    """A card network reports the payment as fraud."""
    fraud_type = Warn.model_validate(body).fraud_type
    return warnings.warn(work, _charge(work, payment_id), fraud_type)


def review(work: Work, body: Object, payment_id: str) -> Object:
    """Somebody puts the payment in review by hand."""
    Body.model_validate(body)
    charge = _charge(work, payment_id)
    return reviews.open_for(work, charge, work.find("payment_intent", charge["payment_intent"]), "manual")


def approve_review(work: Work, body: Object, review_id: str) -> Object:
    """Somebody approves a payment in review."""
    Body.model_validate(body)
    return reviews.approve(work, Expandable(), review_id)


def _charge(work: Work, payment_id: str) -> Object:
    """The paid charge of a checkout session, a payment intent, or a charge by its own id."""
    thing = work.tx.get(payment_id) or {}
    if thing.get("object") == "checkout.session":
        thing = work.tx.get(thing["payment_intent"] or "") or {}
    if thing.get("object") == "payment_intent":
        thing = work.tx.get(thing["latest_charge"] or "") or {}
    if thing.get("object") != "charge" or not thing["paid"]:
        raise StripeError(f"No payment was made that has the id '{payment_id}'.", status=404)
    return thing
