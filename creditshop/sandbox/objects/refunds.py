"""Refunds (https://docs.stripe.com/api/refunds)."""

from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.ids import new_id, random_text
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.lists import list_objects, of_charge
from creditshop.sandbox.modes import read_modes
from creditshop.sandbox.money import format_money
from creditshop.sandbox.objects import balance, reviews, warnings
from creditshop.sandbox.objects.metadata import merged_metadata
from creditshop.sandbox.requests.base import Expandable
from creditshop.sandbox.requests.lists import ListRefunds
from creditshop.sandbox.requests.refunds import CreateRefund, UpdateMetadata
from creditshop.sandbox.work import Work

_UPDATED = ("refund.updated", "charge.refund.updated")
FAILURE_REASON = "expired_or_canceled_card"


def create(work: Work, given: CreateRefund) -> Object:
    charge = _charge(work, given)
    amount = _amount(charge, given.amount)
    behaviour = work.tx.hidden(charge["id"]).get("refund", "at_once")
    refund = _new_refund(work, charge, given, amount, "pending" if behaviour == "pending" else "succeeded")
    by_card = _by_card(charge)
    refund["balance_transaction"] = balance.book_refund(work, refund, by_card=by_card)["id"]
    work.tx.put(refund, due_at=work.now + read_modes(work.tx).aftermath_seconds if by_card else None)
    work.tx.hide(refund["id"], fails=behaviour == "fails_later")
    work.emit("refund.created", refund)
    if given.reason == "fraudulent":
        charge["fraud_details"] = {"user_report": "fraudulent"}
    _move(work, charge, amount, "charge.refunded")
    if charge["refunded"]:
        warnings.settle(work, charge["id"])
        reviews.close_for(work, charge, "refunded_as_fraud" if given.reason == "fraudulent" else "refunded")
    return refund


def retrieve(work: Work, _: Expandable, refund_id: str) -> Object:
    return work.find("refund", refund_id)


def update(work: Work, given: UpdateMetadata, refund_id: str) -> Object:
    refund = work.find("refund", refund_id)
    refund["metadata"] = merged_metadata(refund["metadata"], given.metadata)
    return work.change(refund, *_UPDATED, due_at=work.tx.due_at(refund_id))


def list_all(work: Work, page: ListRefunds) -> Object:
    return list_objects(work, "refund", page, "/v1/refunds")


def decide(work: Work, refund: Object) -> None:
    """The bank took a refund to a card and tells its reference number, or gave the money back."""
    if work.tx.hidden(refund["id"])["fails"]:
        fail(work, refund)
    else:
        succeed(work, refund)


def succeed(work: Work, refund: Object) -> Object:
    """The money has arrived on the card. Raises StripeError (409) if the refund has failed."""
    _refuse_failed(refund)
    number = {"reference": random_text(17).upper(), "reference_status": "available"}
    refund["destination_details"]["card"] |= {**number, "type": "refund"}
    return work.change({**refund, "status": "succeeded"}, *_UPDATED)


def fail(work: Work, refund: Object, reason: str = FAILURE_REASON) -> Object:
    """The bank gave the money back: it can be refunded again. Raises StripeError (409) if it did so before."""
    _refuse_failed(refund)
    charge = work.find("charge", refund["charge"])
    returned = balance.book_failed_refund(work, refund, by_card=_by_card(charge))
    refund |= {"status": "failed", "failure_reason": reason, "failure_balance_transaction": returned["id"]}
    work.change(refund, *_UPDATED)
    work.emit("refund.failed", refund)
    _move(work, charge, -refund["amount"], "charge.updated")
    return refund


def fail_pending(work: Work, charge_id: str) -> None:
    """A dispute overtakes the refunds of its charge that are still on their way."""
    for refund in of_charge(work, "refund", charge_id):
        if refund["status"] == "pending":
            fail(work, refund, "charge_for_pending_refund_disputed")


def _charge(work: Work, given: CreateRefund) -> Object:
    if (given.charge is None) == (given.payment_intent is None):
        raise StripeError("One of the following params should be provided: `payment_intent` or `charge`.")
    if given.charge:
        charge = work.find("charge", given.charge, "charge")
    else:
        intent = work.find("payment_intent", str(given.payment_intent), "payment_intent")
        found = work.tx.get(intent["latest_charge"] or "")
        if found is None or not found["paid"]:
            raise StripeError(f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.")
        charge = found
    if not charge["paid"]:
        raise StripeError(f"Charge {charge['id']} has not succeeded and cannot be refunded.", param="charge")
    if not all(dispute["is_charge_refundable"] for dispute in of_charge(work, "dispute", charge["id"])):
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise StripeError(message, code="charge_disputed")
    return charge


def _refuse_failed(refund: Object) -> None:
    if refund["status"] == "failed":
        raise StripeError(f"Refund {refund['id']} has failed already.", status=409)


def _amount(charge: Object, wanted: int | None) -> int:
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise StripeError(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = left if wanted is None else wanted
    if amount > left:
        currency = charge["currency"]
        raise StripeError(
            f"Refund amount ({format_money(amount, currency)}) is greater than unrefunded amount on charge"
            f" ({format_money(left, currency)})",
            param="amount",
        )
    return amount


def _move(work: Work, charge: Object, amount: int, event_type: str) -> None:
    """Follow the money of a refund on its charge."""
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    work.change(charge, event_type)


def _new_refund(work: Work, charge: Object, given: CreateRefund, amount: int, status: str) -> Object:
    return {
        "id": new_id("refund"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": work.now,
        "currency": charge["currency"],
        "destination_details": _destination(charge, status),
        "metadata": given.metadata,
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": given.reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": status,
        "transfer_reversal": None,
    }


def _destination(charge: Object, status: str) -> Object:
    kind = charge["payment_method_details"]["type"]
    if not _by_card(charge):
        return {"type": kind}
    card = {"reference_status": "pending", "reference_type": "acquirer_reference_number"}
    return {"type": "card", "card": {**card, "type": "pending" if status == "pending" else "refund"}}


def _by_card(charge: Object) -> bool:
    return bool(charge["payment_method_details"]["type"] == "card")
