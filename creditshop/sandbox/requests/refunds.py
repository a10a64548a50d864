"""Parameters of a refund."""

from typing import Annotated, Literal

from pydantic import Field

from creditshop.sandbox.requests.base import Expandable, Metadata, Text


class CreateRefund(Expandable):
    amount: Annotated[int | None, Field(ge=1)] = None
    charge: Text | None = None
    metadata: Metadata = Field(default_factory=dict)
    payment_intent: Text | None = None
    reason: Literal["duplicate", "fraudulent", "requested_by_customer"] | None = None


class UpdateMetadata(Expandable):
    metadata: Metadata | None = None
