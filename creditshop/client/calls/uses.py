"""Spends and holds. `wallet` is a wallet's id, or `external:` and your app's own name for its customer.

What is used is either so many `credits`, or a `feature` of the price list in some `quantity` (usually 1).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from creditshop.client.answers import Hold, HoldClosing, Spend
from creditshop.client.calls.call import Call, get, move, new_key, segment
from creditshop.client.errors import CreditShopError, error_of
from creditshop.client.reading import read


@dataclass(frozen=True, slots=True)
class Use:
    """One spend of a batch."""

    wallet: str
    credits: int | None = None
    feature: str | None = None
    quantity: int | None = None
    reference: str | None = None


def spend(
    wallet: str,
    *,
    credits: int | None = None,
    feature: str | None = None,
    quantity: int | None = None,
    reference: str | None = None,
    idempotency_key: str | None = None,
) -> Call[Spend]:
    """Use credits, once for this key. `reference` is what it is for, in your words.

    Raises InsufficientCredits, WalletSuspended, WalletNotFound, FeatureNotFound, QuantityInvalid, AmountInvalid,
    IdempotencyConflict.
    """
    use = Use(wallet, credits, feature, quantity, reference)
    return move(Spend, "/spends", idempotency_key, **asdict(use))


def spend_batch(
    uses: Sequence[Use], *, idempotency_key: str | None = None
) -> Call[tuple[Spend | CreditShopError, ...]]:
    """Use credits up to a hundred times, each by itself: the spend or the refusal of each, in the same order."""
    spends = [{name: value for name, value in asdict(use).items() if value is not None} for use in uses]
    return Call("POST", "/spends/batch", _outcomes, body={"spends": spends}, key=new_key(idempotency_key))


def find_spend(spend_id: str) -> Call[Spend]:
    """A spend, as it was answered. Raises SpendNotFound."""
    return get(Spend, f"/spends/{segment(spend_id)}")


def open_hold(
    wallet: str,
    *,
    credits: int | None = None,
    feature: str | None = None,
    quantity: int | None = None,
    reference: str | None = None,
    expires_in: int | None = None,
    idempotency_key: str | None = None,
) -> Call[Hold]:
    """Reserve credits for `expires_in` seconds (60 to 86,400, usually 900), to be captured or released.

    Raises what `spend` raises.
    """
    use = Use(wallet, credits, feature, quantity, reference)
    return move(Hold, "/holds", idempotency_key, **asdict(use), expires_in=expires_in)


def capture(hold_id: str, *, credits: int | None = None, idempotency_key: str | None = None) -> Call[HoldClosing]:
    """Use what is held, or so many credits of it; the rest is released.

    Raises HoldNotFound, HoldNotOpen, HoldExpired, CaptureExceedsHold, IdempotencyConflict.
    """
    return move(HoldClosing, f"/holds/{segment(hold_id)}/capture", idempotency_key, credits=credits)


def release(hold_id: str, *, idempotency_key: str | None = None) -> Call[HoldClosing]:
    """Give back what is held. Raises HoldNotFound, HoldNotOpen, HoldExpired, IdempotencyConflict."""
    return move(HoldClosing, f"/holds/{segment(hold_id)}/release", idempotency_key)


def find_hold(hold_id: str) -> Call[Hold]:
    """A hold as it is now. Raises HoldNotFound."""
    return get(Hold, f"/holds/{segment(hold_id)}")


def _outcomes(document: Any) -> tuple[Spend | CreditShopError, ...]:
    return tuple(_outcome(item["status"], item["body"]) for item in document["data"])


def _outcome(status: int, body: Any) -> Spend | CreditShopError:
    return read(Spend, body) if "code" not in body else error_of(status, body)
