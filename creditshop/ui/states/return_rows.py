"""What one line about a refund or a dispute shows: finished words and figures in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from creditshop.refunds import OPEN, DisputeStatus, DisputeView, RefundState, RefundView
from creditshop.ui import format as fmt
from creditshop.ui.texts import text, text_or

_REFUND_TONES = {RefundState.SUCCEEDED: "good", RefundState.FAILED: "bad", RefundState.CANCELED: "bad"}
_DISPUTE_TONES = {
    DisputeStatus.WON: "good",
    DisputeStatus.WARNING_CLOSED: "good",
    DisputeStatus.PREVENTED: "good",
    DisputeStatus.NEEDS_RESPONSE: "bad",
    DisputeStatus.APPEAL_NEEDS_RESPONSE: "bad",
    DisputeStatus.LOST: "bad",
}
REASONS = (
    "bank_cannot_process", "check_returned", "credit_not_processed", "customer_initiated", "debit_not_authorized",
    "duplicate", "fraudulent", "general", "incorrect_account_details", "insufficient_funds", "noncompliant",
    "product_not_received", "product_unacceptable", "subscription_canceled", "unrecognized",
)  # fmt: skip  # https://docs.stripe.com/api/disputes/object#dispute_object-reason


@dataclass(frozen=True)
class RefundRow:
    """A refund in a list; `note` says why it failed, who asked for it, and why."""

    id: str
    when: str
    amount: str
    kind: str
    state: str
    tone: str
    note: str


def refund_row(refund: RefundView, people: Mapping[str, str], locale: str) -> RefundRow:
    """The refund as staff see it; `people` are the addresses of who asked for it, by id."""
    code = text(locale, f"refund.reason.{refund.reason_code}") if refund.reason_code else ""
    failure = refund_failure(refund.failure, locale) if refund.failure else ""
    person = people.get(refund.requested_by)
    by = text(locale, "story.by", person=person) if person else ""
    return RefundRow(
        id=refund.id,
        when=fmt.day_and_time(refund.created_at, locale),
        amount=fmt.money(refund.amount_minor, refund.currency, locale),
        kind=text(locale, f"refund.kind.{refund.kind}"),
        state=text(locale, f"refund.state.{refund.state}"),
        tone=_REFUND_TONES.get(refund.state, "warn"),
        note=" · ".join(filter(None, (failure, by, code, refund.reason))),
    )


@dataclass(frozen=True)
class DisputeRow:
    """A dispute in a list or on its page."""

    id: str = ""
    purchase: str = ""
    provider_id: str = ""
    when: str = ""
    amount: str = ""
    status: str = ""
    tone: str = "plain"
    reason: str = ""
    due: str = ""
    withdrawn: str = ""
    fee: str = ""
    answered: str = ""
    failure: str = ""
    answerable: bool = False
    open: bool = False


def refund_failure(reason: str, locale: str) -> str:
    """Why a refund failed, in words; a reason of the provider's without words yet is shown as it is."""
    return text_or(locale, f"refund.failure.{reason}", reason)


def dispute_reason(reason: str, locale: str) -> str:
    """Why a bank disputes a payment, in words."""
    return text(locale, f"dispute.reason.{reason if reason in REASONS else 'general'}")


def dispute_row(dispute: DisputeView, locale: str, *, now: datetime) -> DisputeRow:
    """The dispute as staff see it."""

    def money(minor: int) -> str:
        return fmt.money(minor, dispute.currency, locale)

    answered = dispute.submitted_at or dispute.answered_at
    return DisputeRow(
        id=dispute.id,
        purchase=dispute.purchase_id,
        provider_id=dispute.provider_id,
        when=fmt.day_and_time(dispute.opened_at, locale),
        amount=money(dispute.amount_minor),
        status=text(locale, f"dispute.status.{dispute.status}"),
        tone=_DISPUTE_TONES.get(dispute.status, "warn"),
        reason=dispute_reason(dispute.reason, locale),
        due=fmt.day_and_time(dispute.due_by, locale) if dispute.due_by else "",
        withdrawn=money(dispute.withdrawn_minor),
        fee=money(dispute.fee_minor),
        answered=fmt.day_and_time(answered, locale) if answered else "",
        failure=dispute.failure or "",
        answerable=dispute.is_answerable(now),
        open=dispute.status in OPEN,
    )
