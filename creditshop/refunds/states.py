"""How far a refund and a dispute have got, and which of it counts."""

from enum import StrEnum


class RefundState(StrEnum):
    """How far money is on its way back. The states only advance, in this order."""

    REQUESTED = "requested"  # stored, its credits are taken back; the provider has not answered yet
    PENDING = "pending"  # with the provider or the bank
    REQUIRES_ACTION = "requires_action"  # the buyer must say where the money goes
    SUCCEEDED = "succeeded"
    FAILED = "failed"  # the provider refused it, or the bank sent it back
    CANCELED = "canceled"


class RefundKind(StrEnum):
    """What a member of staff chose; ELSEWHERE is a refund that was made in the provider's own dashboard."""

    ALL = "all"  # all the money that is left, for all the credits that are left to take
    AMOUNT = "amount"  # some money, for credits in proportion
    UNSPENT = "unspent"  # what the unspent credits cost, for them and what is left of the bonus
    GOODWILL = "goodwill"  # some money, for nothing
    ELSEWHERE = "elsewhere"


class RefundReason(StrEnum):
    """The provider's codes for a reason."""

    REQUESTED = "requested_by_customer"
    DUPLICATE = "duplicate"
    FRAUDULENT = "fraudulent"


DEAD = (RefundState.FAILED, RefundState.CANCELED)  # no money went back
UNDER_WAY = (RefundState.REQUESTED, RefundState.PENDING, RefundState.REQUIRES_ACTION)
_RANK = {state: rank for rank, state in enumerate(RefundState)}


def reached(state: RefundState, seen: RefundState) -> RefundState:
    """The state of a refund in `state` of which `seen` is heard: what lies behind it is old news.

    A refund may fail after it has succeeded, when the bank sends the money back
    (https://docs.stripe.com/refunds#failed-refunds).
    """
    if state in DEAD:
        return state
    return max(state, seen, key=_RANK.__getitem__)


class DisputeStatus(StrEnum):
    """The provider's words for how a dispute stands; `warning_` marks an inquiry, for which no money has moved.

    In the order in which they usually follow, which decides between two that were heard as of the same second.
    """

    WARNING_NEEDS_RESPONSE = "warning_needs_response"
    WARNING_UNDER_REVIEW = "warning_under_review"
    WARNING_CLOSED = "warning_closed"
    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    APPEAL_NEEDS_RESPONSE = "appeal_needs_response"  # the bank has decided against us, which can be appealed there
    APPEAL_UNDER_REVIEW = "appeal_under_review"
    WON = "won"
    LOST = "lost"
    PREVENTED = "prevented"


D = DisputeStatus
INQUIRIES = (D.WARNING_NEEDS_RESPONSE, D.WARNING_UNDER_REVIEW)
# The bank decides; a refund would be paid twice.
CONTESTED = (D.NEEDS_RESPONSE, D.UNDER_REVIEW, D.APPEAL_NEEDS_RESPONSE, D.APPEAL_UNDER_REVIEW)
OPEN = (*INQUIRIES, *CONTESTED)
ANSWERABLE = (D.WARNING_NEEDS_RESPONSE, D.NEEDS_RESPONSE)  # with our evidence
URGENT = (*ANSWERABLE, D.APPEAL_NEEDS_RESPONSE)  # until it is due
