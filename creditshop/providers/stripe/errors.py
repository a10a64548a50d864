"""The SDK's errors as the shop's: whether to repeat the call is what matters to it."""

import stripe

from creditshop.payments.errors import GatewayError, GatewayRefused, GatewayUnavailable, SessionMissing, StoredFailure

_SERVER_ERROR = 500


def translate(error: stripe.StripeError) -> GatewayError:
    """The shop's error for one of the SDK's (https://docs.stripe.com/error-low-level)."""
    if isinstance(error, stripe.PermissionError):
        words = "Stripe does not allow STRIPE_SECRET_KEY this call: give it the scopes of docs/going-live.md."
        return GatewayRefused(words, "permission_missing")
    if isinstance(error, stripe.AuthenticationError):
        return GatewayRefused("Stripe does not accept STRIPE_SECRET_KEY: check the key.", "key_refused")
    if isinstance(error, stripe.APIConnectionError | stripe.RateLimitError):
        return GatewayUnavailable(_words(error))
    if isinstance(error, stripe.APIError):
        return _of_server(error)
    if error.code == "resource_missing":
        return SessionMissing(_words(error), error.code)
    return GatewayRefused(_words(error), error.code or _type(error))


def _of_server(error: stripe.APIError) -> GatewayError:
    """A key whose first call ended in a 500 gets that 500 again for 24 hours, marked as a replay."""
    replayed = (error.headers or {}).get("idempotent-replayed") == "true"
    if replayed and (error.http_status or 0) >= _SERVER_ERROR:
        return StoredFailure(_words(error))
    return GatewayUnavailable(_words(error))


def _words(error: stripe.StripeError) -> str:
    return error.user_message or type(error).__name__


def _type(error: stripe.StripeError) -> str | None:
    return error.error.type if error.error else None
