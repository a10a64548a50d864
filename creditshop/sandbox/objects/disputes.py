"""Disputes (https://docs.stripe.com/api/disputes): a buyer asks their bank, not the shop, for the money."""

from typing import Literal

from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.lists import list_objects, of_charge
from creditshop.sandbox.modes import read_modes
from creditshop.sandbox.money import format_money
from creditshop.sandbox.objects import balance, refunds, reviews, warnings
from creditshop.sandbox.objects.dispute_object import Reason, become_chargeback, new_dispute
from creditshop.sandbox.objects.metadata import merged_metadata
from creditshop.sandbox.requests.base import Expandable
from creditshop.sandbox.requests.disputes import Evidence, UpdateDispute
from creditshop.sandbox.requests.lists import ListDisputes
from creditshop.sandbox.work import Work

# A dispute is won or lost; an inquiry is closed, or escalates to a dispute.
Outcome = Literal["won", "lost", "close", "escalate"]
_UNANSWERED = {"needs_response": "under_review", "warning_needs_response": "warning_under_review"}
_OPEN = (*_UNANSWERED, *_UNANSWERED.values())
# https://docs.stripe.com/testing#evidence: what the bank says to this text, about a dispute and about an inquiry.
_ANSWERS: dict[str, tuple[Outcome | None, Outcome]] = {
    "winning_evidence": ("won", "close"),
    "losing_evidence": ("lost", "close"),
    "escalate_inquiry_evidence": (None, "escalate"),
}


def retrieve(work: Work, _: Expandable, dispute_id: str) -> Object:
    return work.find("dispute", dispute_id)


def list_all(work: Work, page: ListDisputes) -> Object:
    return list_objects(work, "dispute", page, "/v1/disputes")


def update(work: Work, given: UpdateDispute, dispute_id: str) -> Object:
    dispute = work.find("dispute", dispute_id)
    _refuse_closed(dispute)
    dispute["metadata"] = merged_metadata(dispute["metadata"], given.metadata)
    due_at = work.tx.due_at(dispute_id)
    if given.evidence is not None or "submit" in given.model_fields_set:
        _refuse_answered(dispute)
        _stage(dispute, given.evidence or Evidence())
        if given.submit:
            due_at = _submit(work, dispute, due_at)
    return work.change(dispute, "charge.dispute.updated", due_at=due_at)


def close(work: Work, _: Expandable, dispute_id: str) -> Object:
    dispute = work.find("dispute", dispute_id)
    _refuse_answered(dispute)
    return decide(work, dispute, "close" if is_inquiry(dispute) else "lost")


def open_for(
    work: Work, charge_id: str, reason: Reason = "fraudulent", *, inquiry: bool = False, amount: int | None = None
) -> Object:
    """The buyer's bank takes back the money of a charge, or ``amount`` of it, or as an inquiry only asks about it.

    Raises StripeError (409) if the charge is disputed already, or less than that is left of it.
    """
    if any(is_open(dispute) or dispute["status"] == "lost" for dispute in of_charge(work, "dispute", charge_id)):
        raise StripeError(f"Charge {charge_id} is already disputed.", status=409)
    if not inquiry:
        refunds.fail_pending(work, charge_id)
    charge = work.find("charge", charge_id)
    left = charge["amount"] - charge["amount_refunded"]
    if not left or (amount or 0) > left:
        raise StripeError(f"Only {format_money(left, charge['currency'])} of the charge is left.", status=409)
    dispute = new_dispute(work, charge, reason, amount or left, inquiry=inquiry)
    if not inquiry:
        dispute["balance_transactions"] = [balance.book_dispute(work, dispute)]
    work.tx.put({**charge, "disputed": True})
    work.tx.put(dispute, due_at=dispute["evidence_details"]["due_by"])
    work.emit("charge.dispute.created", dispute)
    if not inquiry:
        _withdraw(work, dispute)
    return dispute


def decide_due(work: Work, dispute: Object) -> None:
    """The bank answers the evidence, or the time is over: who has not convinced it by then loses."""
    answer = work.tx.hidden(dispute["id"]).get("answer")
    work.tx.hide(dispute["id"], answer=None)
    decide(work, dispute, answer or ("close" if is_inquiry(dispute) else "lost"))


def decide(work: Work, dispute: Object, outcome: Outcome) -> Object:
    """The bank has decided. Raises StripeError if it had before, or (409) about another kind of case."""
    _refuse_closed(dispute)
    if is_inquiry(dispute) != (outcome in ("close", "escalate")):
        noun = "An inquiry is closed or escalates" if is_inquiry(dispute) else "A dispute is won or lost"
        raise StripeError(f"{noun}: it cannot be {outcome!r}.", status=409)
    if outcome == "escalate":
        return _escalate(work, dispute)
    dispute["status"] = "warning_closed" if outcome == "close" else outcome
    if outcome == "won":
        dispute["is_charge_refundable"] = True
        dispute["balance_transactions"].append(balance.book_dispute_won(work, dispute))
    work.tx.put(dispute)
    if outcome == "won":
        work.emit("charge.dispute.funds_reinstated", dispute)
    work.emit("charge.dispute.closed", dispute)
    return dispute


def is_open(dispute: Object) -> bool:
    """Whether the bank has yet to decide."""
    return dispute["status"] in _OPEN


def is_inquiry(dispute: Object) -> bool:
    """Whether the bank only asks, and has taken no money."""
    return str(dispute["status"]).startswith("warning_")


def _stage(dispute: Object, given: Evidence) -> None:
    """Keep evidence, which the bank sees once it is submitted."""
    told = {name: text or None for name, text in given.model_dump(exclude_none=True).items()}
    dispute["evidence"] |= told
    dispute["evidence_details"]["has_evidence"] = any(dispute["evidence"].values())


def _submit(work: Work, dispute: Object, due_at: float | None) -> float | None:
    """Hand the evidence in; returns when the bank answers."""
    answers = _ANSWERS.get(dispute["evidence"]["uncategorized_text"] or "", (None, None))
    answer = answers[is_inquiry(dispute)]
    dispute["status"] = _UNANSWERED[dispute["status"]]
    dispute["evidence_details"]["submission_count"] += 1
    dispute["evidence_details"]["submission_method"] = "manual"
    work.tx.hide(dispute["id"], answer=answer)
    return work.now + read_modes(work.tx).aftermath_seconds if answer else due_at


def _escalate(work: Work, dispute: Object) -> Object:
    refunds.fail_pending(work, dispute["charge"])
    become_chargeback(dispute)
    dispute["balance_transactions"] = [balance.book_dispute(work, dispute)]
    work.change(dispute, "charge.dispute.updated", due_at=dispute["evidence_details"]["due_by"])
    _withdraw(work, dispute)
    return dispute


def _withdraw(work: Work, dispute: Object) -> None:
    """The money is gone, and with it the questions whether to give it back."""
    work.emit("charge.dispute.funds_withdrawn", dispute)
    warnings.settle(work, dispute["charge"])
    reviews.close_for(work, work.find("charge", dispute["charge"]), "disputed")


def _refuse_closed(dispute: Object) -> None:
    if not is_open(dispute):
        raise StripeError("This dispute is already closed")


def _refuse_answered(dispute: Object) -> None:
    _refuse_closed(dispute)
    if dispute["status"] not in _UNANSWERED:
        raise StripeError("The evidence for this dispute has already been submitted")
