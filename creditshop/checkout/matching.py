"""Does what the provider says match what we sold? Pure functions; the rules are in the ledger's design."""

from creditshop.checkout.models import Purchase
from creditshop.checkout.states import Signal
from creditshop.payments.events import CheckoutSession

# A session that fails one of these is not the purchase's own, so nothing of it is taken over into the row.
FOREIGN = frozenset({"session", "livemode"})


def mismatches(purchase: Purchase, seen: CheckoutSession) -> dict[str, str]:
    """What differs, by name, with both sides in words; empty when all is well.

    `amount_total` may differ (promotion codes, tax); `amount_subtotal` may not.
    """
    compared = {
        "session": (purchase.session_id or seen.id, seen.id),
        "livemode": (purchase.livemode, seen.livemode),
        "currency": (purchase.currency, seen.currency),
        "amount": (purchase.amount_minor, seen.amount_subtotal),
    }
    return {name: f"{name}: {theirs} instead of {ours}" for name, (ours, theirs) in compared.items() if ours != theirs}


def signal_of(seen: CheckoutSession, *, failed: bool) -> Signal:
    """What a session says about its purchase. `failed`: it came with the news that its delayed payment failed.

    Only `paid` and `no_payment_required` are money: https://docs.stripe.com/checkout/fulfillment
    """
    if seen.status == "complete" and seen.payment_status in ("paid", "no_payment_required"):
        return Signal.PAID
    if failed or seen.payment_failed:
        return Signal.FAILED
    return {"complete": Signal.COMPLETED, "expired": Signal.EXPIRED}.get(seen.status, Signal.OPENED)
