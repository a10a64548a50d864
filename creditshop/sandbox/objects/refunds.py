"""Refunds (https://docs.stripe.com/api/refunds)."""

from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.ids import new_id, random_text
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.lists import list_objects
from creditshop.sandbox.money import format_money
from creditshop.sandbox.objects import balance
from creditshop.sandbox.objects.metadata import merged_metadata
from creditshop.sandbox.requests.base import Expandable
from creditshop.sandbox.requests.lists import ListRefunds
from creditshop.sandbox.requests.refunds import CreateRefund, UpdateMetadata
from creditshop.sandbox.work import Work

DECIDED_AFTER_SECONDS = 3
FAILURE_REASON = "unknown"


def create(work: Work, given: CreateRefund) -> Object:
    charge = _charge(work, given)
    amount = _amount(charge, given.amount)
    behaviour = work.tx.hidden(charge["id"]).get("refund", "at_once")
    refund = _new_refund(work, charge, given, amount, "pending" if behaviour == "pending" else "succeeded")
    refund["balance_transaction"] = balance.book_refund(work, refund, by_card=_by_card(charge))["id"]
    decided_at = None if behaviour == "at_once" else work.now + DECIDED_AFTER_SECONDS
    work.tx.put(refund, due_at=decided_at)
    work.tx.hide(refund["id"], fails=behaviour == "fails_later")
    work.emit("refund.created", refund)
    _move(work, charge, amount, "charge.refunded")
    return refund


def retrieve(work: Work, _: Expandable, refund_id: str) -> Object:
    return work.find("refund", refund_id)


def update(work: Work, given: UpdateMetadata, refund_id: str) -> Object:
    refund = work.find("refund", refund_id)
    previous = {"metadata": refund["metadata"]}
    refund["metadata"] = merged_metadata(refund["metadata"], given.metadata)
    row = work.tx.execute("SELECT due_at FROM objects WHERE id = ?", (refund_id,)).fetchone()
    work.tx.put(refund, due_at=row["due_at"])
    work.emit("refund.updated", refund, previous)
    return refund


def list_all(work: Work, page: ListRefunds) -> Object:
    return list_objects(work, "refund", page, "/v1/refunds")


def decide(work: Work, refund: Object) -> None:
    """The bank took a pending refund, or gave a refund back."""
    if work.tx.hidden(refund["id"])["fails"]:
        _fail(work, refund)
        return
    previous = {"status": refund["status"]}
    refund["status"] = "succeeded"
    work.tx.put(refund)
    work.emit("refund.updated", refund, previous)


def _fail(work: Work, refund: Object) -> None:
    previous = {name: refund.get(name) for name in ("status", "failure_reason", "failure_balance_transaction")}
    charge = work.find("charge", refund["charge"])
    returned = balance.book_failed_refund(work, refund, by_card=_by_card(charge))
    refund |= {"status": "failed", "failure_reason": FAILURE_REASON, "failure_balance_transaction": returned["id"]}
    work.tx.put(refund)
    work.emit("refund.updated", refund, previous)
    work.emit("refund.failed", refund)
    _move(work, charge, -refund["amount"], "charge.updated")


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
    return charge


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
    previous = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    work.tx.put(charge)
    work.emit(event_type, charge, previous)


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
    card: Object = {"type": "pending" if status == "pending" else "refund"}
    if status != "pending":
        card |= {"reference": random_text(17).upper(), "reference_status": "available"}
        card["reference_type"] = "acquirer_reference_number"
    return {"type": "card", "card": card}


def _by_card(charge: Object) -> bool:
    return bool(charge["payment_method_details"]["type"] == "card")
