"""The life of a purchase, on one screen."""

from enum import StrEnum


class PurchaseState(StrEnum):
    """How far a purchase has got."""

    CREATED = "created"  # stored; the provider's answer is not known yet
    OPEN = "open"  # the buyer can pay
    PROCESSING = "processing"  # the buyer is done, the money is on its way
    PAID = "paid"  # the money and the credits are there
    FAILED = "failed"  # the money never came, or the provider opened no session
    EXPIRED = "expired"  # the buyer went away
    REVIEW = "review"  # paid not as we sold it, or paid and suspicious: a person decides


class Signal(StrEnum):
    """What was heard about a purchase."""

    OPENED = "opened"  # there is a session to pay on
    COMPLETED = "completed"  # the buyer has finished, the money is not there yet
    PAID = "paid"
    FAILED = "failed"  # a delayed payment did not succeed
    NOT_OPENED = "not_opened"  # the provider never opened a session for it
    EXPIRED = "expired"
    MISMATCH = "mismatch"  # not what we sold, see matching.py
    REFUNDED = "refunded"  # all of the money of a purchase in review went back
    RETURNED = "returned"  # and then some of it is here again
    HELD = "held"  # paid, but the shop wants a person to look first, see screening.py


S = PurchaseState
EVERY = frozenset(S)
WISHES = (S.CREATED, S.OPEN)  # the buyer may still pay; a buyer has one such purchase at most
PENDING = (*WISHES, S.PROCESSING)  # the provider has more to say

# What each signal leads to, and from where; from anywhere else it would be a step backward and changes nothing.
MOVES: dict[Signal, tuple[PurchaseState, frozenset[PurchaseState]]] = {
    Signal.OPENED: (S.OPEN, frozenset({S.CREATED})),
    Signal.COMPLETED: (S.PROCESSING, frozenset({S.CREATED, S.OPEN})),
    Signal.PAID: (S.PAID, EVERY - {S.PAID}),
    Signal.FAILED: (S.FAILED, frozenset({S.CREATED, S.OPEN, S.PROCESSING})),
    Signal.NOT_OPENED: (S.FAILED, frozenset({S.CREATED})),
    Signal.EXPIRED: (S.EXPIRED, frozenset({S.CREATED, S.OPEN})),
    Signal.MISMATCH: (S.REVIEW, EVERY - {S.PAID, S.REVIEW}),
    Signal.REFUNDED: (S.FAILED, frozenset({S.REVIEW})),
    Signal.RETURNED: (S.REVIEW, frozenset({S.FAILED})),
    Signal.HELD: (S.REVIEW, EVERY - {S.PAID, S.REVIEW}),
}


def after(state: PurchaseState, signal: Signal) -> PurchaseState:
    """The state of a purchase in `state` once the signal was heard."""
    target, sources = MOVES[signal]
    return target if state in sources else state


def is_backward(state: PurchaseState, signal: Signal) -> bool:
    """Whether the signal is old news: it leads neither onward from `state` nor to `state` itself."""
    return after(state, signal) is not MOVES[signal][0]
