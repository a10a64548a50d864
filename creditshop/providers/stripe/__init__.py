"""Stripe: the only package that knows its SDK. Its objects and errors end here."""

from creditshop.providers.stripe.events import parse_event, verify_webhook
from creditshop.providers.stripe.gateway import Patience, StripeGateway

__all__ = ["Patience", "StripeGateway", "parse_event", "verify_webhook"]
