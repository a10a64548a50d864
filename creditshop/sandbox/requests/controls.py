"""What the controls may be told. Amounts are in minor units."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from creditshop.sandbox.objects.dispute_object import Reason
from creditshop.sandbox.objects.disputes import Outcome
from creditshop.sandbox.objects.warnings import FraudType

Amount = Annotated[int, Field(ge=1)]


class Body(BaseModel):
    """Nothing unknown is accepted."""

    model_config = ConfigDict(extra="forbid")


class Resend(Body):
    times: Annotated[int, Field(ge=1, le=100)] = 1


class Decide(Body):
    outcome: Literal["succeed", "fail"]


class MoveClock(Body):
    offset_seconds: Annotated[float, Field(ge=-315_360_000, le=315_360_000)]


class Refund(Body):
    amount: Amount | None = None
    amount_major: str | None = None
    """What a person types on the panel, for example 5.00."""
    reason: Literal["duplicate", "fraudulent", "requested_by_customer"] | None = None


class OpenDispute(Body):
    reason: Reason = "fraudulent"
    inquiry: bool = False
    amount: Amount | None = None


class DecideDispute(Body):
    outcome: Outcome


class Warn(Body):
    fraud_type: FraudType = "misc"
