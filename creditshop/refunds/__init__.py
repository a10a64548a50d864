"""Money going back: refunds, disputes, and what they do to the credits of a purchase."""

from creditshop.jobs import Registry, registry
from creditshop.refunds import answering, sending
from creditshop.refunds.disputing import hear_dispute
from creditshop.refunds.errors import (
    AmountNotRefundable,
    DisputeNotFound,
    NotAnswerable,
    NotRefundable,
    PaymentDisputed,
    PreviewOutdated,
    ReasonMissing,
    RefundLimitExceeded,
    RefundRefused,
)
from creditshop.refunds.evidence import LONGEST_TEXT, EvidencePack, answer_dispute, evidence_of, evidence_pack
from creditshop.refunds.figures import ReturnFigure, disputed, refunded
from creditshop.refunds.freezing import freeze, frozen, thaw
from creditshop.refunds.hearing import hear_money_returned, hear_refund
from creditshop.refunds.lately import Returned, disputes_lately, refunds_lately
from creditshop.refunds.listing import (
    DisputePage,
    DisputeView,
    RefundView,
    amounts_of,
    count_open_disputes,
    dispute_page,
    disputes_of,
    find_dispute,
    named_by_return,
    refunds_of,
)
from creditshop.refunds.preview import RefundPreview, Terms, preview
from creditshop.refunds.requesting import RefundWish, request_refund
from creditshop.refunds.settling import on_paid
from creditshop.refunds.states import CONTESTED, OPEN, DisputeStatus, RefundKind, RefundReason, RefundState
from creditshop.refunds.unfinished import (
    BookedReturn,
    booked_return,
    has_open_dispute,
    has_refund_under_way,
    open_disputes,
    purchases_with_moving_refunds,
)
from creditshop.refunds.verify import ReturnViolation, verify_returns

__all__ = [
    "CONTESTED",
    "LONGEST_TEXT",
    "OPEN",
    "AmountNotRefundable",
    "BookedReturn",
    "DisputeNotFound",
    "DisputePage",
    "DisputeStatus",
    "DisputeView",
    "EvidencePack",
    "NotAnswerable",
    "NotRefundable",
    "PaymentDisputed",
    "PreviewOutdated",
    "ReasonMissing",
    "RefundKind",
    "RefundLimitExceeded",
    "RefundPreview",
    "RefundReason",
    "RefundRefused",
    "RefundState",
    "RefundView",
    "RefundWish",
    "ReturnFigure",
    "ReturnViolation",
    "Returned",
    "Terms",
    "amounts_of",
    "answer_dispute",
    "booked_return",
    "count_open_disputes",
    "dispute_page",
    "disputed",
    "disputes_lately",
    "disputes_of",
    "evidence_of",
    "evidence_pack",
    "find_dispute",
    "freeze",
    "frozen",
    "has_open_dispute",
    "has_refund_under_way",
    "hear_dispute",
    "hear_money_returned",
    "hear_refund",
    "named_by_return",
    "on_paid",
    "open_disputes",
    "preview",
    "purchases_with_moving_refunds",
    "refunded",
    "refunds_lately",
    "refunds_of",
    "register_jobs",
    "request_refund",
    "thaw",
    "verify_returns",
]


def register_jobs(kinds: Registry = registry) -> None:
    """Register the jobs that carry refunds out and hand evidence in."""
    sending.register_jobs(kinds)
    answering.register_jobs(kinds)
