"""What goes wrong in the sandbox, as Stripe words it (https://docs.stripe.com/api/errors)."""

from dataclasses import dataclass
from typing import Literal

from creditshop.sandbox.json_types import Object

ErrorType = Literal["api_error", "card_error", "idempotency_error", "invalid_request_error"]


@dataclass(eq=False)
class LiveKeyRefused(Exception):
    """The sandbox was started with a key that moves real money."""

    key_prefix: str

    def __str__(self) -> str:
        return f"The sandbox does not start beside a live Stripe key ({self.key_prefix}…)."


@dataclass(eq=False)
class StripeError(Exception):
    """An answer other than success, with the fields of Stripe's error object."""

    message: str
    status: int = 400
    type: ErrorType = "invalid_request_error"
    code: str | None = None
    param: str | None = None

    def body(self, request_log_url: str) -> Object:
        """The JSON that Stripe would answer; absent fields are left out, as Stripe does."""
        error = {"type": self.type, "code": self.code, "message": self.message, "param": self.param}
        error["doc_url"] = f"https://docs.stripe.com/error-codes/{self.code.replace('_', '-')}" if self.code else None
        error["request_log_url"] = request_log_url
        return {"error": {name: value for name, value in error.items() if value is not None}}


def missing_object(kind: str, object_id: str, param: str = "id", status: int = 404) -> StripeError:
    """No such object. Stripe answers 404 for an id in the path and 400 for one among the parameters."""
    return StripeError(f"No such {kind}: '{object_id}'", status, code="resource_missing", param=param)
