"""How a call to a payment provider fails, as far as the shop must tell the cases apart; and which amounts are none."""

from typing import Literal


class GatewayError(Exception):
    """A call to the payment provider did not succeed."""


class GatewayUnavailable(GatewayError):
    """No answer, a 5xx or a rate limit: whether it acted is unknown, and the same call may be repeated with its key."""


class GatewayRefused(GatewayError):
    """The provider understood the call and refuses it; the same call will be refused again."""

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.code = code


class SessionMissing(GatewayRefused):
    """The provider knows no session of this id (any more)."""


class StoredFailure(GatewayUnavailable):
    """The provider replays a stored 500 for this idempotency key: only a new key can succeed."""


class SignatureInvalid(Exception):
    """A webhook that nobody we know has signed, or whose time stamp is too old."""


class EventMalformed(Exception):
    """A signed body that is not an event; the message says what is wrong with it."""


class CurrencyNotCharged(Exception):
    """The provider makes no charges in this currency, or there is none of this name."""

    def __init__(self, currency: str) -> None:
        super().__init__(f"No charges are made in {currency!r}.")
        self.currency = currency


class AmountNotChargeable(Exception):
    """The provider does not charge this amount: it is below the `least`, above the `most`, or no multiple of the
    `step`; `bound_minor` is that least, most or step, in minor units of `currency` as the amount.
    """

    def __init__(
        self, amount_minor: int, currency: str, bound: Literal["least", "most", "step"], bound_minor: int
    ) -> None:
        super().__init__(f"{amount_minor} {currency} cannot be charged; the {bound} is {bound_minor}.")
        self.amount_minor = amount_minor
        self.currency = currency
        self.bound = bound
        self.bound_minor = bound_minor
