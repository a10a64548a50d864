"""One table: what an expected failure is called, in REST, in GraphQL and in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from creditshop import metrics
from creditshop.accounts.errors import EmailTaken, InvalidEmail, NoSuchUser
from creditshop.api import errors
from creditshop.apikeys import KeyInvalid
from creditshop.catalog import FeatureNotFound, OfferNotFound, QuantityInvalid
from creditshop.checkout import CheckoutBlocked, CheckoutRefused, CheckoutUnavailable
from creditshop.config import settings
from creditshop.images import errors as images
from creditshop.ledger import errors as ledger
from creditshop.ratelimit import RateLimited

Facts = dict[str, object]


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of failure: HTTP status, the code that programs go by, a title for people, and the error's own data.

    `types` says of what type each of `facts` is, for schemas: `list` is RequestInvalid's, `tuple` is one of words.
    """

    status: int
    code: str
    title: str
    facts: Callable[[Any], Facts] = lambda _: {}
    types: Mapping[str, type] = field(default_factory=dict)


def _insufficient(error: ledger.InsufficientCredits) -> Facts:
    top_up_url = f"{settings().public_url}/"
    return {
        "required": error.required, "available": error.available, "held": error.held, "top_up_url": top_up_url
    }  # fmt: skip


def _exceeded(error: ledger.CaptureExceedsHold) -> Facts:
    return {"hold": error.hold_id, "held": error.held, "wanted": error.wanted}


def _hold(error: Any) -> Facts:
    return {"hold": error.hold_id}


def _not_open(error: ledger.HoldNotOpen) -> Facts:
    return {"hold": error.hold_id, "state": error.state}


def _wallet(error: Any) -> Facts:
    return {"wallet": error.wallet_id}


_INSUFFICIENT = {"required": int, "available": int, "held": int, "top_up_url": str}
_EXCEEDED = {"hold": str, "held": int, "wanted": int}
PROBLEMS: dict[type[Exception], Problem] = {
    KeyInvalid: Problem(401, "UNAUTHENTICATED", "No live API key"),
    errors.Forbidden: Problem(
        403, "FORBIDDEN", "This key may not do that", lambda e: {"scope": e.scope}, {"scope": str}
    ),
    RateLimited: Problem(
        429, "RATE_LIMITED", "Too many requests", lambda e: {"retry_after": e.retry_after}, {"retry_after": int}
    ),
    errors.RequestInvalid: Problem(
        422, "INVALID_REQUEST", "Invalid request", lambda e: {"errors": e.errors}, {"errors": list}
    ),
    errors.TooLarge: Problem(413, "TOO_LARGE", "Body too large"),
    errors.NoSuchRoute: Problem(404, "NOT_FOUND", "Not found"),
    errors.WrongMethod: Problem(405, "METHOD_NOT_ALLOWED", "Method not allowed"),
    errors.KeyMissing: Problem(400, "IDEMPOTENCY_KEY_MISSING", "Idempotency key missing"),
    ledger.IdempotencyConflict: Problem(
        409, "IDEMPOTENCY_CONFLICT", "Key used for something else", lambda e: {"key": e.key}, {"key": str}
    ),
    ledger.InsufficientCredits: Problem(
        402, "INSUFFICIENT_CREDITS", "Not enough credits", _insufficient, _INSUFFICIENT
    ),
    ledger.AmountInvalid: Problem(422, "AMOUNT_INVALID", "Not an amount of credits"),
    ledger.WalletNotFound: Problem(404, "WALLET_NOT_FOUND", "No such wallet", _wallet, {"wallet": str}),
    ledger.WalletSuspended: Problem(403, "WALLET_SUSPENDED", "Wallet suspended", _wallet, {"wallet": str}),
    errors.SpendNotFound: Problem(
        404, "SPEND_NOT_FOUND", "No such spend", lambda e: {"spend": e.spend_id}, {"spend": str}
    ),
    ledger.HoldNotFound: Problem(404, "HOLD_NOT_FOUND", "No such hold", _hold, {"hold": str}),
    ledger.HoldNotOpen: Problem(409, "HOLD_NOT_OPEN", "Hold no longer open", _not_open, {"hold": str, "state": str}),
    ledger.HoldExpired: Problem(409, "HOLD_EXPIRED", "Hold expired", _hold, {"hold": str}),
    ledger.CaptureExceedsHold: Problem(422, "CAPTURE_EXCEEDS_HOLD", "More than is held", _exceeded, _EXCEEDED),
    FeatureNotFound: Problem(
        404, "FEATURE_NOT_FOUND", "No such feature", lambda e: {"feature": e.slug}, {"feature": str}
    ),
    QuantityInvalid: Problem(
        422, "QUANTITY_INVALID", "Not a quantity of this feature", lambda e: {"feature": e.slug}, {"feature": str}
    ),
    OfferNotFound: Problem(
        404, "PACKAGE_NOT_FOUND", "Not on sale", lambda e: {"currency": e.currency}, {"currency": str}
    ),
    InvalidEmail: Problem(422, "EMAIL_INVALID", "Not an e-mail address"),
    EmailTaken: Problem(409, "EMAIL_TAKEN", "Another account has this address"),
    NoSuchUser: Problem(404, "CUSTOMER_NOT_FOUND", "The wallet's owner cannot do this"),
    CheckoutBlocked: Problem(403, "CHECKOUT_BLOCKED", "No payment is taken from this customer at the moment"),
    CheckoutRefused: Problem(502, "CHECKOUT_REFUSED", "The payment provider refuses"),
    CheckoutUnavailable: Problem(503, "UNAVAILABLE", "Try again later"),
    images.PictureNotFound: Problem(
        404, "IMAGE_NOT_FOUND", "No such image", lambda e: {"image": e.picture_id}, {"image": str}
    ),
    images.PictureTypeUnknown: Problem(
        415,
        "IMAGE_TYPE_UNKNOWN",
        "Not an image that is accepted",
        lambda e: {"accepted": e.accepted},
        {"accepted": tuple},
    ),
    images.PictureBroken: Problem(422, "IMAGE_BROKEN", "The image is damaged"),
    images.PictureTooManyPixels: Problem(
        422,
        "IMAGE_TOO_MANY_PIXELS",
        "The image is too large",
        lambda e: {"most_pixels": e.most_pixels},
        {"most_pixels": int},
    ),
    images.PicturesFull: Problem(
        409,
        "IMAGES_FULL",
        "No room for more images",
        lambda e: {"images": e.most_pictures, "bytes": e.most_bytes},
        {"images": int, "bytes": int},
    ),
    images.SignatureInvalid: Problem(403, "SIGNATURE_INVALID", "Not signed by this shop"),
    images.LinkExpired: Problem(403, "LINK_EXPIRED", "The address has expired"),
    images.Busy: Problem(503, "UNAVAILABLE", "Try again later"),
    errors.Unavailable: Problem(503, "UNAVAILABLE", "Try again later"),
}
REFUSALS = tuple(PROBLEMS)


def problem_of(error: Exception) -> Problem:
    """The row of the table for an expected failure."""
    return next(PROBLEMS[kind] for kind in type(error).__mro__ if kind in PROBLEMS)


def described(error: Exception) -> Facts:
    """The failure's code, title, words and data: the same in every API. Counts it as told."""
    problem = problem_of(error)
    metrics.REFUSALS.labels(problem.code).inc()
    words = str(error) or " ".join((type(error).__doc__ or "").split())
    return {"code": problem.code, "title": problem.title, "detail": words, **problem.facts(error)}
