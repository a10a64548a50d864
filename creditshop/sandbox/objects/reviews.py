"""Reviews (https://docs.stripe.com/api/radar/reviews): a person is asked to look at a payment."""

from typing import Literal

from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.ids import new_id
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.lists import list_objects
from creditshop.sandbox.requests.base import Expandable
from creditshop.sandbox.requests.lists import DatedPage
from creditshop.sandbox.work import Work

ClosedReason = Literal["approved", "disputed", "refunded", "refunded_as_fraud"]


def retrieve(work: Work, _: Expandable, review_id: str) -> Object:
    return work.find("review", review_id)


def list_all(work: Work, page: DatedPage) -> Object:
    return list_objects(work, "review", page, "/v1/reviews")


def approve(work: Work, _: Expandable, review_id: str) -> Object:
    review = work.find("review", review_id)
    if not review["open"]:
        raise StripeError(f"The review {review_id} is already closed ({review['reason']}).")
    return _close(work, review, "approved")


def open_for(work: Work, charge: Object, intent: Object, opened_reason: Literal["manual", "rule"]) -> Object:
    """Ask a person to look at a charge, which shows it while the review is open, as does its intent.

    Raises StripeError (409) if somebody is asked already.
    """
    if charge["review"]:
        raise StripeError(f"Charge {charge['id']} is already in review.", status=409)
    review: Object = {
        "id": new_id("review"),
        "object": "review",
        "billing_zip": None,
        "charge": charge["id"],
        "closed_reason": None,
        "created": work.now,
        "ip_address": None,
        "ip_address_location": None,
        "livemode": False,
        "open": True,
        "opened_reason": opened_reason,
        "payment_intent": intent["id"],
        "reason": opened_reason,
        "session": None,
    }
    for thing in (charge, intent):
        thing["review"] = review["id"]
        work.tx.put(thing)
    work.tx.put(review)
    work.emit("review.opened", review)
    return review


def close_for(work: Work, charge: Object, reason: ClosedReason) -> None:
    """What happened to the charge answers an open review of it."""
    if charge["review"]:
        _close(work, work.find("review", charge["review"]), reason)


def _close(work: Work, review: Object, reason: ClosedReason) -> Object:
    review |= {"open": False, "closed_reason": reason, "reason": reason}
    work.tx.put(review)
    for kind, thing_id in (("charge", review["charge"]), ("payment_intent", review["payment_intent"])):
        work.tx.put({**work.find(kind, thing_id), "review": None})
    work.emit("review.closed", review)
    return review
