"""Balance transactions (https://docs.stripe.com/api/balance_transactions): every movement of the account's money."""

from creditshop.sandbox.ids import new_id
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.lists import list_objects
from creditshop.sandbox.requests.base import Expandable
from creditshop.sandbox.requests.lists import ListBalanceTransactions
from creditshop.sandbox.work import Work

_FEE_PER_MILLE = 29
_FIXED_FEE_MINOR = 30
DISPUTE_FEE_MINOR = 1500
_AVAILABLE_AFTER_SECONDS = 2 * 24 * 3600


def retrieve(work: Work, _: Expandable, transaction_id: str) -> Object:
    return work.find("balance_transaction", transaction_id)


def list_all(work: Work, page: ListBalanceTransactions) -> Object:
    return list_objects(work, "balance_transaction", page, "/v1/balance_transactions")


def book_charge(work: Work, charge: Object) -> Object:
    """Money of a charge coming in, less a fee of 2.9 % and 30 minor units."""
    amount = charge["amount"]
    fee = min(amount, (amount * _FEE_PER_MILLE + 500) // 1000 + _FIXED_FEE_MINOR)
    is_card = charge["payment_method_details"]["type"] == "card"
    return _book(work, charge, "charge" if is_card else "payment", amount, fee=fee, category="charge")


def book_refund(work: Work, refund: Object, *, by_card: bool) -> Object:
    """Money of a refund going out; Stripe keeps its fee."""
    return _book(work, refund, "refund" if by_card else "payment_refund", -refund["amount"], category="refund")


def book_failed_refund(work: Work, refund: Object, *, by_card: bool) -> Object:
    """Money of a refund coming back, because the bank could not take it."""
    kind = "refund_failure" if by_card else "payment_failure_refund"
    return _book(work, refund, kind, refund["amount"], category="refund_failure")


def book_dispute(work: Work, dispute: Object) -> Object:
    """Money of a disputed charge going back to the bank, and Stripe's fee for the trouble."""
    return _book_dispute(work, dispute, back=False)


def book_dispute_won(work: Work, dispute: Object) -> Object:
    """The same money, and the fee, coming back."""
    return _book_dispute(work, dispute, back=True)


def make_available(work: Work, transaction: Object) -> None:
    """The money may be paid out from now on."""
    work.tx.put({**transaction, "status": "available"})


def _book_dispute(work: Work, dispute: Object, *, back: bool) -> Object:
    """Such money moves at once: the dispute carries the whole transaction, which must not change afterwards."""
    sign, category, word = (1, "dispute_reversal", "reversal") if back else (-1, "dispute", "withdrawal")
    fee = -sign * DISPUTE_FEE_MINOR
    amount = sign * dispute["amount"]
    booked = _book(work, dispute, "adjustment", amount, fee=fee, category=category, fee_for="Dispute fee")
    booked |= {"available_on": work.now, "description": f"Chargeback {word} for {dispute['charge']}"}
    return work.tx.put({**booked, "status": "available"})


def _book(
    work: Work,
    source: Object,
    kind: str,
    amount: int,
    *,
    fee: int = 0,
    category: str,
    fee_for: str = "Stripe processing fees",
) -> Object:
    currency = source["currency"]
    fee_detail = {
        "amount": fee,
        "application": None,
        "currency": currency,
        "description": fee_for,
        "type": "stripe_fee",
    }
    available_on = work.now + _AVAILABLE_AFTER_SECONDS
    return work.tx.put(
        {
            "id": new_id("balance_transaction"),
            "object": "balance_transaction",
            "amount": amount,
            "available_on": available_on,
            "balance_type": "payments",
            "created": work.now,
            "currency": currency,
            "description": source.get("description"),
            "exchange_rate": None,
            "fee": fee,
            "fee_details": [fee_detail] if fee else [],
            "net": amount - fee,
            "reporting_category": category,
            "source": source["id"],
            "status": "pending",
            "type": kind,
        },
        due_at=available_on,
    )
