"""What test cards have in store for a payment after it has succeeded: disputes, inquiries, early fraud warnings."""

from contextlib import suppress

from creditshop.sandbox.cards import Aftermath
from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.ids import new_id
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.modes import read_modes
from creditshop.sandbox.objects import disputes, warnings
from creditshop.sandbox.objects.dispute_object import Reason
from creditshop.sandbox.work import Work


def schedule(work: Work, charge: Object, what: Aftermath) -> None:
    """Let it happen in a while; the sandbox keeps it beside Stripe's objects and never shows it."""
    work.tx.put(
        {
            "id": new_id("aftermath"),
            "object": "aftermath",
            "created": work.now,
            "of_charge": charge["id"],
            "what": what,
        },
        due_at=work.now + read_modes(work.tx).aftermath_seconds,
    )


def happen(work: Work, stored: Object) -> None:
    """Its time has come."""
    work.tx.put(stored)
    charge = work.find("charge", stored["of_charge"])
    what: Aftermath = stored["what"]
    if what == "early_fraud_warning":
        warnings.warn(work, charge)
        return
    # Refunded or disputed meanwhile, there is nothing left to ask back.
    with suppress(StripeError):
        reason: Reason = "fraudulent" if what == "inquiry" else what
        disputes.open_for(work, charge["id"], reason, inquiry=what == "inquiry")
